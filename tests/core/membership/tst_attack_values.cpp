// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every attack on stored tables against numpy (tests/reference/make_attack_reference.py), and what must hold
// for all of them.
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/membership/attack.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

using namespace retort;
using namespace retort::membership;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// One text under a model and three references, with all that an attack on tables may read.
struct Case {
    std::vector<std::int32_t> ids;
    std::vector<float> log, entropy, variance, margin;
    std::vector<std::uint32_t> rank;
    std::vector<std::vector<float>> others;
    std::vector<double> frequencies;

    void finish() {
        margin.assign(log.size(), 0);
        rank.assign(log.size(), 1);
    }
    [[nodiscard]] scores::TokenColumns columnsOf(const std::vector<float>& logProbability) const {
        return {logProbability, entropy, variance, margin, rank};
    }
    [[nodiscard]] double score(std::string_view name) const {
        const auto chosen = chooseAttack(name);
        std::vector<ReferenceRow> references;
        for (const std::vector<float>& other : others)
            references.push_back({"other", columnsOf(other), true, 100});
        if (chosen->attack->references == References::Each)
            references.resize(1);
        const RecordView view{.target = columnsOf(log),
                              .references = references,
                              .zlibBytes = 60,
                              .textBytes = 100,
                              .predictedIds = ids,
                              .frequencies = frequencies};
        return chosen->attack->score(view, chosen->parameters);
    }
};

Case caseOf(const Json& json, const Json& frequencies) {
    Case made;
    made.ids = json.at("ids").get<std::vector<std::int32_t>>();
    made.log = json.at("target").at("log_probability").get<std::vector<float>>();
    made.entropy = json.at("target").at("entropy").get<std::vector<float>>();
    made.variance = json.at("target").at("variance").get<std::vector<float>>();
    made.others = json.at("references").get<std::vector<std::vector<float>>>();
    made.frequencies = frequencies.get<std::vector<double>>();
    made.finish();
    return made;
}

// Tokens of a vocabulary of two, all with the same distribution.
Case constant(std::size_t tokens, double logProbability, double entropy, double variance) {
    Case made;
    for (std::size_t i = 0; i < tokens; ++i)
        made.ids.push_back(static_cast<std::int32_t>(i % 2));
    made.log.assign(tokens, static_cast<float>(logProbability));
    made.entropy.assign(tokens, static_cast<float>(entropy));
    made.variance.assign(tokens, static_cast<float>(variance));
    made.others.assign(3, made.log);
    made.frequencies = {0.75, 0.25};
    made.finish();
    return made;
}

// Attacks on tables, by the names under which plans know them.
std::vector<std::string> tableAttacks() {
    std::vector<std::string> names;
    for (const Attack& attack : attacks()) {
        if (!attack.passes)
            names.emplace_back(attack.name);
    }
    return names;
}

bool close(double value, double wanted) {
    return std::abs(value - wanted) <= 1e-9 * std::max(1.0, std::abs(wanted));
}

Json reference() {
    const auto text = readFile(RETORT_TEST_DATA "/attacks/scores.json", 1U << 20U);
    return Json::parse(text.value());
}

} // namespace

class TestAttackValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithNumpy() {
        const Json json = reference();
        std::set<std::string> compared;
        for (const Json& item : json.at("cases")) {
            const Case made = caseOf(item, json.at("frequencies"));
            for (const auto& [name, wanted] : item.at("scores").items()) {
                const double value = made.score(name);
                QVERIFY2(close(value, wanted.get<double>()),
                         qPrintable(QString::fromStdString(fmt::format("{} of {} tokens: {} instead of {}",
                                                                       name, made.log.size(), value,
                                                                       wanted.get<double>()))));
                compared.insert(name.substr(0, name.find(':')));
            }
        }
        for (const std::string& name : tableAttacks())
            QVERIFY2(compared.contains(name) || name == "zlib", name.c_str());
    }

    void orderOfTokensIsNothing() {
        const Json json = reference();
        for (const Json& item : json.at("cases")) {
            const Case made = caseOf(item, json.at("frequencies"));
            Case turned = made;
            // DC-PDD counts first occurrences, so a repeated token's probability may change places.
            const bool repeats =
                std::set<std::int32_t>(made.ids.begin(), made.ids.end()).size() < made.ids.size();
            std::ranges::reverse(turned.ids);
            for (auto* column : {&turned.log, &turned.entropy, &turned.variance})
                std::ranges::reverse(*column);
            for (std::vector<float>& other : turned.others)
                std::ranges::reverse(other);
            for (const std::string& name : tableAttacks()) {
                if (name != "dc_pdd" || !repeats)
                    QVERIFY2(close(turned.score(name), made.score(name)), name.c_str());
            }
        }
    }

    void likelierIsHigher() {
        // The same text under a model that gives every token twice the probability.
        const Json json = reference();
        const Case made = caseOf(json.at("cases").back(), json.at("frequencies"));
        Case likelier = made;
        for (float& value : likelier.log)
            value = std::min(value + static_cast<float>(std::log(2.0)), 0.0F);
        for (const std::string& name : tableAttacks())
            QVERIFY2(likelier.score(name) >= made.score(name) - 1e-6, name.c_str()); // rounding to f32
        QVERIFY(likelier.score("loss") > made.score("loss"));
    }

    void nothingToScore() {
        for (const std::string& name : tableAttacks()) {
            QVERIFY2(std::isnan(constant(0, 0, 0, 0).score(name)), name.c_str());
            for (const std::size_t tokens : {1U, 2U, 3U}) {
                Case broken = constant(tokens, -1, 1, 1);
                QVERIFY2(std::isfinite(broken.score(name)), name.c_str());
                broken.log.back() = static_cast<float>(kNan);
                QVERIFY2(std::isnan(broken.score(name)), name.c_str());
            }
        }
    }

    void referencesAreNeeded() {
        for (const std::string& name : tableAttacks()) {
            Case alone = constant(5, -1, 1, 1);
            alone.others.clear();
            QCOMPARE(std::isnan(alone.score(name)), findAttack(name)->references != References::None);
            Case broken = constant(5, -1, 1, 1);
            broken.others.front()[2] = static_cast<float>(kNan);
            QCOMPARE(std::isnan(broken.score(name)), findAttack(name)->references != References::None);
        }
    }

    void uniformAndCertain() {
        const double uniform = std::log(0.5);
        const Case flat = constant(60, uniform, -uniform, 0);
        QVERIFY(std::abs(flat.score("min_k_pp")) < 1e-4);
        QVERIFY(close(flat.score("sliding_window"), static_cast<double>(flat.log[0])));
        QVERIFY(close(flat.score("pac_distance"), 0));
        QVERIFY(close(flat.score("surp"), static_cast<double>(flat.log[0]))); // its entropy is 0.69 nats
        QVERIFY(close(flat.score("surp:40,0.5"), -100));
        QVERIFY(close(flat.score("reference"), 0));
        QVERIFY(close(flat.score("reference_ratio"), -1));
        QCOMPARE(flat.score("wbc"), 0.0); // equal losses win no window
        QVERIFY(close(flat.score("lira"), 0));
        QVERIFY(close(flat.score("rmia:1"), 1));
        QVERIFY(std::abs(flat.score("rmia") - 0.5 / (0.65 * 0.5 + 0.35)) < 1e-7);
        // Two tokens: min(0.5 log(4/3), 1) and min(0.5 log 4, 1).
        QVERIFY(std::abs(flat.score("dc_pdd:1") - 0.25 * (std::log(4.0 / 3) + std::log(4.0))) < 1e-7);
        QVERIFY(close(flat.score("dc_pdd"), 0.01));
        const Case certain = constant(60, 0, 0, 0);
        QVERIFY(close(certain.score("surp"), 0));
        QVERIFY(close(certain.score("min_k_code_2508_07054"), 1));
        QVERIFY(close(certain.score("min_k_pp_code_2508_07054"), 1000)); // 1 over the root of the floor
        QVERIFY(close(certain.score("rmia"), 1));
        QVERIFY(std::isnan(certain.score("reference_ratio"))); // 0 over 0
    }

    void dcPddNeedsTokensAndFrequencies() {
        Case made = constant(4, -1, 1, 1);
        QVERIFY(std::isfinite(made.score("dc_pdd")));
        Case noTable = made;
        noTable.frequencies.clear();
        QVERIFY(std::isnan(noTable.score("dc_pdd")));
        Case noIds = made;
        noIds.ids.clear();
        QVERIFY(std::isnan(noIds.score("dc_pdd")));
        made.ids.back() = 7; // beyond the table
        QVERIFY(std::isnan(made.score("dc_pdd")));
    }

    void otherTokensAreComparedPerByte() {
        const std::vector<float> target{-1, -2, -3};
        const std::vector<float> foreign{-4, -1};
        const std::vector<float> own{-2, -2, -2};
        const Case shape = constant(3, 0, 0, 0);
        const std::vector<ReferenceRow> rows{{"foreign", shape.columnsOf(foreign), false, 20},
                                             {"own", shape.columnsOf(own), true, 10}};
        const auto score = [&](std::string_view name, std::span<const ReferenceRow> references) {
            const auto chosen = chooseAttack(name);
            return chosen->attack->score(
                {.target = shape.columnsOf(target), .references = references, .textBytes = 10},
                chosen->parameters);
        };
        const std::span<const ReferenceRow> one(rows.data(), 1);
        QVERIFY(close(score("reference", one), -0.6 + 0.25));
        QVERIFY(close(score("reference_ratio", one), -0.6 / 0.25));
        // One foreign reference: all are counted per byte.
        QVERIFY(close(score("lira", rows), -0.6 + (0.25 + 0.6) / 2));
        QVERIFY(std::isnan(score("wbc", one)));
    }

    void comparisonOnlySaysSo() {
        for (const Attack& attack : attacks())
            QCOMPARE(attack.title.find("for comparison only") != std::string_view::npos,
                     attack.comparisonOnly);
    }

    void namesOfFindings() {
        const auto tested = testedAttack("reference:my:model");
        QVERIFY(tested && tested->reference == "my:model");
        QCOMPARE(tested->chosen.name, std::string("reference"));
        QCOMPARE(attackTitle(testedAttack("surp:30,1.5")->chosen),
                 std::string("surprising tokens (SURP) (percent 30, entropy 1.5)"));
        QCOMPARE(attackTitle(testedAttack("min_k")->chosen), std::string("Min-K%"));
        QCOMPARE(argumentWords(testedAttack("min_k")->chosen), std::string("percent 20"));
        QVERIFY(testedAttack("lira") && testedAttack("lira")->reference.empty());
        QVERIFY(!testedAttack("magic"));
        QVERIFY(!testedAttack("min_k:0"));
    }
};

QTEST_APPLESS_MAIN(TestAttackValues)
#include "tst_attack_values.moc"
