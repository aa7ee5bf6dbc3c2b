// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Judging the self-test: every control with an outcome that passes and ones that must not.
#include "core/audit/selftest.h"

#include <QtTest/QTest>

#include <limits>

using namespace retort;
using namespace retort::audit;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// 64 known and 64 unknown texts as a sound instrument sees them.
ExactOutcome soundOutcome() {
    return {64, 64, 64, 0, 1e-6, 1};
}

MembershipFinding membershipOf(const std::string& attack, double auc) {
    MembershipFinding finding;
    finding.model = "student";
    finding.data = "seen";
    finding.kind = "direct";
    finding.attack = attack;
    finding.evaluation.auc = auc;
    finding.evaluation.members = finding.evaluation.memberClusters = 700;
    finding.evaluation.nonmembers = finding.evaluation.nonmemberClusters = 700;
    return finding;
}

// 700 records of each set, of which so many came out; the AUC of each attack.
Findings findingsOf(std::uint64_t memorized, std::uint64_t heldOut, const std::vector<double>& aucs) {
    Findings findings;
    findings.audit.primaryAttack = "loss";
    DataFinding seen;
    seen.name = "seen";
    seen.seenBy = {"student"};
    DataFinding held;
    held.name = "held_out";
    findings.data = {seen, held};
    for (const auto& [data, count] : {std::pair("seen", memorized), std::pair("held_out", heldOut)}) {
        ExtractionFinding finding;
        finding.model = "student";
        finding.data = data;
        finding.window = "first";
        finding.records = 700;
        finding.memorized = count;
        findings.extraction.push_back(finding);
    }
    const std::vector<std::string> attacks = {"loss", "zlib", "min_k", "min_k_pp"};
    for (std::size_t i = 0; i < aucs.size(); ++i)
        findings.membership.push_back(membershipOf(attacks[i], aucs[i]));
    return findings;
}

} // namespace

class TestSelftest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exact_data();
    void exact();
    void planted_data();
    void planted();
    void clean_data();
    void clean();
    void cleanCorrectsForAllTests();
    void passesOnlyAsAWhole();
};

Q_DECLARE_METATYPE(ExactOutcome)

void TestSelftest::exact_data() {
    QTest::addColumn<ExactOutcome>("outcome");
    QTest::addColumn<bool>("extraction");
    QTest::addColumn<bool>("probability");
    QTest::newRow("sound") << soundOutcome() << true << true;
    ExactOutcome outcome = soundOutcome();
    outcome.knownMemorized = 63;
    QTest::newRow("one known text is missed") << outcome << false << true;
    outcome = soundOutcome();
    outcome.unknownMemorized = 1;
    QTest::newRow("one unknown text is called known") << outcome << false << true;
    outcome = soundOutcome();
    outcome.auc = 0.999;
    QTest::newRow("the loss does not part them") << outcome << false << true;
    outcome = soundOutcome();
    outcome.known = outcome.knownMemorized = 0;
    QTest::newRow("nothing was tested") << outcome << false << true;
    outcome = soundOutcome();
    outcome.largestDifference = 2e-4;
    QTest::newRow("probabilities are off") << outcome << true << false;
    outcome.largestDifference = kNan;
    QTest::newRow("probabilities are no numbers") << outcome << true << false;
}

void TestSelftest::exact() {
    QFETCH(ExactOutcome, outcome);
    const std::vector<SelftestControl> controls = judgeExact(outcome);
    QCOMPARE(controls.size(), 2U);
    QTEST(controls[0].passed, "extraction");
    QTEST(controls[1].passed, "probability");
}

void TestSelftest::planted_data() {
    QTest::addColumn<QString>("extraction");
    QTest::addColumn<QString>("membership");
    QTest::addColumn<bool>("extractionPasses");
    QTest::addColumn<bool>("membershipPasses");
    const QString found = QStringLiteral("leakage demonstrated");
    QTest::newRow("both found") << found << found << true << true;
    QTest::newRow("extraction is missed") << QStringLiteral("not demonstrated") << found << false << true;
    QTest::newRow("membership is withdrawn") << found << QStringLiteral("invalid") << true << false;
    QTest::newRow("no verdict") << QString() << QString() << false << false;
}

void TestSelftest::planted() {
    QFETCH(QString, extraction);
    QFETCH(QString, membership);
    Findings findings = findingsOf(40, 0, {0.7});
    if (!extraction.isEmpty())
        findings.verdicts = {{"extraction", extraction.toStdString(), "", {}, {}},
                             {"membership", membership.toStdString(), "", {}, {}}};
    const std::vector<SelftestControl> controls = judgePlanted(findings);
    QCOMPARE(controls.size(), 2U);
    QTEST(controls[0].passed, "extractionPasses");
    QTEST(controls[1].passed, "membershipPasses");
}

void TestSelftest::clean_data() {
    QTest::addColumn<int>("memorized");
    QTest::addColumn<double>("auc");
    QTest::addColumn<bool>("passes");
    QTest::newRow("nothing") << 0 << 0.5 << true;
    QTest::newRow("less than chance") << 0 << 0.4 << true;
    QTest::newRow("a little") << 1 << 0.52 << true;
    QTest::newRow("texts come out") << 20 << 0.5 << false;
    QTest::newRow("an attack finds") << 0 << 0.56 << false;
}

void TestSelftest::clean() {
    QFETCH(int, memorized);
    QFETCH(double, auc);
    const SelftestControl control =
        judgeClean(findingsOf(static_cast<std::uint64_t>(memorized), 0, {0.5, auc, 0.5, 0.5}));
    QTEST(control.passed, "passes");
    QCOMPARE(control.inputs.at("tests").size(), 5U);
    QVERIFY(!judgeClean(findingsOf(0, 0, {})).passed); // without an attack nothing is shown
}

// p = 0.0050 alone: significant at 1 % on its own, not among five tests.
void TestSelftest::cleanCorrectsForAllTests() {
    const double shift = 2.5758 * std::sqrt(1401.0 / (12 * 700.0 * 700.0));
    QVERIFY(judgeClean(findingsOf(0, 0, {0.5 + shift, 0.5, 0.5, 0.5})).passed);
    QVERIFY(!judgeClean(findingsOf(0, 0, {0.5 + 1.3 * shift, 0.5, 0.5, 0.5})).passed);
}

void TestSelftest::passesOnlyAsAWhole() {
    Selftest selftest;
    QVERIFY(!selftest.passed());
    selftest.controls = judgeExact(soundOutcome());
    QVERIFY(selftest.passed());
    selftest.controls.push_back(judgeClean(findingsOf(20, 0, {0.5})));
    QVERIFY(!selftest.passed());
}

QTEST_APPLESS_MAIN(TestSelftest)
#include "tst_selftest.moc"
