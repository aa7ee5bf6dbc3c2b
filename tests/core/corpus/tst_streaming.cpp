// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading does not need more memory for a bigger file. Each kind is read small first, then 400 MB of it: the
// peak of memory of this process may not grow by more than the ids need.
#include "core/base/files.h"
#include "core/corpus/records.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace retort;

namespace {

// Of this process so far, in KiB: what is neither a mapped file nor shared.
std::uint64_t peakKiB() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:"))
            return std::stoull(line.substr(6));
    }
    return 0;
}

constexpr std::uint64_t kAllowedGrowthKiB = 24 << 10;

} // namespace

class TestStreaming : public QObject {
    Q_OBJECT

private:
    std::string file(const QString& name) { return m_directory.filePath(name).toStdString(); }
    // The same row again and again, with a number in the place of %.
    void fill(const QString& name, const std::string& header, const std::string& row, std::uint64_t bytes) {
        std::ofstream out(file(name), std::ios::binary);
        out << header;
        const std::size_t place = row.find('%');
        const std::string before = row.substr(0, place);
        const std::string after = place == std::string::npos ? "" : row.substr(place + 1);
        for (std::uint64_t number = 0, written = 0; written < bytes; ++number, written += row.size())
            out << before << number << after;
    }
    // Peak of memory after reading.
    std::uint64_t peakAfter(corpus::DataSource source, const QString& name) {
        source.paths = {file(name)};
        std::uint64_t bytes = 0;
        const auto summary = corpus::streamRecords(source, [&](corpus::Record&& record) -> Status {
            bytes += record.text.size() + record.tokens.size();
            return {};
        });
        if (!summary)
            qFatal("%s", summary.error().message.c_str());
        if (bytes < 1000)
            qFatal("hardly anything was read");
        return peakKiB();
    }
    QTemporaryDir m_directory;

private Q_SLOTS:
    void text_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("row");
        const QByteArray words = QByteArray("some words of text ").repeated(50);
        QTest::newRow("jsonl") << "x.jsonl" << QByteArray() << "{\"id\":\"%\",\"text\":\"" + words + "\"}\n";
        QTest::newRow("csv") << "x.csv" << QByteArray("id,text\n")
                             << "%,\"" + words + "\n\"\"" + words + "\"\n";
        QTest::newRow("txt") << "x.txt" << QByteArray() << "%" + words + "\n";
        QTest::newRow("bin") << "x.bin" << QByteArray() << words;
    }
    void text() {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, header);
        QFETCH(const QByteArray, row);
        corpus::DataSource source;
        source.idField = name.contains(QStringLiteral("txt")) ? "" : "id";
        source.tokenType = corpus::TokenFileType::UInt16;
        source.rowTokens = 500;
        fill(name, header.toStdString(), row.toStdString(), 4 << 20);
        const std::uint64_t small = peakAfter(source, name);
        fill(name, header.toStdString(), row.toStdString(), 400 << 20);
        const std::uint64_t large = peakAfter(source, name);
        QVERIFY2(large < small + kAllowedGrowthKiB, qPrintable(QString::number(large - small)));
        if (name.endsWith(QStringLiteral("bin")))
            return;
        for (const auto& [program, ending] : {std::pair("gzip", ".gz"), std::pair("zstd", ".zst")}) {
            QProcess pack;
            pack.setStandardOutputFile(m_directory.filePath(name) + QLatin1String(ending));
            pack.start(QLatin1String(program),
                       {QStringLiteral("-1"), QStringLiteral("-c"), m_directory.filePath(name)});
            QVERIFY(pack.waitForFinished(300'000) && pack.exitCode() == 0);
            const std::uint64_t packed = peakAfter(source, name + QLatin1String(ending));
            QVERIFY2(packed < large + kAllowedGrowthKiB, qPrintable(QString::number(packed - large)));
        }
        QFile::remove(m_directory.filePath(name));
    }

    // A row of 200 MB is one malformed row and no allocation.
    void oneLongRow() {
        corpus::DataSource source;
        source.allowedMalformed = 0.9;
        source.maxRowBytes = 1 << 20;
        fill(QStringLiteral("l.jsonl"), "{\"text\":\"", "xxxxxxxx", 200 << 20);
        std::ofstream(file(QStringLiteral("l.jsonl")), std::ios::app)
            << "\"}\n{\"text\":\"" << std::string(2000, 'y') << "\"}\n";
        const std::uint64_t before = peakKiB();
        QVERIFY(peakAfter(source, QStringLiteral("l.jsonl")) < before + kAllowedGrowthKiB);
    }
};

QTEST_APPLESS_MAIN(TestStreaming)
#include "tst_streaming.moc"
