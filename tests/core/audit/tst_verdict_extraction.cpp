// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The extraction verdict and its sentence in every outcome, for windows at the beginning and all along.
#include "core/audit/assess_parts.h"

#include <QtTest/QTest>

using namespace retort::audit;

namespace {

ExtractionFinding finding(const char* data, const std::string& window, std::uint64_t memorized,
                          std::uint64_t records) {
    ExtractionFinding result;
    result.model = "student";
    result.data = data;
    result.window = window;
    result.memorized = memorized;
    result.records = records;
    result.windowsTried = records;
    return result;
}

} // namespace

class TestVerdictExtraction : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outcomes_data();
    void outcomes();
    void whatWouldHaveGoneUnnoticed_data();
    void whatWouldHaveGoneUnnoticed();
    void theWidestWindowSpeaks();
};

void TestVerdictExtraction::outcomes_data() {
    QTest::addColumn<QString>("window");
    QTest::addColumn<int>("memorized");
    QTest::addColumn<int>("heldOut"); // -1: no held-out set
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("said");
    for (const char* window : {"first", "stride"}) {
        const auto row = [&](const char* name, int memorized, int heldOut, const char* verdict,
                             const char* said) {
            QTest::addRow("%s, %s", window, name)
                << QString::fromLatin1(window) << memorized << heldOut << QString::fromLatin1(verdict)
                << QString::fromLatin1(said);
        };
        row("shown", 100, 0, "leakage demonstrated", "100 of 1,000 training records");
        row("as much without training", 5, 4, "inconclusive", "so did 4 of 1,000");
        row("no control", 5, -1, "inconclusive", "no held-out records");
        row("nothing", 0, 0, "not demonstrated", "None of the 1,000");
    }
    QTest::newRow("too short") << QString() << 0 << 0 << QStringLiteral("not tested")
                               << QStringLiteral("long enough");
}

void TestVerdictExtraction::outcomes() {
    QFETCH(QString, window);
    QFETCH(int, memorized);
    QFETCH(int, heldOut);
    Plan plan;
    plan.models = {{"student", "student", {}, {}, {}}};
    DataPlan seen;
    seen.name = "seen";
    seen.seenBy = {"student"};
    DataPlan held;
    held.name = "held";
    plan.data = {seen, held};
    Findings findings;
    if (!window.isEmpty()) {
        plan.windows = {window.toStdString()};
        findings.extraction.push_back(
            finding("seen", window.toStdString(), static_cast<std::uint64_t>(memorized), 1000));
        if (heldOut >= 0)
            findings.extraction.push_back(
                finding("held", window.toStdString(), static_cast<std::uint64_t>(heldOut), 1000));
    }
    const Verdict verdict = extractionVerdict(plan, findings);
    QTEST(QString::fromStdString(verdict.verdict), "verdict");
    QFETCH(QString, said);
    QVERIFY2(QString::fromStdString(verdict.sentence).contains(said), verdict.sentence.c_str());
}

void TestVerdictExtraction::whatWouldHaveGoneUnnoticed_data() {
    QTest::addColumn<bool>("sampling");
    QTest::addColumn<bool>("continuations");
    QTest::addColumn<QString>("said");
    QTest::newRow("all of it") << false << false
                               << QStringLiteral(
                                      "What needs sampling or other prompts, and near copies, would");
    QTest::newRow("sampling computed")
        << true << false << QStringLiteral("near copies, and what needs other prompts, would");
    QTest::newRow("continuations made")
        << false << true << QStringLiteral("what needs sampling or other prompts would");
    QTest::newRow("both") << true << true << QStringLiteral("beside it; what needs other prompts would");
}

void TestVerdictExtraction::whatWouldHaveGoneUnnoticed() {
    QFETCH(bool, sampling);
    QFETCH(bool, continuations);
    QFETCH(QString, said);
    Plan plan;
    plan.models = {{"student", "student", {}, {}, {}}};
    DataPlan seen;
    seen.name = "seen";
    seen.seenBy = {"student"};
    plan.data = {seen};
    Findings findings;
    findings.extraction = {finding("seen", "first", 0, 10)};
    FurtherExtraction student;
    student.model = "student";
    if (sampling)
        student.discoverable = {{100, 0.5, 1}};
    if (continuations)
        student.continuation = ContinuationFinding{};
    FurtherExtraction other; // what another model gave is nothing about this one
    other.model = "teacher";
    other.discoverable = {{100, 0.5, 1}};
    other.continuation = ContinuationFinding{};
    findings.furtherExtraction = {other, student};
    const Verdict verdict = extractionVerdict(plan, findings);
    QVERIFY2(QString::fromStdString(verdict.details.back()).contains(said), verdict.details.back().c_str());
}

void TestVerdictExtraction::theWidestWindowSpeaks() {
    Plan plan;
    plan.models = {{"student", "student", {}, {}, {}}};
    plan.windows = {"first", "stride"};
    DataPlan seen;
    seen.name = "seen";
    seen.seenBy = {"student"};
    plan.data = {seen};
    Findings findings;
    findings.extraction = {finding("seen", "first", 1, 10), finding("seen", "stride", 4, 10)};
    const Verdict verdict = extractionVerdict(plan, findings);
    QVERIFY2(verdict.sentence.starts_with("4 of 10"), verdict.sentence.c_str());
}

QTEST_APPLESS_MAIN(TestVerdictExtraction)
#include "tst_verdict_extraction.moc"
