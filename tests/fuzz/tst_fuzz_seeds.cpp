// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Replays the seeds of one fuzz target: none may crash, hang or trip a sanitizer.
#include "tests/fuzz/fuzz.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

class TestFuzzSeeds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void seed_data() {
        QTest::addColumn<QString>("path");
        QDirIterator files(QStringLiteral(RETORT_FUZZ_SEEDS), QDir::Files);
        int count = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            QTest::newRow(qPrintable(files.fileName())) << path;
            ++count;
        }
        QVERIFY2(count > 0, "no seeds: " RETORT_FUZZ_SEEDS);
    }

    void seed() {
        QFETCH(QString, path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        // A copy of the exact size, so that a sanitizer sees a read beyond the end.
        const std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
        QCOMPARE(LLVMFuzzerTestOneInput(input.data(), input.size()), 0);
    }
};

QTEST_APPLESS_MAIN(TestFuzzSeeds)
#include "tst_fuzz_seeds.moc"
