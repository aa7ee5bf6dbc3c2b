// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a look at a sample says about roles, templates and tokenizer, on losses made up for each case.
#include "core/audit/plausibility.h"
#include "core/base/philox.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace retort;
using namespace retort::audit;

namespace {

// 200 records around `mean`; the difficulty of a record is the same for all models.
std::vector<double> losses(double mean, std::uint64_t set, std::uint64_t model) {
    Philox difficulty(set);
    Philox noise(100 + model, set);
    std::vector<double> values;
    for (std::size_t i = 0; i < kProbeRecords; ++i)
        values.push_back(mean * std::exp(0.3 * difficulty.normal() + 0.05 * noise.normal()));
    return values;
}

// Teacher and student; private seen by the teacher alone.
Plan planOf(const char* split = "random") {
    Plan plan;
    plan.models = {{"teacher", "teacher", {}, {}, {}}, {"student", "student", {}, {}, {}}};
    DataPlan seen;
    seen.name = "private";
    seen.seenBy = {"teacher"};
    seen.split = split;
    DataPlan held;
    held.name = "held";
    plan.data = {seen, held};
    return plan;
}

ProbeResult probeOf(double teacherSeen, double teacherHeld, double studentSeen, double studentHeld) {
    ProbeResult probe;
    probe.vocabulary = {{"teacher", 50'000}, {"student", 50'000}};
    probe.losses[{"teacher", "private"}] = losses(teacherSeen, 1, 1);
    probe.losses[{"teacher", "held"}] = losses(teacherHeld, 2, 1);
    probe.losses[{"student", "private"}] = losses(studentSeen, 1, 2);
    probe.losses[{"student", "held"}] = losses(studentHeld, 2, 2);
    for (const char* model : {"teacher", "student"}) {
        probe.bytesPerToken[{model, "private"}] = 4.1;
        probe.bytesPerToken[{model, "held"}] = 4.0;
    }
    return probe;
}

QString failures(const Plan& plan, const ProbeResult& probe) {
    QStringList sentences;
    for (const Gate& gate : plausibilityGates(plan, probe)) {
        if (gate.outcome == "failed")
            sentences += QString::fromStdString(gate.sentence);
    }
    return sentences.join(QLatin1Char('|'));
}

} // namespace

class TestPlausibility : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roles_data() {
        QTest::addColumn<double>("teacherSeen");
        QTest::addColumn<double>("teacherHeld");
        QTest::addColumn<double>("studentSeen");
        QTest::addColumn<double>("studentHeld");
        QTest::addColumn<QString>("split");
        QTest::addColumn<bool>("contradicted");
        const auto row = [](const char* name, double ts, double th, double ss, double sh, const char* split,
                            bool contradicted) {
            QTest::newRow(name) << ts << th << ss << sh << QString::fromLatin1(split) << contradicted;
        };
        row("as declared", 1.5, 3.0, 3.4, 3.4, "random", false);
        row("nothing learned", 3.0, 3.0, 3.4, 3.4, "random", false);
        row("swapped", 3.4, 3.4, 1.5, 3.0, "random", true);
        row("swapped, a slight effect", 3.4, 3.4, 2.6, 3.0, "random", true);
        row("an effect too small to say", 3.4, 3.4, 2.85, 3.0, "random", false);
        row("harder data and a better model", 4.5, 3.0, 5.1, 3.4, "random", false);
        row("known by heart", 0.0, 3.0, 3.4, 3.4, "random", false);
        row("other population", 3.4, 3.4, 2.6, 3.0, "unknown", false);
        row("other population, swapped", 3.4, 3.4, 1.5, 3.0, "unknown", true);
    }
    void roles() {
        QFETCH(double, teacherSeen);
        QFETCH(double, teacherHeld);
        QFETCH(double, studentSeen);
        QFETCH(double, studentHeld);
        QFETCH(QString, split);
        QFETCH(bool, contradicted);
        const QString said = failures(planOf(split.toUtf8().constData()),
                                      probeOf(teacherSeen, teacherHeld, studentSeen, studentHeld));
        QCOMPARE(said.contains(QStringLiteral("private: student")), contradicted);
        QCOMPARE(said.isEmpty(), !contradicted);
    }

    void noHeldOutSet() {
        Plan plan = planOf();
        plan.data.pop_back();
        const auto gates = plausibilityGates(plan, probeOf(1, 1, 1, 1));
        QCOMPARE(gates[1].outcome, std::string("not_applicable"));
    }

    void chance() {
        const auto gates = plausibilityGates(planOf(), probeOf(11.5, 11, 3, 3));
        QVERIFY(predictsNothing(gates[0]));
        QCOMPARE(gates[0].model, std::string("teacher"));
        // Chance is log 50,000 = 10.82.
        QVERIFY(!predictsNothing(plausibilityGates(planOf(), probeOf(8, 11, 3, 3))[0]));
    }

    void templates() {
        Plan plan = planOf();
        plan.data[0].promptField = "q";
        plan.data[0].responseField = "a";
        ProbeResult probe = probeOf(2.0, 3.0, 3.4, 3.4);
        auto& other = probe.otherTemplates[{"teacher", "private"}]["alpaca"];
        other = losses(1.9, 1, 3);
        QCOMPARE(failures(plan, probe), QString());
        other = losses(1.6, 1, 3);
        other[0] = std::numeric_limits<double>::quiet_NaN(); // a record that has no loss there
        QVERIFY2(failures(plan, probe).contains(QStringLiteral("alpaca")), qPrintable(failures(plan, probe)));
        // Only of a model that saw the set.
        plan.data[0].seenBy = {"student"};
        probe = probeOf(3.4, 3.4, 2.0, 3.0);
        probe.otherTemplates[{"teacher", "private"}]["alpaca"] = losses(1.0, 1, 3);
        QCOMPARE(failures(plan, probe), QString());
    }

    void pieces() {
        ProbeResult probe = probeOf(1.5, 3.0, 3.4, 3.4);
        probe.bytesPerToken[{"teacher", "held"}] = 1.1; // one tokenizer, so the student's is the same
        QVERIFY(failures(planOf(), probe).contains(QStringLiteral("1.10 bytes")));
        probe.vocabulary = {{"teacher", 300}, {"student", 300}}; // a vocabulary of bytes
        QCOMPARE(failures(planOf(), probe), QString());
    }

    void otherTokenizer() {
        Plan plan = planOf();
        plan.models[1].tokenizer = "another";
        ProbeResult probe = probeOf(1.5, 3.0, 3.4, 3.4);
        QCOMPARE(failures(plan, probe), QString());
        probe.vocabulary["student"] = 20; // chance is log 20 = 3.0 there
        const auto gates = plausibilityGates(plan, probe);
        QVERIFY(predictsNothing(gates[0]));
        QCOMPARE(gates[0].model, std::string("student"));
        // Pieces are judged by each tokenizer, and the one that fails is named.
        probe = probeOf(1.5, 3.0, 3.4, 3.4);
        probe.bytesPerToken[{"student", "held"}] = 1.1;
        const auto judged = plausibilityGates(plan, probe);
        QCOMPARE(judged.back().model, std::string("student"));
        QCOMPARE(judged.back().data, std::string("held"));
        QCOMPARE(judged.back().outcome, std::string("failed"));
    }

    void switchedOff() { QVERIFY(plausibilityGates(planOf(), {}).empty()); }
};

QTEST_APPLESS_MAIN(TestPlausibility)
#include "tst_plausibility.moc"
