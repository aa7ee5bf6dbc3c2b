// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attacks that ask for further passes: what they ask for, and their closed forms.
#include "core/membership/attack.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace retort;
using namespace retort::membership;
using scores::PassKind;
using scores::PassRequest;
using scores::VariantScore;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// One list of variants for each pass.
using Passes = std::vector<std::vector<VariantScore>>;

// Score of a record whose tokens have these log-probabilities.
double score(std::string_view name, const std::vector<float>& logProbability, const Passes& passes) {
    const auto chosen = chooseAttack(name).value();
    const std::vector<float> floats(logProbability.size(), 1.0F);
    const std::vector<std::uint32_t> ranks(logProbability.size(), 1);
    const std::vector<scores::PassResult> results(passes.begin(), passes.end());
    RecordView view;
    view.target = {logProbability, floats, floats, floats, ranks};
    view.passes = results;
    return chosen.attack->score(view, chosen.parameters);
}

std::vector<PassRequest> requests(std::string_view name) {
    const auto chosen = chooseAttack(name).value();
    return chosen.attack->passes(chosen.parameters);
}

bool near(double value, double wanted) {
    return std::abs(value - wanted) < 1e-12;
}

} // namespace

class TestPassAttacks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void askForTheirPasses() {
        QCOMPARE(requests("lowercase"), (std::vector{PassRequest{.kind = PassKind::Lowercase}}));
        QCOMPARE(requests("recall"),
                 (std::vector{PassRequest{.kind = PassKind::NonmemberPrefix, .shots = 10}}));
        QCOMPARE(requests("con_recall:3,0.5"),
                 (std::vector{PassRequest{.kind = PassKind::NonmemberPrefix, .shots = 3},
                              PassRequest{.kind = PassKind::MemberPrefix, .shots = 3}}));
        QCOMPARE(requests("neighbours:25"),
                 (std::vector{PassRequest{.kind = PassKind::Neighbours, .variants = 25}}));
        QCOMPARE(requests("mope"),
                 (std::vector{PassRequest{.kind = PassKind::Perturbed, .variants = 10, .sigma = 0.005}}));
        QCOMPARE(requests("mope:4,0.01"),
                 (std::vector{PassRequest{.kind = PassKind::Perturbed, .variants = 4, .sigma = 0.01}}));
        QCOMPARE(findAttack("mope")->access, Access::Weights);
        for (const char* name : {"lowercase", "recall", "con_recall", "neighbours"})
            QCOMPARE(findAttack(name)->access, Access::Probabilities);
    }

    void closedForms() {
        const std::vector<float> row{-1, -2, -3}; // mean -2
        QVERIFY(near(score("lowercase", row, {{{-5, 4}}}), 2.5));
        QVERIFY(near(score("recall", row, {{{-3, 3}}}), 1.5));
        QVERIFY(near(score("con_recall:2,0.5", row, {{{-3, 3}}, {{-1, 3}}}), (-3 + 0.5) / -2));
        QVERIFY(near(score("con_recall:2", row, {{{-3, 3}}, {{-1, 3}}}), 1.0));
        QVERIFY(near(score("con_recall:2,0", row, {{{-3, 3}}, {{-1, 3}}}), 1.5)); // recall's score
        QVERIFY(near(score("neighbours:2", row, {{{-4, 3}, {-3, 2}}}), 1.5));
        QVERIFY(near(score("mope:3,0.01", row, {{{-2.5, 3}, {-2, 3}, {-3, 3}}}), 0.5));
    }

    // Members are those whose likelihood suffers more.
    void higherMeansMember() {
        const std::vector<float> member{-0.5F, -0.5F};
        const std::vector<float> other{-2, -2};
        QVERIFY(score("lowercase", member, {{{-3, 2}}}) > score("lowercase", other, {{{-3, 2}}}));
        QVERIFY(score("recall", member, {{{-1.5, 2}}}) > score("recall", other, {{{-1.9, 2}}}));
        QVERIFY(score("neighbours:1", member, {{{-2.5, 2}}}) > score("neighbours:1", other, {{{-2.5, 2}}}));
        QVERIFY(score("mope:1", member, {{{-1, 2}}}) > score("mope:1", other, {{{-2.1, 2}}}));
    }

    void shortRecords() {
        QVERIFY(std::isnan(score("recall", {}, {{{-3, 1}}})));
        QVERIFY(near(score("recall", {-4}, {{{-3, 1}}}), 0.75));
        QVERIFY(near(score("recall", {-4, -2}, {{{-3, 1}}}), 1.0));
        QVERIFY(std::isnan(score("lowercase", {static_cast<float>(kNan)}, {{{-3, 1}}})));
    }

    void absentStaysAbsent() {
        const std::vector<float> row{-1, -2, -3};
        for (const char* name : {"lowercase", "recall", "neighbours:2", "mope:2"}) {
            QVERIFY2(std::isnan(score(name, row, {})), name);
            QVERIFY2(std::isnan(score(name, row, {{}})), name);
            QVERIFY2(std::isnan(score(name, row, {{{-3, 3}, {kNan, 0}}})), name);
        }
        QVERIFY(std::isnan(score("con_recall:2", row, {{{-3, 3}}})));
        QVERIFY(std::isnan(score("con_recall:2", row, {{{-3, 3}}, {{kNan, 0}}})));
    }
};

QTEST_APPLESS_MAIN(TestPassAttacks)
#include "tst_pass_attacks.moc"
