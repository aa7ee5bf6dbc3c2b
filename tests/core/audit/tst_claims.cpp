// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims table: every row over every combination of models, data sets and splits, against the rules of
// docs/methods.md written down once more as conditions.
#include "core/audit/claims.h"

#include <QtTest/QTest>

#include <functional>
#include <map>
#include <set>

using namespace retort::audit;

namespace {

// One combination. The sets exist only if a model that saw them does.
struct Combination {
    bool teacher = false, baseline = false, student = false, base = false, second = false;
    bool heldOut = false;
    bool teacherOnly = false; // a set that the teacher alone saw
    bool shared = false;      // a set that teacher, baseline and student saw
    bool studentOnly = false; // a set that the student alone saw
    bool baseSaw = false;     // base saw the sets above
    bool sameSets = false;    // the second baseline saw what the first did
    const char* split = "random";

    // What the plan made of it holds.
    [[nodiscard]] bool hasTeacherOnly() const { return teacherOnly && teacher; }
    [[nodiscard]] bool hasShared() const { return shared && (teacher || baseline || student); }
    [[nodiscard]] bool hasStudentOnly() const { return studentOnly && student; }
};

DataPlan set(const char* name, const char* split, const std::vector<std::pair<bool, const char*>>& seers) {
    DataPlan data;
    data.name = name;
    data.split = split;
    for (const auto& [saw, model] : seers) {
        if (saw)
            data.seenBy.emplace_back(model);
    }
    return data;
}

Plan planOf(const Combination& c) {
    Plan plan;
    const auto model = [&](bool there, const char* role) {
        if (there)
            plan.models.push_back({role, role, {}, {}, {}});
    };
    model(c.teacher, "teacher");
    model(c.baseline, "baseline");
    model(c.student, "student");
    model(c.second, "baseline_2");
    model(c.base, "base");
    const bool base = c.base && c.baseSaw;
    if (c.hasTeacherOnly())
        plan.data.push_back(set("private", c.split, {{true, "teacher"}, {base, "base"}}));
    if (c.hasShared())
        plan.data.push_back(set("shared", c.split,
                                {{c.teacher, "teacher"},
                                 {c.baseline, "baseline"},
                                 {c.student, "student"},
                                 {c.second && c.baseline && c.sameSets, "baseline_2"},
                                 {base, "base"}}));
    if (c.hasStudentOnly())
        plan.data.push_back(set("own", c.split, {{true, "student"}, {base, "base"}}));
    if (c.heldOut)
        plan.data.push_back(set("held_out", "random", {}));
    return plan;
}

void forEachCombination(const std::function<void(const Combination&)>& visit) {
    for (unsigned bits = 0; bits < 1U << 11U; ++bits) {
        const auto bit = [&](unsigned place) { return (bits >> place & 1U) != 0; };
        for (const char* split : {"random", "date", "unknown"}) {
            const Combination c{bit(0), bit(1), bit(2), bit(3), bit(4),  bit(5),
                                bit(6), bit(7), bit(8), bit(9), bit(10), split};
            if (c.teacher || c.baseline || c.student)
                visit(c);
        }
    }
}

// Training data of the model that the audit speaks of.
bool trained(const Combination& c) {
    if (c.student)
        return c.hasShared() || c.hasStudentOnly() || c.hasTeacherOnly();
    if (c.teacher)
        return c.hasShared() || c.hasTeacherOnly();
    return c.hasShared();
}

bool three(const Combination& c) {
    return c.teacher && c.baseline && c.student;
}

bool baseControls(const Combination& c) {
    return c.base && !c.baseSaw;
}

// When each claim may be made.
using Rule = bool (*)(const Combination&);
const std::map<std::string, Rule> kRules = {
    {"extraction_count", trained},
    {"extraction_beyond_chance", [](const Combination& c) { return trained(c) && c.heldOut; }},
    {"extraction_beyond_base", [](const Combination& c) { return trained(c) && baseControls(c); }},
    {"reduction", [](const Combination& c) { return c.baseline && c.student && c.hasShared(); }},
    {"utility", [](const Combination& c) { return c.baseline && c.student && c.heldOut; }},
    {"whose_doing", [](const Combination& c) { return three(c) && trained(c); }},
    {"inherited", [](const Combination& c) { return three(c) && (c.hasShared() || c.hasTeacherOnly()); }},
    {"seed_floor",
     [](const Combination& c) {
         return three(c) && c.second && (c.hasShared() || c.hasTeacherOnly()) &&
                (c.sameSets || !c.hasShared());
     }},
    {"cause", [](const Combination&) { return false; }},
    {"membership_direct",
     [](const Combination& c) { return c.student && (c.hasShared() || c.hasStudentOnly()) && c.heldOut; }},
    {"membership_indirect",
     [](const Combination& c) { return c.teacher && c.student && c.hasTeacherOnly() && c.heldOut; }},
    {"membership_by_training",
     [](const Combination& c) { return trained(c) && c.heldOut && c.split == std::string_view("random"); }},
    {"control", [](const Combination& c) { return trained(c) && c.heldOut && baseControls(c); }},
    {"epsilon", [](const Combination&) { return false; }},
    {"absence", [](const Combination&) { return false; }},
};

} // namespace

class TestClaims : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rows_data();
    void rows();
    void everyClaimOnceAndOneWay();
    void namesWhatIsMissing_data();
    void namesWhatIsMissing();
    void sentences();
};

void TestClaims::rows_data() {
    QTest::addColumn<QString>("id");
    for (const auto& [id, rule] : kRules)
        QTest::newRow(id.c_str()) << QString::fromStdString(id);
}

// One row of the table over all combinations; where the rule is not constant, both outcomes come up.
void TestClaims::rows() {
    QFETCH(QString, id);
    const Rule rule = kRules.at(id.toStdString());
    int allowed = 0;
    int refused = 0;
    int wrong = 0;
    forEachCombination([&](const Combination& c) {
        for (const Claim& claim : claimsOf(planOf(c))) {
            if (claim.id != id.toStdString())
                continue;
            wrong += claim.allowed == rule(c) ? 0 : 1;
            (claim.allowed ? allowed : refused) += 1;
        }
    });
    QCOMPARE(wrong, 0);
    QCOMPARE(allowed + refused, 7 * 256 * 3);
    const bool impossible =
        id == QStringLiteral("cause") || id == QStringLiteral("epsilon") || id == QStringLiteral("absence");
    QCOMPARE(allowed == 0, impossible);
    QVERIFY(refused > 0);
}

void TestClaims::everyClaimOnceAndOneWay() {
    int wrong = 0;
    forEachCombination([&](const Combination& c) {
        std::set<std::string> ids;
        for (const Claim& claim : claimsOf(planOf(c))) {
            const bool fits =
                ids.insert(claim.id).second && kRules.contains(claim.id) &&
                claim.allowed == claim.missing.empty() &&
                claim.sentence.starts_with(claim.allowed ? "It may be said " : "It can't be said ") &&
                claim.sentence.ends_with('.');
            wrong += fits ? 0 : 1;
        }
        wrong += ids.size() == kRules.size() ? 0 : 1;
    });
    QCOMPARE(wrong, 0);
}

void TestClaims::namesWhatIsMissing_data() {
    QTest::addColumn<QString>("plan");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("missing");
    const auto row = [](const char* name, const char* plan, const char* id, const QStringList& missing) {
        QTest::newRow(name) << QString::fromLatin1(plan) << QString::fromLatin1(id) << missing;
    };
    const char* student = "[models.student]\npath='s'\n[data.a]\npath='a'\nseen_by=['student']\n";
    row("student alone, reduction", student, "reduction", {QStringLiteral("baseline")});
    row("student alone, whose doing", student, "whose_doing",
        {QStringLiteral("teacher"), QStringLiteral("baseline")});
    row("no held-out data", student, "membership_direct", {QStringLiteral("held_out")});
    row("no held-out data, unknown split", student, "membership_by_training",
        {QStringLiteral("held_out"), QStringLiteral("random_split")});
    row("no base", student, "control", {QStringLiteral("held_out"), QStringLiteral("base")});
    row("teacher alone",
        "[models.teacher]\npath='t'\n[data.a]\npath='a'\nseen_by=['teacher']\n[data.b]\npath='b'\n",
        "membership_direct", {QStringLiteral("student")});
    row("base saw the data",
        "[models.student]\npath='s'\n[models.base]\npath='b'\n[data.a]\npath='a'\n"
        "seen_by=['student','base']\n[data.b]\npath='b'\n",
        "control", {QStringLiteral("base")});
    row("one seed",
        "[models]\nteacher={path='t'}\nbaseline={path='b'}\nstudent={path='s'}\nbaseline_2={path='c'}\n"
        "[data.a]\npath='a'\nseen_by=['teacher','baseline','student','baseline_2']\n[data.b]\npath='b'\n",
        "cause", {QStringLiteral("three_seeds")});
    row("the second baseline saw something else",
        "[models]\nteacher={path='t'}\nbaseline={path='b'}\nstudent={path='s'}\nbaseline_2={path='c'}\n"
        "[data.a]\npath='a'\nseen_by=['teacher','baseline','student']\n",
        "seed_floor", {QStringLiteral("baseline_2")});
    row("nothing is training data", "[models.student]\npath='s'\n[data.b]\npath='b'\n", "extraction_count",
        {QStringLiteral("training_set")});
}

void TestClaims::namesWhatIsMissing() {
    QFETCH(QString, plan);
    QFETCH(QString, id);
    QFETCH(QStringList, missing);
    const auto read = parsePlan(plan.toStdString(), "plan.toml");
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    for (const Claim& claim : claimsOf(*read)) {
        if (claim.id != id.toStdString())
            continue;
        QStringList found;
        for (const std::string& need : claim.missing)
            found << QString::fromStdString(need);
        QCOMPARE(found, missing);
        return;
    }
    QFAIL("no such claim");
}

void TestClaims::sentences() {
    const auto plan = parsePlan("[models.student]\npath='s'\n[data.a]\npath='a'\nseen_by=['student']\n"
                                "split='date'\n[data.b]\npath='b'\n",
                                "plan.toml");
    QVERIFY(plan);
    std::map<std::string, std::string> said;
    for (const Claim& claim : claimsOf(*plan))
        said[claim.id] = claim.sentence;
    QCOMPARE(said["extraction_count"], std::string("It may be said how many of the training records tested "
                                                   "come out of the student word for word."));
    QCOMPARE(said["whose_doing"],
             std::string("It can't be said whose doing it is that a record comes out: the teacher's, the "
                         "text's (easy) or the student's own, because the plan names no teacher, and because "
                         "the plan names no baseline (a comparison model trained without the teacher)."));
    QCOMPARE(said["membership_by_training"],
             std::string("It can't be said that what a membership attack finds comes from training rather "
                         "than from how the data sets were divided, because the split of a from the held-out "
                         "data is not random, and a difference in the texts can then look like membership."));
}

QTEST_APPLESS_MAIN(TestClaims)
#include "tst_claims.moc"
