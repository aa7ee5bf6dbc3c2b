// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/blob_codec.h"
#include "core/store/chunk_content.h"
#include "tests/core/store/audit_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

using namespace retort;
using namespace retort::store;
using namespace retort::store::testing;

class TestChunks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void packedColumnHasTheDocumentedBytes();
    void unpackingTrustsNothing();
    void tableComesBackBitForBit();
    void ranksAreClippedWithoutText();
    void longColumnsAreSplit();
    void keyStandsForOneQuestion();
    void chunkStaysWithinItsResultSet();
    void changedBytesAreFound_data();
    void changedBytesAreFound();
    void sumsComeBackBitForBit();
    void changedSumsAreFound();
    void committedChunksSurviveKill();
};

namespace {

const std::string kSumsKey(64, 'e');

ResultSet sumsSet() {
    ResultSet set;
    set.key = kSumsKey;
    set.model = "teacher";
    set.dataSet = "private";
    set.kind = "sums:lowercase";
    set.rows = 20;
    set.chunks = 2;
    return set;
}

} // namespace

void TestChunks::packedColumnHasTheDocumentedBytes() {
    // zlib.compress(bytes([1, 3, 0, 0, 0, 0, 2, 4]), 1) in Python, for the 4-byte numbers 0x02000001 and
    // 0x04000003.
    const std::vector<std::uint32_t> values = {0x02000001, 0x04000003};
    const std::string blob = packColumn(std::as_bytes(std::span(values)), 4);
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(blob.data()), blob.size());
    QCOMPARE(toHex(bytes), std::string("78016364660002261600002d000b"));
    const auto raw = must(unpackColumn(blob, 2, 4));
    QCOMPARE(std::memcmp(raw.data(), values.data(), 8), 0);
    QCOMPARE(must(unpackColumn(packColumn({}, 4), 0, 4)).size(), 0U);
}

void TestChunks::unpackingTrustsNothing() {
    const std::vector<std::uint32_t> values(1000, 7);
    const std::string blob = packColumn(std::as_bytes(std::span(values)), 4);
    QVERIFY(!unpackColumn(blob, 999, 4));
    QVERIFY(!unpackColumn(blob, 1001, 4));
    QVERIFY(failsWith(unpackColumn(blob, std::size_t{1} << 40, 4), ErrorCode::InvalidInput, "claims more"));
    QVERIFY(!unpackColumn(std::string_view(blob).substr(0, 10), 1000, 4));
    QVERIFY(!unpackColumn("", 1, 4));
    QVERIFY(!unpackColumn("no zlib at all", 2, 4));
}

void TestChunks::tableComesBackBitForBit() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"), true);
    auto whole = scores::TokenTable();
    for (std::uint32_t number = 0; number < 4; ++number) {
        auto table = sampleTable(10, 9, number);
        table.margin[1] = std::nanf("");
        table.margin[2] = -0.0F;
        table.entropy[3] = INFINITY;
        QVERIFY(!must(audit.chunks().hasChunk(kKey, number)));
        must(audit.chunks().putChunk(kKey, number, number * 10, table));
        QVERIFY(must(audit.chunks().hasChunk(kKey, number)));
        whole.append(table);
    }
    const auto loaded = must(audit.chunks().loadTable(kKey));
    QVERIFY(sameButRanks(loaded, whole));
    QVERIFY(sameBits(loaded.rank, whole.rank));
    QVERIFY(must(audit.chunks().missing(kKey)).empty());
    const auto row = must(audit.chunks().loadRow(kKey, 17));
    const scores::TokenTableIndex index(whole);
    QCOMPARE(row.rows(), 1U);
    QVERIFY(std::equal(row.entropy.begin(), row.entropy.end(), index.row(17).entropy.begin(),
                       index.row(17).entropy.end()));
    QCOMPARE(must(audit.chunks().loadChunk(kKey, 3)).rows(), 10U);
    const auto found = must(audit.chunks().find("teacher", "private", "record"));
    QVERIFY(found && found->key == kKey && found->rows == 40 && found->chunks == 4);
    QVERIFY(!must(audit.chunks().find("student", "private", "record")));
}

void TestChunks::ranksAreClippedWithoutText() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    const auto table = sampleTable(40, 9, 5);
    must(audit.chunks().declare(
        {std::string(64, 'b'), "teacher", "private", "record", 40, 1, Json::object()}));
    must(audit.chunks().putChunk(std::string(64, 'b'), 0, 0, table));
    const auto loaded = must(audit.chunks().loadTable(std::string(64, 'b')));
    QVERIFY(sameButRanks(loaded, table));
    std::size_t clipped = 0;
    for (std::size_t i = 0; i < table.tokens(); ++i) {
        QCOMPARE(loaded.rank[i], std::min(table.rank[i], 255U));
        clipped += table.rank[i] > 255;
    }
    QVERIFY(clipped > 50);
}

void TestChunks::longColumnsAreSplit() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    AuditFile audit = smallAudit(path, true);
    const auto table = sampleTable(8, 100'000, 1);
    must(
        audit.chunks().declare({std::string(64, 'b'), "teacher", "private", "record", 8, 1, Json::object()}));
    must(audit.chunks().putChunk(std::string(64, 'b'), 0, 0, table));
    const auto loaded = must(audit.chunks().loadTable(std::string(64, 'b')));
    QVERIFY(sameButRanks(loaded, table) && sameBits(loaded.rank, table.rank));
    QCOMPARE(rawSql(path, "SELECT count(*) FROM chunk_part WHERE name = 'margin'"), std::string("2"));
    QVERIFY(std::stol(rawSql(path, "SELECT max(length(data)) FROM chunk_part")) <= 2'000'000);
}

void TestChunks::keyStandsForOneQuestion() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    const ResultSet known{kKey, "teacher", "private", "record", 40, 4, Json::object()};
    must(audit.chunks().declare(known));
    QCOMPARE(must(audit.chunks().resultSets()).size(), 1U);
    ResultSet other = known;
    other.model = "student";
    QVERIFY(failsWith(audit.chunks().declare(other), ErrorCode::Conflict, "other results"));
    other = known;
    other.key = std::string(64, 'b');
    other.dataSet = "nothing";
    QVERIFY(failsWith(audit.chunks().declare(other), ErrorCode::NotFound, "'nothing'"));
    QVERIFY(failsWith(audit.chunks().loadTable(std::string(64, 'c')), ErrorCode::NotFound, "no results"));
    QVERIFY_EXCEPTION_THROWN(
        (void)audit.chunks().declare({"short", "teacher", "private", "record", 1, 1, {}}),
        std::invalid_argument);
}

void TestChunks::chunkStaysWithinItsResultSet() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    const auto table = sampleTable(10, 4, 1);
    QVERIFY(failsWith(audit.chunks().putChunk(kKey, 4, 0, table), ErrorCode::Internal, "outside"));
    QVERIFY(failsWith(audit.chunks().putChunk(kKey, 3, 31, table), ErrorCode::Internal, "outside"));
    must(audit.chunks().putChunk(kKey, 0, 0, table));
    must(audit.chunks().putChunk(kKey, 0, 0, table));
    QVERIFY(failsWith(audit.chunks().putChunk(kKey, 0, 0, sampleTable(10, 4, 2)), ErrorCode::Conflict,
                      "other content"));
    QVERIFY(failsWith(audit.chunks().loadTable(kKey), ErrorCode::NotFound, "rows 10 to 39"));
    QVERIFY(failsWith(audit.chunks().loadRow(kKey, 12), ErrorCode::NotFound, "row 12"));
    auto broken = table;
    broken.entropy.pop_back();
    QVERIFY_EXCEPTION_THROWN((void)audit.chunks().putChunk(kKey, 1, 10, broken), std::invalid_argument);
}

void TestChunks::changedBytesAreFound_data() {
    QTest::addColumn<QString>("change");
    const auto flip = [](const char* name) {
        // A stored block of zlib keeps its bytes; the middle of a level 1 stream changes values or breaks it.
        return QString("UPDATE chunk_part SET data = cast(substr(data, 1, length(data) / 2) || "
                       "x'5a' || substr(data, length(data) / 2 + 2) AS blob) WHERE name = '%1'")
            .arg(name);
    };
    QTest::newRow("lengths") << flip("lengths");
    QTest::newRow("log-probability") << flip("log_probability");
    QTest::newRow("rank") << flip("rank");
    QTest::newRow("margin") << flip("margin");
    QTest::newRow("count") << QString("UPDATE chunk_part SET count = count + 1 WHERE name = 'entropy'");
    QTest::newRow("width") << QString("UPDATE chunk_part SET width = 2 WHERE name = 'entropy'");
    QTest::newRow("huge") << QString("UPDATE chunk SET tokens = 9000000000000000000");
    QTest::newRow("part gone") << QString("DELETE FROM chunk_part WHERE name = 'variance'");
    QTest::newRow("first row") << QString("UPDATE chunk SET first_row = 10");
    QTest::newRow("hash") << QString("UPDATE chunk SET sha256 = zeroblob(32)");
}

void TestChunks::changedBytesAreFound() {
    QFETCH(QString, change);
    const Folder folder;
    const auto path = folder.file("a.retort");
    {
        AuditFile audit = smallAudit(path);
        must(audit.chunks().putChunk(kKey, 0, 0, sampleTable(10, 30, 1)));
        must(audit.finish());
    }
    rawSql(path, change.toStdString());
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto loaded = audit.chunks().loadChunk(kKey, 0);
    QVERIFY2(failsWith(loaded, ErrorCode::InvalidInput, "chunk 0"), messageOf(loaded).c_str());
}

void TestChunks::sumsComeBackBitForBit() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    must(audit.chunks().declare(sumsSet()));
    const auto table = sampleTable(10, 9, 1);
    scores::RowSums sums = scores::rowSums(table);
    const scores::TokenTableIndex index(table);
    double third = 0;
    for (const float value : index.row(2).logProbability)
        third += value;
    QCOMPARE(sums.logProbability[2], third);
    QCOMPARE(sums.mean(2), third / 9);
    QVERIFY(std::isnan(sums.mean(6))); // a row without tokens
    sums.logProbability[1] = -std::numeric_limits<double>::infinity();
    QVERIFY(failsWith(audit.chunks().loadSums(kSumsKey), ErrorCode::NotFound, "rows 0 to 19"));
    must(audit.chunks().putSums(kSumsKey, 1, 10, sums));
    QCOMPARE(must(audit.chunks().missing(kSumsKey)), std::vector<std::uint32_t>{0});
    must(audit.chunks().putSums(kSumsKey, 0, 0, sums));
    must(audit.chunks().putSums(kSumsKey, 0, 0, sums)); // the same again
    scores::RowSums other = sums;
    other.logProbability[0] += 1;
    QVERIFY(failsWith(audit.chunks().putSums(kSumsKey, 0, 0, other), ErrorCode::Conflict, "other content"));
    const auto loaded = must(audit.chunks().loadSums(kSumsKey));
    QCOMPARE(loaded.rows(), 20U);
    QVERIFY(std::equal(sums.tokens.begin(), sums.tokens.end(), loaded.tokens.begin() + 10));
    QCOMPARE(std::memcmp(loaded.logProbability.data() + 10, sums.logProbability.data(), 10 * sizeof(double)),
             0);
}

void TestChunks::changedSumsAreFound() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    {
        AuditFile audit = smallAudit(path);
        must(audit.chunks().declare(sumsSet()));
        must(audit.chunks().putSums(kSumsKey, 0, 0, scores::rowSums(sampleTable(10, 30, 1))));
        must(audit.chunks().check(sumsSet()));
        must(audit.finish());
    }
    rawSql(path, "UPDATE chunk SET first_row = 3");
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto checked = audit.chunks().check(sumsSet());
    QVERIFY2(failsWith(checked, ErrorCode::InvalidInput, "was changed"), messageOf(checked).c_str());
    QVERIFY(!must(audit.verification().verify()).intact);
}

void TestChunks::committedChunksSurviveKill() {
    const Folder folder;
    for (int round = 0; round < 8; ++round) {
        const auto path = folder.file(("k" + std::to_string(round) + ".retort").c_str());
        constexpr std::uint32_t kChunks = 200;
        smallAudit(path, false, kChunks * 10, kChunks);
        int pipe[2] = {};
        QCOMPARE(::pipe(pipe), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto audit = must(AuditFile::openForRun(path));
            for (std::uint32_t number = 0; number < kChunks; ++number) {
                must(audit.chunks().putChunk(kKey, number, number * 10, sampleTable(10, 60, number)));
                const char told = 1;
                if (::write(pipe[1], &told, 1) != 1)
                    break;
            }
            ::_exit(0);
        }
        ::close(pipe[1]);
        // Kill it at another moment each time, a little after some chunk was told to be committed.
        std::uint32_t told = 0;
        char byte = 0;
        while (told < 3U + static_cast<unsigned>(round) * 4U && ::read(pipe[0], &byte, 1) == 1)
            ++told;
        std::this_thread::sleep_for(std::chrono::microseconds(137 * round));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        while (::read(pipe[0], &byte, 1) == 1)
            ++told;
        ::close(pipe[0]);

        AuditFile audit = must(AuditFile::openForRun(path));
        const auto missing = must(audit.chunks().missing(kKey));
        QVERIFY(!missing.empty());
        QVERIFY2(missing.front() >= told, "a chunk that was committed is gone");
        QCOMPARE(missing.size(), static_cast<std::size_t>(kChunks - missing.front()));
        for (std::uint32_t number = 0; number < missing.front(); ++number)
            QVERIFY(sameButRanks(must(audit.chunks().loadChunk(kKey, number)), sampleTable(10, 60, number)));
        must(audit.chunks().putChunk(kKey, missing.front(), missing.front() * 10, sampleTable(10, 60, 1)));
        must(audit.finish());
        QCOMPARE(rawSql(path, "PRAGMA integrity_check"), std::string("ok"));
    }
}

QTEST_APPLESS_MAIN(TestChunks)
#include "tst_chunks.moc"
