// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/redaction.h"
#include "core/audit/review.h"
#include "core/store/window_sets.h"
#include "tests/core/store/audit_fixture.h"

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace retort;
using namespace retort::store;
using namespace retort::store::testing;

class TestRedaction : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void copyHoldsNothingPersonal();
    void copyIsVerified();
    void idsAreKeptOnRequest();
    void copyIsRefused();
    void erasureLeavesNoTrace();
    void erasureTakesNumbersOfTheRecordOnly();
    void erasureIsSaidAndVerified();
    void erasedAuditIsNotRunAgain();
    void lockedAuditCanBeErased();
    void erasureIsRefused();

private:
    std::unique_ptr<Folder> m_folder;
    std::filesystem::path m_path;
};

namespace {

const std::string kWindows(64, 'b');
const std::string kOtherWindows(64, 'e'); // of a model with another tokenizer
const std::string kNeighbours(64, 'c');
const std::string kSlots(64, 'd');
constexpr std::uint64_t kRecords = 40;
constexpr std::uint64_t kErased = 5; // the record that the tests erase
constexpr const char* kPersonalId = "erika@example.org";

bool holds(const std::filesystem::path& path, const std::string& text) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    return bytes.find(text) != std::string::npos;
}

scores::RowSums sums(std::size_t rows) {
    scores::RowSums result;
    for (std::size_t i = 0; i < rows; ++i) {
        result.tokens.push_back(static_cast<std::uint32_t>(i + 1));
        result.logProbability.push_back(-static_cast<double>(i) - 0.5);
    }
    return result;
}

audit::ErasureRequest request() {
    return {"private", {kPersonalId}, "B. Reviewer", "letter of 1 March"};
}

} // namespace

// An audit with text, token tables of every kind, columns, findings, and a note about the record to erase.
void TestRedaction::init() {
    m_folder = std::make_unique<Folder>();
    m_path = m_folder->file("a.retort");
    AuditFile audit = smallAudit(m_path, true, kRecords, 4);
    rawSql(m_path, fmt::format("UPDATE record SET id = '{}' WHERE ordinal = {}", kPersonalId, kErased));
    must(audit.records().putWindows(
        "private", std::vector<Window>{{kErased, WindowKind::Personal, "name", 0, 5, 7, 1},
                                       {kErased + 1, WindowKind::Personal, "name", 0, 5, 7, 0}}));
    rawSql(m_path, fmt::format("UPDATE model SET info = '{{\"{}\":\"another\"}}' WHERE name = 'student'",
                               kOtherTokenizer));
    must(audit.records().putWindows(
        "private",
        std::vector<Window>{{kErased, WindowKind::Personal, "name", 0, 4, 6, 0},
                            {kErased + 1, WindowKind::Personal, "name", 0, 4, 6, 1}},
        "another"));
    must(audit.chunks().declare({kOtherWindows, "student", "private", "window", 2, 1, Json::object()}));
    must(audit.chunks().putChunk(kOtherWindows, 0, 0, sampleTable(2, 20, 3)));
    must(audit.chunks().declare({kWindows, "teacher", "private", "window", 2, 1, Json::object()}));
    must(audit.chunks().declare(
        {kNeighbours, "teacher", "private", "sums:neighbours:2", 2 * kRecords, 1, Json::object()}));
    must(audit.chunks().declare({kSlots, "teacher", "private", "sums:slots", 7, 1, Json::object()}));
    for (std::uint32_t number = 0; number < 4; ++number)
        must(audit.chunks().putChunk(kKey, number, number * 10, sampleTable(10, 20, number)));
    must(audit.chunks().putChunk(kWindows, 0, 0, sampleTable(2, 20, 9)));
    must(audit.chunks().putSums(kNeighbours, 0, 0, sums(2 * kRecords)));
    must(audit.chunks().putSums(kSlots, 0, 0, sums(7)));
    std::vector<double> values(kRecords);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<double>(i);
    must(audit.results().putColumn("private", "teacher", "loss", values));
    must(audit.results().putFindings(
        "h", fmt::format(R"({{"membership":[{{"nonfinite":["private:{}","private:r7"]}}]}})", kPersonalId)));
    must(audit.verification().anchor());
    must(audit.finish());
    const AuditFile amended = must(AuditFile::openToAmend(m_path));
    must(audit::addNote(amended, {"A", std::string("record:private/") + kPersonalId}, "Zwiebelkuchen"));
}

void TestRedaction::copyHoldsNothingPersonal() {
    const auto copy = m_folder->file("copy.retort");
    QVERIFY(holds(m_path, "Erika Musterfrau") && holds(m_path, kPersonalId) &&
            holds(m_path, "Zwiebelkuchen"));
    const Erased erased = must(audit::redact(m_path, copy, false));
    QCOMPARE(erased.texts, kRecords);
    QCOMPARE(erased.resultSets, std::uint64_t{5});
    QCOMPARE(erased.remarks.size(), std::size_t{1});
    for (const char* personal : {"Musterfrau", kPersonalId, "Zwiebelkuchen", "data/a.jsonl", "/models/"})
        QVERIFY2(!holds(copy, personal), personal);
    QCOMPARE(rawSql(copy, "SELECT count(*) FROM secret"), std::string("0"));
    QCOMPARE(rawSql(copy, "SELECT count(*) FROM record WHERE text_hash IS NOT NULL"), std::string("0"));
    QCOMPARE(rawSql(copy, "SELECT id FROM record WHERE ordinal = 5"), std::string("record 5"));
    const std::string findings = must(must(AuditFile::openReadOnly(copy)).results().findings())->json;
    QVERIFY2(findings.find(R"(["private:record 5","private:record 7"])") != std::string::npos,
             findings.c_str());
}

void TestRedaction::copyIsVerified() {
    const auto copy = m_folder->file("copy.retort");
    must(audit::redact(m_path, copy, false));
    const AuditFile audit = must(AuditFile::openReadOnly(copy));
    const auto report = must(audit.verification().verify());
    QVERIFY2(report.intact, report.problems.empty() ? "" : report.problems.front().c_str());
    QVERIFY(report.anchored);
    QVERIFY(must(audit.events().contains(must(must(AuditFile::openReadOnly(m_path)).events().seal()))));
    QCOMPARE(must(audit.results().column("private", "teacher", "loss"))->at(kErased), 5.0);
    const auto mode = std::filesystem::status(copy).permissions();
    QCOMPARE(static_cast<int>(mode), 0600);
    QVERIFY(!std::filesystem::exists(copy.string() + "-wal"));
}

void TestRedaction::idsAreKeptOnRequest() {
    const auto copy = m_folder->file("copy.retort");
    must(audit::redact(m_path, copy, true));
    QCOMPARE(rawSql(copy, "SELECT id FROM record WHERE ordinal = 5"), std::string(kPersonalId));
}

void TestRedaction::copyIsRefused() {
    const auto copy = m_folder->file("copy.retort");
    QVERIFY(failsWith(audit::redact(m_path, m_path, false), ErrorCode::Conflict, "exists already"));
    {
        const AuditFile audit = must(AuditFile::openToAmend(m_path));
        must(audit.events().append(kStartEvent, {{"run", 2}}));
    }
    QVERIFY(failsWith(audit::redact(m_path, copy, false), ErrorCode::Conflict, "has not ended"));
    QVERIFY(!std::filesystem::exists(copy));
    must(must(AuditFile::openToAmend(m_path)).verification().anchor());
    rawSql(m_path, "UPDATE record SET repeats = 64 WHERE ordinal = 5");
    QVERIFY(failsWith(audit::redact(m_path, copy, false), ErrorCode::Gate, "was changed"));
    QCOMPARE(std::distance(std::filesystem::directory_iterator(m_path.parent_path()), {}), 1);
}

void TestRedaction::erasureLeavesNoTrace() {
    const Erased erased = must(audit::eraseRecords(m_path, request()));
    QCOMPARE(erased.texts, std::uint64_t{1});
    QCOMPARE(erased.windows, std::uint64_t{2});
    QCOMPARE(erased.resultSets, std::uint64_t{1}); // the slot test's
    QCOMPARE(erased.remarks.size(), std::size_t{1});
    for (const std::string& personal : {std::string(kPersonalId), std::string("Zwiebelkuchen"),
                                        std::string("number 5"), std::string("Erika Musterfrau, number 5")})
        QVERIFY2(!holds(m_path, personal), personal.c_str());
    QVERIFY(holds(m_path, "Erika Musterfrau, number 7"));
    QCOMPARE(rawSql(m_path, "SELECT id || excluded || ifnull(text_hash, '-') FROM record WHERE ordinal = 5"),
             std::string("erased 5erased on request-"));
    QCOMPARE(std::distance(std::filesystem::directory_iterator(m_path.parent_path()), {}), 1);
}

void TestRedaction::erasureTakesNumbersOfTheRecordOnly() {
    const auto before = must(must(AuditFile::openReadOnly(m_path)).chunks().loadTable(kKey));
    must(audit::eraseRecords(m_path, request()));
    const AuditFile audit = must(AuditFile::openReadOnly(m_path));
    const auto after = must(audit.chunks().loadTable(kKey));
    const scores::TokenTableIndex old(before);
    const scores::TokenTableIndex now(after);
    QCOMPARE(now.rows(), old.rows());
    for (std::size_t row = 0; row < old.rows(); ++row) {
        if (row == kErased) {
            QCOMPARE(now.row(row).size(), std::size_t{0});
            continue;
        }
        QVERIFY(std::ranges::equal(now.row(row).logProbability, old.row(row).logProbability));
        QVERIFY(std::ranges::equal(now.row(row).rank, old.row(row).rank));
    }
    QCOMPARE(must(audit.chunks().loadTable(kWindows)).lengths[1], 0U);
    QVERIFY(must(audit.chunks().loadTable(kWindows)).lengths[0] > 0);
    // Rows are counted in each model's own windows.
    QCOMPARE(must(audit.chunks().loadTable(kOtherWindows)).lengths[0], 0U);
    QVERIFY(must(audit.chunks().loadTable(kOtherWindows)).lengths[1] > 0);
    const auto neighbours = must(audit.chunks().loadSums(kNeighbours));
    for (std::size_t row = 0; row < neighbours.rows(); ++row)
        QCOMPARE(neighbours.tokens[row] == 0, row % kRecords == kErased);
    const auto loss = *must(audit.results().column("private", "teacher", "loss"));
    for (std::size_t row = 0; row < loss.size(); ++row)
        QCOMPARE(std::isnan(loss[row]), row == kErased);
}

void TestRedaction::erasureIsSaidAndVerified() {
    const std::string seal = must(must(AuditFile::openReadOnly(m_path)).events().seal());
    must(audit::eraseRecords(m_path, request()));
    const AuditFile audit = must(AuditFile::openReadOnly(m_path));
    const auto report = must(audit.verification().verify());
    QVERIFY2(report.intact, report.problems.empty() ? "" : report.problems.front().c_str());
    QVERIFY(report.anchored);
    QVERIFY(must(audit.events().contains(seal)));
    const auto events = must(audit.events().all());
    const auto said = std::find_if(events.begin(), events.end(),
                                   [](const Event& event) { return event.kind == kErasureEvent; });
    QVERIFY(said != events.end());
    QVERIFY(said->payload.find(R"("ordinals":[5])") != std::string::npos);
    QVERIFY(said->payload.find("example.org") == std::string::npos);
    const audit::Review review = must(audit::readReview(audit));
    QCOMPARE(review.erasures.size(), std::size_t{1});
    QCOMPARE(review.erasures[0].records, std::uint64_t{1});
    QCOMPARE(review.erasures[0].entry.about, std::string("data/private"));
    QCOMPARE(must(audit.remarks().all()).at(said->sequence), std::string("letter of 1 March"));
}

void TestRedaction::erasedAuditIsNotRunAgain() {
    must(audit::eraseRecords(m_path, request()));
    QVERIFY(failsWith(audit::requireRunnable(must(AuditFile::openReadOnly(m_path))), ErrorCode::Conflict,
                      "records were erased"));
}

void TestRedaction::lockedAuditCanBeErased() {
    must(audit::lock(must(AuditFile::openToAmend(m_path)), "C"));
    must(audit::eraseRecords(m_path, request()));
    QVERIFY(must(audit::readReview(must(AuditFile::openReadOnly(m_path)))).lock.has_value());
}

void TestRedaction::erasureIsRefused() {
    const auto size = std::filesystem::file_size(m_path);
    audit::ErasureRequest wrong = request();
    wrong.ids.push_back("nobody");
    const auto refused = audit::eraseRecords(m_path, wrong);
    QVERIFY2(failsWith(refused, ErrorCode::NotFound, "no record with 1 of the 2 ids; nothing was erased"),
             messageOf(refused).c_str());
    QVERIFY(messageOf(refused).find("nobody") == std::string::npos);
    wrong = request();
    wrong.dataSet = "public";
    QVERIFY(failsWith(audit::eraseRecords(m_path, wrong), ErrorCode::NotFound, "public"));
    wrong = request();
    wrong.by.clear();
    QVERIFY(failsWith(audit::eraseRecords(m_path, wrong), ErrorCode::Usage, "name of who"));
    QCOMPARE(std::filesystem::file_size(m_path), size);
    QVERIFY(holds(m_path, kPersonalId));
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
