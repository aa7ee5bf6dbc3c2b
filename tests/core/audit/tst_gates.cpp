// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every gate with data that make it pass and data that make it fail, and what a failure does to which
// verdict.
#include "tests/core/audit/small_audit.h"

#include "core/stats/hypothesis_tests.h"
#include "core/stats/power.h"

#include <QtTest/QTest>

using namespace retort;
using namespace retort::audit;
using namespace retort::audit::testing;

namespace {

constexpr std::size_t kRecords = 200;

const std::string kPlan = R"([models]
student = {path = "s"}
base = {path = "b"}
[data]
seen = {path = "seen.jsonl", seen_by = ["student"], split = "random"}
held = {path = "held.jsonl"}
[membership]
attacks = ["loss"]
target_fpr = [0.001, 0.05]
)";

const std::string kPlanWithoutBase = R"([models]
student = {path = "s"}
[data]
seen = {path = "seen.jsonl", seen_by = ["student"], split = "random"}
held = {path = "held.jsonl"}
[membership]
attacks = ["loss"]
target_fpr = [0.05]
)";

// What a student did whom everything speaks against: 20 of 200 memorized, scores a deviation apart.
struct Scenario {
    std::string plan = kPlan;
    std::size_t records = kRecords;
    double studentShift = 1;
    double baseShift = 0;
    std::size_t memorized = 20;
    std::size_t heldOutMemorized = 0;
    std::size_t baseMemorized = 0;
    std::function<std::string(std::size_t)> seenText = [](std::size_t i) {
        return "plain entry number " + std::to_string(i * 7919 % 100'003);
    };
    std::map<std::size_t, std::uint64_t> seenClusters, heldClusters;
    RunFacts facts;
};

Findings assessed(const Scenario& scenario) {
    const std::size_t n = scenario.records;
    SmallSet seen{"seen", n, scenario.seenText, scenario.seenClusters};
    SmallSet held{
        "held", n,
        [](std::size_t i) { return "plain entry number " + std::to_string((i + 50'000) * 7919 % 100'003); },
        scenario.heldClusters};
    SmallAudit audit(scenario.plan, {seen, held});
    audit.putLoss("student", "seen", normals(n, scenario.studentShift, 1));
    audit.putLoss("student", "held", normals(n, 0, 2));
    audit.putMemorized("student", "seen", marked(n, 0, scenario.memorized));
    audit.putMemorized("student", "held", marked(n, 0, scenario.heldOutMemorized));
    if (audit.plan().model("base")) {
        audit.putLoss("base", "seen", normals(n, scenario.baseShift, 3));
        audit.putLoss("base", "held", normals(n, 0, 4));
        audit.putMemorized("base", "seen", marked(n, 0, scenario.baseMemorized));
        audit.putMemorized("base", "held", marked(n, 0, scenario.heldOutMemorized));
    }
    return audit.assess(scenario.facts);
}

const Gate* gateNamed(const Findings& findings, std::string_view id, std::string_view question,
                      std::string_view against = {}) {
    for (const Gate& gate : findings.gates) {
        if (gate.id == id && gate.question == question &&
            (against.empty() || gate.inputs.at("against") == against))
            return &gate;
    }
    return nullptr;
}

QString verdictOn(const Findings& findings, const char* question) {
    for (const Verdict& verdict : findings.verdicts) {
        if (verdict.question == question)
            return QString::fromStdString(verdict.verdict);
    }
    return {};
}

// A word that a share of the texts holds.
std::function<std::string(std::size_t)> textsWith(const std::string& word, std::size_t everyNth) {
    return [=](std::size_t i) {
        return (i % everyNth == 0 ? word + " " : std::string()) + "plain entry number " +
               std::to_string(i * 7919 % 100'003);
    };
}

// Records 0 .. count - 1 of both sets share clusters: the same texts on both sides.
std::map<std::size_t, std::uint64_t> sharedClusters(std::size_t count) {
    std::map<std::size_t, std::uint64_t> clusters;
    for (std::size_t i = 0; i < count; ++i)
        clusters[i] = i;
    return clusters;
}

} // namespace

class TestGates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outcomes_data();
    void outcomes();
    void holdRuleInputsAndSentence();
    void actOnTheirQuestionOnly();
    void baseExplainsWhatCameOut();
    void atChanceIsNotDemonstrated();
    void brokenModelWithdraws_data();
    void brokenModelWithdraws();
};

Q_DECLARE_METATYPE(Scenario)

void TestGates::outcomes_data() {
    QTest::addColumn<Scenario>("scenario");
    QTest::addColumn<QString>("gate");
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("against");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char* name, const Scenario& scenario, const char* gate, const char* question,
                        const char* against, const char* outcome) {
        QTest::newRow(name) << scenario << QString::fromLatin1(gate) << QString::fromLatin1(question)
                            << QString::fromLatin1(against) << QString::fromLatin1(outcome);
    };
    row("texts alike", {}, "text_only", "membership", "", "passed");
    Scenario s;
    s.seenText = textsWith("indigo", 1);
    row("texts differ, the attack finds no more", s, "text_only", "membership", "", "failed");
    s.seenText = textsWith("indigo", 3);
    s.studentShift = 4;
    row("texts differ, the attack finds more", s, "text_only", "membership", "", "passed");
    s = {};
    s.records = 8;
    s.memorized = 2;
    row("too few texts", s, "text_only", "membership", "", "not_applicable");

    row("base at chance", {}, "control", "membership", "", "passed");
    s = {};
    s.baseShift = 1;
    row("base finds as much", s, "control", "membership", "", "failed");
    s.studentShift = 3;
    row("base finds something, the student much more", s, "control", "membership", "", "passed");
    s = {};
    s.plan = kPlanWithoutBase;
    row("no base", s, "control", "membership", "", "not_applicable");

    row("enough records", {}, "power", "membership", "", "passed");
    s = {};
    s.records = 60;
    row("too few records", s, "power", "membership", "", "failed");

    row("no text on both sides", {}, "duplicates", "membership", "", "passed");
    s = {};
    s.seenClusters = s.heldClusters = sharedClusters(10);
    row("few on both sides", s, "duplicates", "membership", "", "passed");
    s.seenClusters = s.heldClusters = sharedClusters(197);
    row("most on both sides", s, "duplicates", "membership", "", "failed");
    s.seenClusters = s.heldClusters = sharedClusters(kRecords);
    row("all on both sides", s, "duplicates", "membership", "", "failed");

    row("more than held out", {}, "control", "extraction", "held_out", "passed");
    s = {};
    s.heldOutMemorized = 15;
    row("as much as held out", s, "control", "extraction", "held_out", "failed");
    s.memorized = 0;
    row("nothing came out", s, "control", "extraction", "held_out", "not_applicable");

    row("more than of base", {}, "control", "extraction", "base", "passed");
    s = {};
    s.baseMemorized = 17;
    row("as much as of base", s, "control", "extraction", "base", "failed");
    s = {};
    s.baseMemorized = 60;
    row("less than of base", s, "control", "extraction", "base", "failed");
    s = {};
    s.plan = kPlanWithoutBase;
    row("no base for extraction", s, "control", "extraction", "base", "not_applicable");

    s = {};
    s.facts.stability["student"] = {10, 0};
    row("same numbers alone", s, "stability", "all", "", "passed");
    s.facts.stability["student"] = {10, 1};
    row("other numbers alone", s, "stability", "all", "", "failed");

    s = {};
    s.facts.probe.vocabulary = {{"student", 1000}, {"base", 1000}};
    for (const char* data : {"seen", "held"}) {
        s.facts.probe.losses[{"student", data}] = std::vector<double>(20, 2.0);
        s.facts.probe.losses[{"base", data}] = std::vector<double>(20, 2.5);
    }
    row("predicts", s, "plausibility", "all", "", "passed");
    for (const char* data : {"seen", "held"})
        s.facts.probe.losses[{"student", data}] = std::vector<double>(20, 6.9);
    row("predicts nothing", s, "plausibility", "all", "", "failed");
}

void TestGates::outcomes() {
    QFETCH(Scenario, scenario);
    QFETCH(QString, gate);
    QFETCH(QString, question);
    QFETCH(QString, against);
    const Findings findings = assessed(scenario);
    const Gate* found =
        gateNamed(findings, gate.toStdString(), question.toStdString(), against.toStdString());
    QVERIFY(found);
    QTEST(QString::fromStdString(found->outcome), "outcome");
}

void TestGates::holdRuleInputsAndSentence() {
    Scenario scenario;
    scenario.facts.stability["student"] = {10, 0};
    const Findings findings = assessed(scenario);
    QCOMPARE(findings.gates.size(), 4U + 2U + 1U); // membership, extraction, stability
    for (const Gate& gate : findings.gates) {
        QVERIFY2(!gate.rule.empty() && !gate.sentence.empty(), gate.id.c_str());
        QVERIFY2(gate.inputs.is_object() && !gate.inputs.empty(), gate.id.c_str());
    }
    const Gate* power = gateNamed(findings, "power", "membership");
    const Json& points = power->inputs.at("operating_points");
    QCOMPARE(points.size(), 2U);
    QVERIFY(points.at(0).at("smallest_detectable_tpr").is_null()); // 0.1 % of 200 is less than one
    const double tpr = points.at(1).at("smallest_detectable_tpr").get<double>();
    QCOMPARE(tpr, *stats::smallestDetectableTpr(200, 200, *stats::DecimalRate::from(0.05)));
    QVERIFY2(power->sentence.ends_with(" of 100 training records is noticed in four of five cases."),
             power->sentence.c_str());
    const Gate* base = gateNamed(findings, "control", "extraction", "base");
    QCOMPARE(base->inputs.at("model_only").get<int>(), 20);
    QCOMPARE(base->inputs.at("base_only").get<int>(), 0);
    QCOMPARE(base->inputs.at("p_value").get<double>(), stats::mcnemarExact(20, 0));
    const Gate* duplicates = gateNamed(findings, "duplicates", "membership");
    QCOMPARE(duplicates->inputs.at("crossing_clusters").get<int>(), 0);
}

void TestGates::actOnTheirQuestionOnly() {
    QCOMPARE(verdictOn(assessed({}), "membership"), QStringLiteral("leakage demonstrated"));
    QCOMPARE(verdictOn(assessed({}), "extraction"), QStringLiteral("leakage demonstrated"));
    Scenario texts;
    texts.seenText = textsWith("indigo", 1);
    QCOMPARE(verdictOn(assessed(texts), "membership"), QStringLiteral("invalid"));
    QCOMPARE(verdictOn(assessed(texts), "extraction"), QStringLiteral("leakage demonstrated"));
    Scenario base;
    base.baseMemorized = 17;
    QCOMPARE(verdictOn(assessed(base), "membership"), QStringLiteral("leakage demonstrated"));
    QCOMPARE(verdictOn(assessed(base), "extraction"), QStringLiteral("inconclusive"));
    Scenario control;
    control.baseShift = 1;
    QCOMPARE(verdictOn(assessed(control), "membership"), QStringLiteral("invalid"));
    QCOMPARE(verdictOn(assessed(control), "extraction"), QStringLiteral("leakage demonstrated"));
}

void TestGates::baseExplainsWhatCameOut() {
    Scenario scenario;
    scenario.baseMemorized = 17;
    for (const Verdict& verdict : assessed(scenario).verdicts) {
        if (verdict.question == "extraction")
            QVERIFY2(verdict.sentence.find("gives as many of them") != std::string::npos,
                     verdict.sentence.c_str());
    }
}

void TestGates::atChanceIsNotDemonstrated() {
    Scenario scenario;
    scenario.studentShift = 0;
    QCOMPARE(verdictOn(assessed(scenario), "membership"), QStringLiteral("not demonstrated"));
}

void TestGates::brokenModelWithdraws_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("extraction");
    QTest::addColumn<QString>("membership");
    QTest::newRow("the student") << QStringLiteral("student") << QStringLiteral("invalid")
                                 << QStringLiteral("invalid");
    QTest::newRow("a model that the questions don't rest on")
        << QStringLiteral("base") << QStringLiteral("leakage demonstrated")
        << QStringLiteral("leakage demonstrated");
}

void TestGates::brokenModelWithdraws() {
    QFETCH(QString, model);
    Scenario scenario;
    scenario.plan = "[criteria]\nextraction_rate = 0.5\n" + kPlan;
    scenario.facts.stability[model.toStdString()] = {10, 2};
    const Findings findings = assessed(scenario);
    QTEST(verdictOn(findings, "extraction"), "extraction");
    QTEST(verdictOn(findings, "membership"), "membership");
    QCOMPARE(verdictOn(findings, "origin"), QStringLiteral("not tested"));
    for (const Verdict& verdict : findings.verdicts) {
        if (verdict.question == "extraction")
            QCOMPARE(*verdict.criterion,
                     std::string(verdict.verdict == "invalid" ? "cannot be determined" : "meets"));
    }
}

QTEST_GUILESS_MAIN(TestGates)
#include "tst_gates.moc"
