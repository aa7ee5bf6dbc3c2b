// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The specification curve against sums done by hand on the same tables.
#include "core/audit/specification_curve.h"

#include "core/stats/intervals.h"
#include "tests/core/audit/small_audit.h"

#include <QtTest/QTest>

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

using namespace retort;
using namespace retort::audit;
using namespace retort::audit::testing;

namespace {

constexpr std::size_t kRecords = 60;
constexpr std::uint32_t kTokens = 121; // 120 of them predicted
constexpr std::size_t kPredicted = kTokens - 1;
constexpr std::uint32_t kSuffixBegin = 50;
constexpr std::uint32_t kSuffixEnd = 60;

const std::string kPlan = R"([models]
student = {path = "s"}
base = {path = "b"}
[data]
seen = {path = "seen.jsonl", seen_by = ["student"], split = "random"}
held = {path = "held.jsonl"}
[membership]
attacks = ["loss", "zlib"]
)";

// Log-probabilities about `mean`; token statistics that fit them loosely. Ranks: 1 where `hit` says so.
scores::TokenTable tableOf(double mean, std::uint32_t stream,
                           const std::function<std::pair<std::uint32_t, float>(std::size_t)>& rankAndMargin) {
    scores::TokenTable table = scores::TokenTable::sized(
        std::vector<std::uint32_t>(kRecords, static_cast<std::uint32_t>(kPredicted)));
    Philox random(11, 2, stream);
    for (std::size_t i = 0; i < table.tokens(); ++i) {
        table.logProbability[i] = static_cast<float>(mean - std::abs(random.normal()));
        table.entropy[i] = 1.0F;
        table.variance[i] = 0.5F;
        const auto [rank, margin] = rankAndMargin(i / kPredicted);
        table.rank[i] = rank;
        table.margin[i] = margin;
    }
    return table;
}

// Records 0 .. 9 of the seen set are hits, 5 .. 9 of them by a tie.
std::pair<std::uint32_t, float> seenRanks(std::size_t record) {
    if (record < 5)
        return {1, 2.0F};
    return record < 10 ? std::pair(1U, 0.0F) : std::pair(2U, -1.0F);
}

std::pair<std::uint32_t, float> noRanks(std::size_t) {
    return {2, -1.0F};
}

std::vector<store::Window> firstWindows() {
    std::vector<store::Window> windows(kRecords);
    for (std::size_t i = 0; i < kRecords; ++i) {
        windows[i].record = i;
        windows[i].suffixBegin = kSuffixBegin;
        windows[i].suffixEnd = kSuffixEnd;
    }
    return windows;
}

struct Made {
    SmallAudit audit;
    scores::TokenTable seen, held;
};

// Records 0 and 1 of the seen set are copies; with `crossing`, record 0 of both sets are one text.
std::unique_ptr<Made> makeAudit(bool crossing) {
    const auto set = [&](const char* name, std::map<std::size_t, std::uint64_t> clusters) {
        SmallSet made;
        made.name = name;
        made.records = kRecords;
        made.clusters = std::move(clusters);
        made.tokens = kTokens;
        made.zlibBytes = 100;
        made.windows = firstWindows();
        return made;
    };
    std::map<std::size_t, std::uint64_t> seenClusters = {{0, 1}, {1, 1}};
    std::map<std::size_t, std::uint64_t> heldClusters;
    if (crossing)
        heldClusters[0] = 1;
    auto made = std::unique_ptr<Made>(
        new Made{SmallAudit(kPlan, {set("seen", seenClusters), set("held", heldClusters)}),
                 tableOf(-1.9, 1, seenRanks), tableOf(-2.0, 2, noRanks)});
    made->audit.putTable("student", "seen", made->seen);
    made->audit.putTable("student", "held", made->held);
    made->audit.putTable("base", "seen", tableOf(-2.0, 3, noRanks));
    made->audit.putTable("base", "held", tableOf(-2.0, 4, noRanks));
    return made;
}

std::vector<SpecificationCurve> curvesOf(const Made& made) {
    AuditView view(made.audit.file(), made.audit.plan());
    return must(specificationCurves(view));
}

const SpecificationCurve& curve(const std::vector<SpecificationCurve>& curves, std::string_view question) {
    return *std::find_if(curves.begin(), curves.end(),
                         [&](const SpecificationCurve& one) { return one.question == question; });
}

const Specification* wayOf(const SpecificationCurve& curve, const std::vector<std::string>& choices) {
    for (const Specification& way : curve.specifications) {
        const bool same =
            std::equal(way.choices.begin(), way.choices.end(), choices.begin(), choices.end(),
                       [](const auto& choice, const auto& value) { return choice.second == value; });
        if (same)
            return &way;
    }
    return nullptr;
}

// Mean of the lowest `percent` of the log-probabilities [first, first + count) of a record; 100: of all.
double lowestMean(const scores::TokenTable& table, std::size_t record, std::size_t first, std::size_t count,
                  std::size_t percent) {
    const auto begin =
        table.logProbability.begin() + static_cast<std::ptrdiff_t>(record * kPredicted + first);
    std::vector<double> values(begin, begin + static_cast<std::ptrdiff_t>(count));
    std::sort(values.begin(), values.end());
    values.resize(std::max<std::size_t>(1, count * percent / 100));
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Share of pairs that the member wins.
double winsOf(const Made& made, std::size_t first, std::size_t count, std::size_t percent) {
    double wins = 0;
    for (std::size_t i = 0; i < kRecords; ++i) {
        for (std::size_t j = 0; j < kRecords; ++j) {
            const double member = lowestMean(made.seen, i, first, count, percent);
            const double other = lowestMean(made.held, j, first, count, percent);
            wins += member > other ? 1 : member == other ? 0.5 : 0;
        }
    }
    return wins / (kRecords * kRecords);
}

} // namespace

class TestSpecificationCurve : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void membershipByHand_data();
    void membershipByHand();
    void listsEachWayOnce();
    void partsHaveNoZlib();
    void crossingClusters();
    void extractionByHand();
    void survivesTheRoundTrip();
    void sentence();
};

void TestSpecificationCurve::membershipByHand_data() {
    QTest::addColumn<QString>("attack");
    QTest::addColumn<QString>("span");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("percent");
    for (const auto& [attack, percent] : {std::pair("loss", 100), std::pair("min_k", 20),
                                          std::pair("min_k:5", 5), std::pair("min_k:50", 50)}) {
        const auto row = [&, name = attack, k = percent](const char* span, int first, int count) {
            QTest::addRow("%s, %s", name, span)
                << QString::fromLatin1(name) << QString::fromLatin1(span) << first << count << k;
        };
        row("record", 0, static_cast<int>(kPredicted));
        row("first_100", 0, 100);
        row("suffix", kSuffixBegin - 1, kSuffixEnd - kSuffixBegin);
    }
}

void TestSpecificationCurve::membershipByHand() {
    QFETCH(QString, attack);
    QFETCH(QString, span);
    QFETCH(int, first);
    QFETCH(int, count);
    QFETCH(int, percent);
    const auto made = makeAudit(false);
    const auto curves = curvesOf(*made);
    const double expected = winsOf(*made, static_cast<std::size_t>(first), static_cast<std::size_t>(count),
                                   static_cast<std::size_t>(percent));
    for (const char* counting : {"clusters", "records"}) {
        const Specification* way =
            wayOf(curve(curves, "membership"), {attack.toStdString(), span.toStdString(), counting, "with"});
        QVERIFY2(way, counting);
        QVERIFY2(std::abs(way->value - expected) < 1e-9, counting);
        QCOMPARE(way->planned, attack == QStringLiteral("loss") && span == QStringLiteral("record") &&
                                   counting == std::string_view("clusters"));
    }
}

void TestSpecificationCurve::listsEachWayOnce() {
    const auto made = makeAudit(true);
    for (const SpecificationCurve& one : curvesOf(*made)) {
        std::set<std::vector<std::pair<std::string, std::string>>> seen;
        std::size_t planned = 0;
        double before = -1;
        for (const Specification& way : one.specifications) {
            QVERIFY(seen.insert(way.choices).second);
            QVERIFY(way.value >= before);
            before = way.value;
            planned += way.planned ? 1 : 0;
        }
        QCOMPARE(planned, 1U);
        const auto same =
            std::count_if(one.specifications.begin(), one.specifications.end(),
                          [&](const Specification& way) { return way.verdict == one.planned()->verdict; });
        QCOMPARE(one.agreeing(), static_cast<std::size_t>(same));
    }
}

// The whole text's compressed size says nothing about a part of it.
void TestSpecificationCurve::partsHaveNoZlib() {
    const auto made = makeAudit(false);
    const auto curves = curvesOf(*made);
    const SpecificationCurve& membership = curve(curves, "membership");
    QVERIFY(wayOf(membership, {"zlib", "record", "clusters", "with"}));
    QVERIFY(!wayOf(membership, {"zlib", "first_100", "clusters", "with"}));
    QVERIFY(wayOf(membership, {"reference:base", "suffix", "clusters", "with"}));
}

void TestSpecificationCurve::crossingClusters() {
    const auto made = makeAudit(true);
    const auto curves = curvesOf(*made);
    const SpecificationCurve& membership = curve(curves, "membership");
    const Specification* with = wayOf(membership, {"loss", "record", "clusters", "with"});
    const Specification* without = wayOf(membership, {"loss", "record", "clusters", "without"});
    QVERIFY(with && without && wayOf(membership, {"loss", "record", "records", "without"}));
    double wins = 0; // without records 0 and 1 of the seen set and record 0 of the held-out one
    for (std::size_t i = 2; i < kRecords; ++i) {
        for (std::size_t j = 1; j < kRecords; ++j)
            wins +=
                lowestMean(made->seen, i, 0, kPredicted, 100) > lowestMean(made->held, j, 0, kPredicted, 100)
                    ? 1
                    : 0;
    }
    QVERIFY(std::abs(without->value - wins / ((kRecords - 2) * (kRecords - 1))) < 1e-9);
    QVERIFY(
        !wayOf(curve(curvesOf(*makeAudit(false)), "membership"), {"loss", "record", "clusters", "without"}));
}

void TestSpecificationCurve::extractionByHand() {
    const auto made = makeAudit(false);
    const auto curves = curvesOf(*made);
    const SpecificationCurve& extraction = curve(curves, "extraction");
    QCOMPARE(extraction.specifications.size(), 4U);
    const auto share = [&](const char* ties, const char* count) {
        return wayOf(extraction, {"first", ties, count})->value;
    };
    QCOMPARE(share("lowest_id", "records"), 10.0 / 60);
    QCOMPARE(share("lowest_id", "clusters"), 9.0 / 59); // records 0 and 1 are one text
    QCOMPARE(share("no_hit", "records"), 5.0 / 60);
    QCOMPARE(share("no_hit", "clusters"), 4.0 / 59);
    const Specification* planned = extraction.planned();
    QVERIFY(planned && planned->value == 10.0 / 60);
    QCOMPARE(planned->verdict, std::string("leakage demonstrated"));
    const stats::Interval difference = stats::newcombeDifference(10, 60, 0, 60);
    QCOMPARE(*planned->interval.low, difference.lower);
    // 4 of 59 against 0 of 60 can be chance.
    QCOMPARE(wayOf(extraction, {"first", "no_hit", "clusters"})->verdict,
             std::string(stats::newcombeDifference(4, 59, 0, 60).lower > 0 ? "leakage demonstrated"
                                                                           : "inconclusive"));
}

void TestSpecificationCurve::survivesTheRoundTrip() {
    Findings findings;
    findings.specificationCurves = curvesOf(*makeAudit(true));
    QVERIFY(findings.specificationCurves.size() == 2);
    const Json document = toJson(findings);
    const auto read = findingsFromJson(document);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(toJsonLine(toJson(*read)), toJsonLine(document));
}

void TestSpecificationCurve::sentence() {
    SpecificationCurve made;
    made.question = "membership";
    made.data = "seen";
    made.measure = "auc";
    made.specifications = {{{}, 0.5, {}, "not demonstrated", false},
                           {{}, 0.6, {}, "leakage demonstrated", true},
                           {{}, 0.7, {}, "leakage demonstrated", false}};
    const std::string said = curveSentence(made);
    QVERIFY2(said.find("of 3 defensible ways") != std::string::npos, said.c_str());
    QVERIFY2(said.find("2 give the answer of the plan's own (leakage demonstrated") != std::string::npos,
             said.c_str());
    QVERIFY2(said.find("from 0.500 to 0.700") != std::string::npos, said.c_str());
}

QTEST_GUILESS_MAIN(TestSpecificationCurve)
#include "tst_specification_curve.moc"
