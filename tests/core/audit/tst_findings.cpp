// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/findings.h"

#include <QtTest/QTest>

using namespace retort;
using namespace retort::audit;

class TestFindings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesTheRoundTrip();
    void readsOlderAudits();
    void refuses_data();
    void refuses();
};

namespace {

Findings sample() {
    Findings findings;
    findings.audit.title = "T";
    findings.audit.criteria["extraction_rate"] = 0.5;
    findings.models.push_back(
        {"student", "student", "qwen3", "r", 10, 20, 30, "w", "t", true, "f32", "avx2", 2, 1.5});
    findings.data.push_back(
        {"private", 10, 9, {{"not JSON", 1}}, {{"too short", 2}}, 8, 1, {"teacher"}, "random"});
    ExtractionFinding extraction;
    extraction.model = "student";
    extraction.data = "private";
    extraction.window = "first";
    extraction.records = 7;
    extraction.memorized = 2;
    extraction.interval = Interval{0.1, 0.6};
    extraction.byRepeats.push_back({"4", 3, 1});
    findings.extraction.push_back(extraction);
    OverlapFinding overlap;
    overlap.data = "private";
    overlap.window = "first";
    overlap.records = 28;
    overlap.regions = {28, 1, 2, 3, 4, 5, 6, 7};
    overlap.inherited = 5;
    overlap.inheritedRate = 5.0 / 6;
    overlap.reduction = {std::nullopt, true, {1.5, std::nullopt}, 0.01, 0.02, true};
    findings.overlap.push_back(overlap);
    FurtherExtraction further;
    further.model = "student";
    further.data = "private";
    further.records = 28;
    further.longestMatch = 50;
    further.discoverable = {{1, 0.5, 2}, {100, 0.5, 7}};
    further.verbatim = VerbatimCount{10, 3, 1};
    further.continuation = ContinuationFinding{28, 4, 0.25, 0.125, {{0.5, 3, 0.75}, {0.9, 0, std::nullopt}}};
    further.exposure = ExposureFinding{2, 7, 1.5, 3, 3};
    findings.furtherExtraction.push_back(further);
    findings.agreement.push_back({"student", "private", "loss", 28, 4, 0.5, 0.25, std::nullopt});
    findings.bestOf.push_back(
        {"student", "private", "held_out", "zlib", 60, {{"zlib", 0.7, 0.6, 0.01}}, {"rmia"}});
    stats::ScoreSet set;
    set.scores = {3, 1, 2, 0};
    set.isMember = {1, 1, 0, 0};
    const std::vector<double> targets = {0.5, 0.001};
    findings.membership.push_back({"student", "private", "held_out", "indirect", "loss",
                                   *stats::evaluate(set, std::span<const double>(targets)), 0.2,
                                   std::nullopt});
    GroupFinding groups{"student", "private", "held_out", "indirect", "loss", {}};
    groups.evaluation = {10, {{"letters", findings.membership[0].evaluation}}, 2, 9, 4};
    findings.membershipGroups.push_back(groups);
    findings.passes.push_back({"student",
                               "private",
                               "perturbed:4,0.01",
                               {.kind = scores::PassKind::Perturbed, .variants = 4, .sigma = 0.01},
                               9,
                               8,
                               {{"no token to predict", 1}}});
    SlotFinding slot;
    slot.model = "student";
    slot.data = "private";
    slot.type = "name";
    slot.found = 5;
    slot.tried = 4;
    slot.leftOut = {{"not drawn", 1}};
    slot.candidates = 99;
    slot.candidatesLeast = 7;
    slot.rankOne = 3;
    slot.tested = 2;
    slot.testedRankOne = 1;
    slot.expectedRankOne = 0.1;
    slot.pValue = 0.01;
    slot.meanRank = 0.25;
    slot.meanRankPValue = 0.04;
    slot.sentence = "Sentence.";
    findings.slotTest.push_back(slot);
    findings.gates.push_back(
        {"power", "membership", "private", "student", "failed", "rule", {{"n", 3}}, "Sentence."});
    findings.verdicts.push_back({"extraction", "inconclusive", "Sentence.", {"a", "b"}, "meets"});
    findings.warnings = {"w"};
    findings.notShown = {"n"};
    findings.claims = {{"reduction", false, "It can't be said.", {"baseline"}}};
    return findings;
}

} // namespace

void TestFindings::survivesTheRoundTrip() {
    const Json document = toJson(sample());
    const auto read = findingsFromJson(document);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(toJsonLine(toJson(*read)), toJsonLine(document));
    QCOMPARE(read->overlap[0].regions.baselineStudent, 6U);
    QCOMPARE(read->furtherExtraction[0].continuation->givenTeacher[0].accuracy, std::optional(0.75));
    QCOMPARE(read->overlap[0].regions.records, 28U);
    QVERIFY(!read->overlap[0].reduction.ratio && !read->overlap[0].reduction.interval.high);
    QCOMPARE(read->membership[0].evaluation.auc, 0.75);
    QCOMPARE(read->claims[0].missing, std::vector<std::string>{"baseline"});
    QVERIFY(read->membership[0].pValue && !read->membership[0].adjustedPValue);
    QCOMPARE(read->membershipGroups[0].evaluation.groups[0].name, std::string("letters"));
    QVERIFY(read->passes[0].request == sample().passes[0].request);
    QCOMPARE(read->slotTest[0].candidatesLeast, 7U);
    // Audits from before there were further passes.
    Json older = document;
    older.erase("passes");
    older.erase("slot_test");
    QVERIFY(findingsFromJson(older)->slotTest.empty());
}

// Keys that were added later are absent in older audits.
void TestFindings::readsOlderAudits() {
    Json document = toJson(sample());
    document.erase("claims");
    document.erase("membership_groups");
    const auto read = findingsFromJson(document);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QVERIFY(read->claims.empty() && read->membershipGroups.empty());
}

void TestFindings::refuses_data() {
    QTest::addColumn<QString>("pointer");
    for (const char* pointer :
         {"/schema", "/overlap/0/regions/all", "/membership/0/auc", "/membership_groups/0/least",
          "/membership_groups/0/groups", "/passes/0/sigma", "/slot_test/0/p_value", "/gates/0",
          "/data/0/excluded", "/verdicts"})
        QTest::newRow(pointer) << QString::fromLatin1(pointer);
}

void TestFindings::refuses() {
    QFETCH(QString, pointer);
    Json document = toJson(sample());
    document[Json::json_pointer(pointer.toStdString())] = "wrong";
    QVERIFY(!findingsFromJson(document));
}

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
