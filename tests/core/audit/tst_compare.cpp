// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/compare.h"
#include "core/stats/hypothesis_tests.h"
#include "tests/core/audit/compared_audit.h"

#include <QtTest/QTest>
#include <SQLiteCpp/Database.h>

#include <algorithm>

using namespace retort;
using namespace retort::audit;
using namespace retort::audit::testing;

namespace {

const std::string kLoss = "[membership]\nattacks = ['loss']\n";

Comparison compared(const std::vector<std::string>& paths, const CompareOptions& options = {}) {
    ComparedAudit earlier = must(openCompared(paths.front()));
    std::vector<ComparedAudit> later;
    for (std::size_t i = 1; i < paths.size(); ++i)
        later.push_back(must(openCompared(paths[i])));
    return must(compareAudits(earlier, later, options));
}

Comparison compared(const SideSpec& earlier, const SideSpec& later, const CompareOptions& options = {}) {
    SideAudit a(earlier);
    SideAudit b(later);
    const std::string first = a.store();
    return compared({first, b.store()}, options);
}

const ExtractionChange& firstOf(const AuditChange& change, const std::string& data = "train") {
    const auto found = std::ranges::find_if(change.extraction, [&](const ExtractionChange& row) {
        return row.model == "student" && row.data == data && row.window == "first";
    });
    if (found == change.extraction.end())
        throw std::runtime_error("no such row");
    return *found;
}

const MembershipChange& lossOf(const AuditChange& change) {
    const auto found = std::ranges::find_if(change.membership, [](const MembershipChange& row) {
        return row.model == "student" && row.data == "train" && row.attack == "loss";
    });
    if (found == change.membership.end())
        throw std::runtime_error("no such row");
    return *found;
}

SideSpec usual() {
    SideSpec spec;
    spec.plan = kLoss;
    return spec;
}

} // namespace

class TestCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingChanged();
    void extractionWorse_data();
    void extractionWorse();
    void oneRecordACluster();
    void notShared();
    void otherTextUnderOneId();
    void membershipPaired();
    void membershipOfOtherRecords();
    void notComparable_data();
    void notComparable();
    void recomputes();
    void personalDetails_data();
    void personalDetails();
    void holmOverAllLaterOnes();
    void onlyTrainingDataDecides();
    void inputs();
    void loneResults();
    void refused();
    void json();
};

void TestCompare::nothingChanged() {
    SideSpec spec = usual();
    spec.memorized = {0, 9};
    spec.gap = 0.4;
    const Comparison comparison = compared(spec, spec);
    QVERIFY(!comparison.worse());
    QCOMPARE(comparison.family, 2U);
    const AuditChange& change = comparison.later.front();
    QVERIFY(change.inputs.empty());
    QVERIFY(change.lone.empty());
    QCOMPARE(firstOf(change).both, 9U);
    QCOMPARE(firstOf(change).gained + firstOf(change).lost, 0U);
    QCOMPARE(firstOf(change).test->pValue, 1.0);
    QCOMPARE(lossOf(change).test->method, std::string("delong"));
    QCOMPARE(lossOf(change).test->pValue, 1.0);
    QVERIFY(std::ranges::all_of(change.verdicts, [](const VerdictChange& verdict) {
        return verdict.earlier == verdict.later && !verdict.earlier.empty();
    }));
    QVERIFY(notWorseSentence(comparison, change).find("2 tests") != std::string::npos);
}

void TestCompare::extractionWorse_data() {
    QTest::addColumn<std::size_t>("earlier");
    QTest::addColumn<std::size_t>("later");
    QTest::addColumn<double>("tolerance");
    QTest::addColumn<bool>("worse");
    // Two tests count; McNemar of k gained and none lost has p = 2^(1 - k).
    QTest::newRow("6 gained: p 0.031, after Holm 0.063") << std::size_t{4} << std::size_t{10} << 0.0 << false;
    QTest::newRow("7 gained: p 0.016, after Holm 0.031") << std::size_t{4} << std::size_t{11} << 0.0 << true;
    QTest::newRow("within the tolerance") << std::size_t{4} << std::size_t{11} << 0.035 << false;
    QTest::newRow("beyond the tolerance") << std::size_t{4} << std::size_t{11} << 0.034 << true;
    QTest::newRow("fewer") << std::size_t{30} << std::size_t{4} << 0.0 << false;
}

void TestCompare::extractionWorse() {
    QFETCH(std::size_t, earlier);
    QFETCH(std::size_t, later);
    QFETCH(double, tolerance);
    QFETCH(bool, worse);
    SideSpec a = usual();
    a.memorized = {0, earlier};
    SideSpec b = usual();
    b.memorized = {0, later};
    const Comparison comparison = compared(a, b, {tolerance, false});
    const ExtractionChange& row = firstOf(comparison.later.front());
    QCOMPARE(row.test->method, std::string("mcnemar"));
    QCOMPARE(row.records.shared, 200U);
    QCOMPARE(row.gained, later > earlier ? later - earlier : 0);
    QCOMPARE(row.lost, later > earlier ? 0 : earlier - later);
    QCOMPARE(row.test->pValue, stats::mcnemarExact(row.gained, row.lost));
    QCOMPARE(*row.test->adjusted, std::min(1.0, 2 * row.test->pValue));
    QCOMPARE(row.test->worse, worse);
    QCOMPARE(comparison.worse(), worse);
    QCOMPARE(comparison.later.front().worse.size(), worse ? 1U : 0U);
    if (worse)
        QVERIFY(comparison.later.front().worse.front().find("5.5 %") != std::string::npos);
}

// Copies of one text come out together and are one piece of evidence.
void TestCompare::oneRecordACluster() {
    SideSpec a = usual();
    for (std::size_t i = 0; i < 20; ++i)
        a.clusters[i] = 7;
    SideSpec b = a;
    b.memorized = {0, 20};
    const Comparison comparison = compared(a, b);
    const ExtractionChange& row = firstOf(comparison.later.front());
    QCOMPARE(row.gained, 20U);
    QCOMPARE(*row.test->up, 1U);
    QCOMPARE(row.test->pValue, 1.0);
    QVERIFY(!comparison.worse());
}

void TestCompare::notShared() {
    SideSpec a = usual();
    SideSpec b = usual();
    b.records = 500; // 200 of them are those of the earlier audit
    b.memorized = {200, 260};
    const Comparison comparison = compared(a, b);
    const ExtractionChange& row = firstOf(comparison.later.front());
    QCOMPARE(row.test->method, std::string("fisher"));
    QCOMPARE(row.records.shared, 200U);
    QCOMPARE(row.records.laterOnly, 300U);
    QCOMPARE(row.memorizedLaterOnly, 60U);
    QCOMPARE(row.test->pValue, stats::fisherExact(60, 500, 0, 200));
    QVERIFY(*row.test->interval.low > 0.08 && *row.test->interval.high < 0.16);
    QVERIFY(row.test->worse);
}

void TestCompare::otherTextUnderOneId() {
    SideAudit a(usual());
    SideAudit b(usual());
    const std::string first = a.store();
    const std::string second = b.store();
    {
        // The set's fingerprint, and the compressed size of every tenth record.
        SQLite::Database database(second, SQLite::OPEN_READWRITE);
        database.exec("UPDATE data_set SET fingerprint = 'other' WHERE name = 'train'");
        database.exec("UPDATE record SET zlib_bytes = 77 WHERE ordinal % 10 = 0 AND data_set = "
                      "(SELECT id FROM data_set WHERE name = 'train')");
    }
    const Comparison comparison = compared({first, second});
    const SharedRecords& records = firstOf(comparison.later.front()).records;
    QCOMPARE(records.shared, 180U);
    QCOMPARE(records.changed, 20U);
    QCOMPARE(records.earlierOnly, 20U);
    QCOMPARE(records.laterOnly, 20U);
    QCOMPARE(lossOf(comparison.later.front()).members.changed, 20U);
    QCOMPARE(lossOf(comparison.later.front()).members.shared, 180U);
    QCOMPARE(lossOf(comparison.later.front()).nonmembers.shared, 300U);
}

void TestCompare::membershipPaired() {
    SideSpec a = usual();
    SideSpec b = usual();
    b.gap = 0.5; // the same draws, shifted: paired, the difference is plain
    const Comparison comparison = compared(a, b);
    const MembershipChange& row = lossOf(comparison.later.front());
    QCOMPARE(row.test->method, std::string("delong"));
    QVERIFY(row.primary);
    QVERIFY(row.test->counted);
    QVERIFY(row.test->worse);
    QVERIFY(*row.test->interval.low > 0);
    QCOMPARE(row.test->earlier, row.earlierAuc);
    QVERIFY(comparison.worse());
    const Comparison tolerant = compared(a, b, {0.2, false});
    QVERIFY(!tolerant.worse());
}

void TestCompare::membershipOfOtherRecords() {
    SideSpec a = usual();
    SideSpec b = usual();
    b.held = 700; // more new held-out records than shared ones
    b.gap = 0.5;
    const Comparison comparison = compared(a, b);
    const MembershipChange& row = lossOf(comparison.later.front());
    QCOMPARE(row.test->method, std::string("independent_aucs"));
    QCOMPARE(row.nonmembers.shared, 300U);
    QCOMPARE(row.nonmembers.laterOnly, 400U);
    QVERIFY(row.test->worse);
}

void TestCompare::notComparable_data() {
    QTest::addColumn<SideSpec>("later");
    QTest::addColumn<QString>("extractionSaid"); // empty: comparable
    QTest::addColumn<QString>("membershipSaid");
    SideSpec spec = usual();
    spec.precision = "bf16";
    QTest::newRow("precision") << spec << QStringLiteral("the precision: f32") << QStringLiteral("bf16 in");
    spec = usual();
    spec.tokenizer = "u";
    QTest::newRow("tokenizer") << spec << QStringLiteral("another tokenizer")
                               << QStringLiteral("another tokenizer");
    spec = usual();
    spec.plan += "[extraction]\nprefix_tokens = 30\n";
    QTest::newRow("prefix") << spec << QStringLiteral("prefix and suffix tokens: 50 and 50 in the earlier")
                            << QString();
    spec = usual();
    spec.base = "other";
    QTest::newRow("other weights") << spec << QString() << QString();
}

void TestCompare::notComparable() {
    QFETCH(SideSpec, later);
    QFETCH(QString, extractionSaid);
    QFETCH(QString, membershipSaid);
    const SideSpec earlier = usual();
    later.memorized = {0, 100};
    later.gap = 2;
    const Comparison comparison = compared(earlier, later);
    const ExtractionChange& row = firstOf(comparison.later.front());
    const MembershipChange& auc = lossOf(comparison.later.front());
    QCOMPARE(row.test.has_value(), extractionSaid.isEmpty());
    QVERIFY2(QString::fromStdString(row.notComparable).contains(extractionSaid), row.notComparable.c_str());
    QCOMPARE(auc.test.has_value(), membershipSaid.isEmpty());
    QVERIFY2(QString::fromStdString(auc.notComparable).contains(membershipSaid), auc.notComparable.c_str());
    QCOMPARE(comparison.family, (extractionSaid.isEmpty() ? 1U : 0U) + (membershipSaid.isEmpty() ? 1U : 0U));
    if (!extractionSaid.isEmpty())
        QVERIFY(row.remedy.find("run PLAN") != std::string::npos);
    if (comparison.family == 0)
        QVERIFY(notWorseSentence(comparison, comparison.later.front()).find("nothing could be tested") !=
                std::string::npos);
}

// The first 20 records have greedy hits from token 60 on, ten of them from token 40 on too.
void TestCompare::recomputes() {
    scores::TokenTable table;
    for (std::size_t record = 0; record < 200; ++record)
        addRow(table, record < 10 ? 40 : record < 20 ? 60 : 120);
    SideAudit a(usual()); // 50 and 50
    a.audit().putTable("student", "train", table);
    SideSpec spec = usual();
    spec.plan += "[extraction]\nprefix_tokens = 60\nsuffix_tokens = 40\n";
    spec.memorized = {0, 30};
    SideAudit b(spec);
    const std::string first = a.store();
    const std::string second = b.store();
    const Comparison plain = compared({first, second});
    const ExtractionChange& offered = firstOf(plain.later.front());
    QVERIFY(!offered.test);
    QVERIFY2(offered.remedy.find("--recompute") != std::string::npos, offered.remedy.c_str());
    const Comparison recomputed = compared({first, second}, {0, true});
    const ExtractionChange& row = firstOf(recomputed.later.front());
    QVERIFY2(row.test.has_value(), row.notComparable.c_str());
    QVERIFY(row.recomputed);
    QCOMPARE(row.earlier.memorized, 20U);
    QCOMPARE(row.gained, 10U);
    // Without a table of the held-out set its row stays as it is.
    QVERIFY(!firstOf(recomputed.later.front(), "held").test);
}

void TestCompare::personalDetails_data() {
    QTest::addColumn<bool>("tables");
    QTest::newRow("details from tables") << true;
    QTest::newRow("only whether any came out") << false;
}

void TestCompare::personalDetails() {
    QFETCH(bool, tables);
    const auto make = [](std::size_t memorized) {
        SideSpec spec = usual();
        spec.plan += "[extraction]\nwindows = ['first', 'personal']\n";
        auto side = std::make_unique<SideAudit>(spec);
        for (const auto& [set, records] : {std::pair("train", 200UL), std::pair("held", 300UL)}) {
            const std::size_t out = set == std::string("train") ? memorized : 0;
            must(side->audit().file().results().putColumn(set, "student", verdictColumn("personal"),
                                                          marked(records, 0, out)));
            scores::TokenTable table;
            for (std::size_t i = 0; i < records; ++i)
                addRow(table, i < out ? 0 : 120);
            // The base model's details are counted in the findings too.
            for (const char* model : {"student", "base"})
                side->audit().putTable(model, set, table);
        }
        std::vector<store::Window> windows;
        for (std::uint64_t record = 0; record < 50; ++record)
            for (std::uint32_t n = 0; n < 2; ++n)
                windows.push_back(
                    {record, store::WindowKind::Personal, "e-mail", 0, 20 + 30 * n, 25 + 30 * n, -1});
        must(side->audit().file().records().putWindows("train", windows));
        return side;
    };
    const auto a = make(2);
    const auto b = make(12);
    const std::string first = a->store();
    const std::string second = b->store();
    if (!tables)
        SQLite::Database(second, SQLite::OPEN_READWRITE)
            .exec("DELETE FROM chunk_part; DELETE FROM chunk; DELETE FROM result_set");
    const Comparison comparison = compared({first, second});
    const auto row = std::ranges::find_if(comparison.later.front().extraction, [](const auto& change) {
        return change.model == "student" && change.data == "train" && change.window == "personal";
    });
    QVERIFY(row != comparison.later.front().extraction.end());
    QCOMPARE(row->countsDetails, tables);
    QCOMPARE(row->test->method, std::string(tables ? "sign" : "mcnemar"));
    QCOMPARE(row->earlierDetails->memorized, 4U);
    QCOMPARE(row->laterDetails->memorized, 24U);
    QCOMPARE(row->laterDetails->tested, 100U);
    QCOMPARE(*row->test->up, 10U);
    QCOMPARE(row->test->later, tables ? 0.24 : 0.06); // of 100 details; of 200 records
    QVERIFY(row->test->worse);
    const std::string& sentence = comparison.later.front().worse.front();
    QVERIFY2(sentence.find(tables ? "24.0 % of the personal details" : "came out of 6.0 % of the records") !=
                 std::string::npos,
             sentence.c_str());
}

// One p of 0.016 is significant among two tests, not among four.
void TestCompare::holmOverAllLaterOnes() {
    SideAudit a(usual());
    SideSpec spec = usual();
    spec.memorized = {0, 7};
    SideAudit b(spec);
    SideAudit c(usual());
    const std::string first = a.store();
    const std::string second = b.store();
    const std::string third = c.store();
    QVERIFY(compared({first, second}).worse());
    const Comparison both = compared({first, second, third});
    QCOMPARE(both.later.size(), 2U);
    QCOMPARE(both.family, 4U);
    QVERIFY(!both.worse());
}

void TestCompare::onlyTrainingDataDecides() {
    SideSpec a = usual();
    a.seenBy = "'base'";
    SideSpec b = a;
    b.memorized = {0, 100};
    const Comparison comparison = compared(a, b);
    const ExtractionChange& row = firstOf(comparison.later.front());
    QVERIFY(row.test->pValue < 1e-10);
    QVERIFY(!row.test->counted);
    QVERIFY(!row.test->adjusted);
    QVERIFY(!comparison.worse());
}

void TestCompare::inputs() {
    SideSpec a = usual();
    SideSpec b = usual();
    b.plan += "[audit]\nseed = 4\n[extraction]\nprefix_tokens = 30\n";
    b.weights = "v2";
    const Comparison comparison = compared(a, b);
    QStringList found;
    for (const InputChange& input : comparison.later.front().inputs)
        found.append(QString::fromStdString(input.kind + '/' + input.name + '/' + input.fact + '/' +
                                            input.earlier + '/' + input.later));
    const QStringList expected = {QStringLiteral("plan/audit.seed/value//4"),
                                  QStringLiteral("plan/extraction.prefix_tokens/value//30"),
                                  QStringLiteral("model/student/weights/w/v2")};
    QCOMPARE(found, expected);
}

void TestCompare::loneResults() {
    SideSpec a = usual();
    SideSpec b = usual();
    b.plan = "[membership]\nattacks = ['loss']\n[extraction]\nwindows = ['first', 'stride']\n";
    const Comparison comparison = compared(a, b);
    const auto& lone = comparison.later.front().lone;
    QVERIFY(std::ranges::any_of(lone, [](const LoneResult& result) {
        return result.kind == "extraction" && result.name == "student, train, stride" && result.inLater;
    }));
}

void TestCompare::refused() {
    SideAudit a(usual()); // not stored: no findings
    const auto none = openCompared(a.audit().file().path());
    QVERIFY(!none);
    QVERIFY(none.error().code == ErrorCode::NotFound);
    QVERIFY2(none.error().message.find("no findings") != std::string::npos, none.error().message.c_str());
    a.store();
    const ComparedAudit one = must(openCompared(a.audit().file().path()));
    for (const double tolerance : {-0.1, 1.5, std::nan("")}) {
        const auto result = compareAudits(one, {}, {tolerance, false});
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::Usage);
    }
}

void TestCompare::json() {
    SideSpec a = usual();
    SideSpec b = usual();
    b.memorized = {0, 20};
    const Json document = toJson(compared(a, b));
    QVERIFY(document.at("worse").get<bool>());
    QCOMPARE(document.at("tests").get<int>(), 2);
    const Json& later = document.at("later").at(0);
    const auto& rows = later.at("extraction");
    const auto row = std::find_if(rows.begin(), rows.end(), [](const Json& entry) {
        return entry.at("model") == "student" && entry.at("data") == "train";
    });
    QVERIFY(row != rows.end());
    QCOMPARE(row->at("gained").get<int>(), 20);
    QCOMPARE(row->at("test").at("method").get<std::string>(), std::string("mcnemar"));
    QVERIFY(row->at("test").at("worse").get<bool>());
    QCOMPARE(later.at("worse").size(), 1U);
}

QTEST_GUILESS_MAIN(TestCompare)
#include "tst_compare.moc"
