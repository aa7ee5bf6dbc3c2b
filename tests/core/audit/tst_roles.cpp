// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/roles.h"

#include <QtTest/QTest>

using namespace retort::audit;

class TestRoles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void kinds_data();
    void kinds();
    void references_data();
    void references();
    void namesOfAttacks();
    void otherTokenizers();
    void comparison();

private:
    const DataPlan& data(const QString& name) const {
        for (const DataPlan& set : m_plan.data) {
            if (set.name == name.toStdString())
                return set;
        }
        qFatal("no such set");
    }
    Plan m_plan;
};

void TestRoles::initTestCase() {
    auto plan = parsePlan(R"([models]
teacher = {path = "t"}
baseline = {path = "b"}
student = {path = "s"}
base = {path = "0"}
[[models.reference]]
name = "other"
path = "r"
[data]
private = {path = "p", seen_by = ["teacher"]}
shared = {path = "q", seen_by = ["teacher", "baseline", "student", "other"]}
old = {path = "o", seen_by = ["base"]}
held = {path = "h"}
held_too = {path = "i"}
)",
                          "plan.toml");
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    m_plan = std::move(*plan);
}

void TestRoles::kinds_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("set");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char* model, const char* set, const char* kind) {
        QTest::addRow("%s on %s", model, set)
            << QString::fromLatin1(model) << QString::fromLatin1(set) << QString::fromLatin1(kind);
    };
    row("teacher", "private", "direct");
    row("student", "private", "indirect");
    row("baseline", "private", "");
    row("base", "private", "control");
    row("student", "shared", "direct");
    row("other", "shared", "direct");
    row("base", "old", "direct");
    row("student", "old", "");
    row("student", "held", "");
    row("base", "held", "");
}

void TestRoles::kinds() {
    QFETCH(QString, model);
    QFETCH(QString, set);
    QFETCH(QString, kind);
    QCOMPARE(
        QString::fromStdString(std::string(testKind(m_plan, *m_plan.model(model.toStdString()), data(set)))),
        kind);
}

void TestRoles::references_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("set");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("both") << QStringLiteral("student") << QStringLiteral("private")
                          << QStringList{QStringLiteral("base"), QStringLiteral("other")};
    QTest::newRow("one saw it") << QStringLiteral("student") << QStringLiteral("shared")
                                << QStringList{QStringLiteral("base")};
    QTest::newRow("never itself") << QStringLiteral("base") << QStringLiteral("private")
                                  << QStringList{QStringLiteral("other")};
}

void TestRoles::references() {
    QFETCH(QString, model);
    QFETCH(QString, set);
    QFETCH(QStringList, names);
    QStringList found;
    for (const ModelPlan* reference :
         admissibleReferences(m_plan, *m_plan.model(model.toStdString()), data(set)))
        found << QString::fromStdString(reference->name);
    QCOMPARE(found, names);
}

void TestRoles::namesOfAttacks() {
    const auto names = [&](std::string_view attack, std::string_view model, const char* set) {
        std::vector<std::string> found;
        for (const TriedAttack& tried : triedAttacks(m_plan, *retort::membership::chooseAttack(attack),
                                                     *m_plan.model(model), data(QString::fromLatin1(set))))
            found.push_back(tried.name);
        return found;
    };
    using Names = std::vector<std::string>;
    QCOMPARE(names("min_k:10", "student", "private"), Names{"min_k:10"});
    QCOMPARE(names("reference", "student", "private"), (Names{"reference:base", "reference:other"}));
    QCOMPARE(names("reference", "student", "shared"), Names{"reference:base"});
    // Together they are references only where none of them saw anything that is compared.
    QCOMPARE(commonReferences(m_plan, *m_plan.model("student")).size(), 0U);
    Plan plan = m_plan;
    plan.primaryAttack = "reference";
    QCOMPARE(primaryAttackName(plan, *plan.model("student"), data(QStringLiteral("private"))),
             std::string("reference:base"));
}

// What compares token by token has no use for a reference with other tokens, what compares texts has.
void TestRoles::otherTokenizers() {
    Plan plan = m_plan;
    const auto base = std::ranges::find(plan.models, "base", &ModelPlan::name);
    base->tokenizer = "another";
    const ModelPlan& student = *plan.model("student");
    QVERIFY(comparesPerByte(student, {&*base}));
    QVERIFY(comparesPerByte(student, {plan.model("other"), &*base}));
    QVERIFY(!comparesPerByte(student, {plan.model("other")}));
    QVERIFY(!comparesPerByte(student, {}));
    const auto names = [&](std::string_view attack) {
        QStringList found;
        for (const TriedAttack& tried : triedAttacks(plan, *retort::membership::chooseAttack(attack), student,
                                                     data(QStringLiteral("private"))))
            found << QString::fromStdString(tried.name);
        return found.join(QLatin1Char(' '));
    };
    QCOMPARE(names("wbc"), QStringLiteral("wbc:other"));
    QCOMPARE(names("reference"), QStringLiteral("reference:base reference:other"));
    QCOMPARE(names("reference_ratio"), QStringLiteral("reference_ratio:base reference_ratio:other"));
    // The attack that counts is one that can be made.
    plan.primaryAttack = "wbc";
    QCOMPARE(primaryAttackName(plan, student, data(QStringLiteral("private"))), std::string("wbc:other"));
}

void TestRoles::comparison() {
    QCOMPARE(comparisonName(m_plan), std::string("held+held_too"));
}

QTEST_GUILESS_MAIN(TestRoles)
#include "tst_roles.moc"
