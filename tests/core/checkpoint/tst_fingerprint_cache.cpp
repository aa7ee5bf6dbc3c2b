// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/fingerprint_cache.h"

#include "checkpoint_fixtures.h"
#include "core/checkpoint/fingerprint.h"

#include <QtTest>

#include <chrono>

using namespace retort;
using namespace retort::checkpoint;
using retort::test::Folder;

namespace {

const std::string kDigest(64, 'a');

FileStates later(const std::vector<std::filesystem::path>& files) {
    return FileStates(files, std::chrono::system_clock::now() + std::chrono::hours(1));
}

} // namespace

class TestFingerprintCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsADigest();
    void forgetsOnAnyChange_data();
    void forgetsOnAnyChange();
    void distrustsYoungFiles();
    void survivesDamage_data();
    void survivesDamage();
    void usedOnlyWhenAsked();
    void followsTheEnvironment();
    void worksWithoutAFolder();
};

void TestFingerprintCache::keepsADigest() {
    const Folder folder;
    QVERIFY(folder.write("w", "weights"));
    const FingerprintCache cache(folder / "a/b");
    const FileStates states = later({folder / "w"});
    QVERIFY(!cache.find(states));
    cache.remember(states, kDigest);
    QCOMPARE(cache.find(states), std::optional(kDigest));
    const auto permissions = std::filesystem::status(cache.fileFor(states)).permissions();
    QCOMPARE(permissions, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

void TestFingerprintCache::forgetsOnAnyChange_data() {
    QTest::addColumn<int>("change");
    QTest::newRow("size") << 0;
    QTest::newRow("time") << 1;
    QTest::newRow("other file in its place") << 2;
    QTest::newRow("other path") << 3;
    QTest::newRow("one file more") << 4;
}

void TestFingerprintCache::forgetsOnAnyChange() {
    QFETCH(int, change);
    const Folder folder;
    QVERIFY(folder.write("w", "weights"));
    QVERIFY(folder.write("v", "weights"));
    const FingerprintCache cache(folder / "cache");
    cache.remember(later({folder / "w"}), kDigest);
    std::vector<std::filesystem::path> files{folder / "w"};
    const auto time = std::filesystem::last_write_time(folder / "w");
    switch (change) {
    case 0:
        QVERIFY(folder.write("w", "weights!"));
        std::filesystem::last_write_time(folder / "w", time);
        break;
    case 1:
        std::filesystem::last_write_time(folder / "w", time - std::chrono::nanoseconds(1));
        break;
    case 2:
        std::filesystem::last_write_time(folder / "v", time);
        std::filesystem::rename(folder / "v", folder / "w");
        break;
    case 3:
        files = {folder / "v"};
        break;
    default:
        files.push_back(folder / "v");
    }
    QVERIFY(!cache.find(later(files)));
}

// Another change within the clock's resolution would leave the same times.
void TestFingerprintCache::distrustsYoungFiles() {
    const Folder folder;
    QVERIFY(folder.write("w", "weights"));
    const FingerprintCache cache(folder / "cache");
    const FileStates young({folder / "w"});
    QVERIFY(young.isYoung());
    cache.remember(young, kDigest);
    QVERIFY(!cache.find(young));
    QVERIFY(!later({folder / "w"}).isYoung());
}

void TestFingerprintCache::survivesDamage_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::newRow("empty") << ".*"
                           << "";
    QTest::newRow("cut") << "\"sha256.*"
                         << "";
    QTest::newRow("other version") << "\"version\":1"
                                   << "\"version\":2";
    QTest::newRow("other files") << "\"files\":\""
                                 << "\"files\":\"9";
    QTest::newRow("short digest") << "aaaa\""
                                  << "\"";
    QTest::newRow("no digest") << "\"a*\"}"
                               << "7}";
    QTest::newRow("not hex") << "aaaa\""
                             << "AAAA\"";
    QTest::newRow("a list") << "^.*$"
                            << "[1]";
}

void TestFingerprintCache::survivesDamage() {
    QFETCH(QString, from);
    QFETCH(QString, to);
    const Folder folder;
    QVERIFY(folder.write("w", "weights"));
    const FingerprintCache cache(folder / "cache");
    const FileStates states = later({folder / "w"});
    cache.remember(states, kDigest);
    QString text = QString::fromStdString(readFile(cache.fileFor(states)).value()).trimmed();
    const QString before = text;
    text.replace(QRegularExpression(from, QRegularExpression::DotMatchesEverythingOption), to);
    QVERIFY(text != before);
    QVERIFY(writeFile(cache.fileFor(states), text.toStdString()).has_value());
    QVERIFY(!cache.find(states));
    cache.remember(states, kDigest);
    QCOMPARE(cache.find(states), std::optional(kDigest));
}

void TestFingerprintCache::usedOnlyWhenAsked() {
    const Folder home;
    qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(home.path().string()));
    const Folder folder("neox_f32");
    const CheckpointFolders folders = findFolders(folder.path()).value();
    const std::string truth = fingerprint(folders).value().weights;
    FingerprintCache::ofUser()->remember(later({folder / "model.safetensors"}), kDigest);
    QCOMPARE(fingerprint(folders, FingerprintSource::Cache).value().weights, kDigest);
    QCOMPARE(fingerprint(folders).value().weights, truth);
    QVERIFY(folder.write("model.safetensors", folder.read("model.safetensors")));
    QCOMPARE(fingerprint(folders, FingerprintSource::Cache).value().weights, truth);
}

void TestFingerprintCache::followsTheEnvironment() {
    const Folder folder;
    QVERIFY(folder.write("w", "weights"));
    const FileStates states = later({folder / "w"});
    qputenv("XDG_CACHE_HOME", "/somewhere");
    QVERIFY(
        FingerprintCache::ofUser()->fileFor(states).string().starts_with("/somewhere/retort/fingerprints/"));
    qputenv("XDG_CACHE_HOME", "relative");
    qputenv("HOME", "/home/somebody");
    QVERIFY(
        FingerprintCache::ofUser()->fileFor(states).string().starts_with("/home/somebody/.cache/retort/"));
    qunsetenv("XDG_CACHE_HOME");
    qunsetenv("HOME");
    QVERIFY(!FingerprintCache::ofUser());
}

void TestFingerprintCache::worksWithoutAFolder() {
    const Folder folder;
    QVERIFY(folder.write("w", "weights"));
    QVERIFY(folder.write("file", ""));
    const FingerprintCache cache(folder / "file/below");
    const FileStates states = later({folder / "w"});
    cache.remember(states, kDigest);
    QVERIFY(!cache.find(states));
    QVERIFY(later({folder / "absent"}).text().empty());
    cache.remember(later({folder / "absent"}), kDigest);
    QVERIFY(!cache.find(later({folder / "absent"})));
}

QTEST_APPLESS_MAIN(TestFingerprintCache)
#include "tst_fingerprint_cache.moc"
