// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/admissibility.h"
#include "core/membership/attack.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <set>
#include <vector>

using namespace retort;
using namespace retort::membership;

namespace {

// A row with entropy and variance of a real distribution over four tokens, one of which is the true one.
class Row {
public:
    void add(std::vector<double> probabilities, std::size_t truth) {
        double mean = 0;
        double square = 0;
        for (const double p : probabilities) {
            if (p <= 0)
                continue;
            mean += p * std::log(p);
            square += p * std::log(p) * std::log(p);
        }
        push(std::log(probabilities[truth]), -mean, square - mean * mean);
        const double sigma = std::sqrt(square - mean * mean);
        m_standardised.push_back((std::log(probabilities[truth]) - mean) / sigma);
    }
    void push(double logProbability, double entropy, double variance) {
        m_log.push_back(static_cast<float>(logProbability));
        m_entropy.push_back(static_cast<float>(entropy));
        m_variance.push_back(static_cast<float>(variance));
        m_margin.push_back(0);
        m_rank.push_back(1);
    }
    [[nodiscard]] scores::TokenColumns columns() const {
        return {m_log, m_entropy, m_variance, m_margin, m_rank};
    }
    [[nodiscard]] const std::vector<double>& standardised() const { return m_standardised; }

private:
    std::vector<float> m_log, m_entropy, m_variance, m_margin;
    std::vector<std::uint32_t> m_rank;
    std::vector<double> m_standardised;
};

Row rowOf(const std::vector<double>& logProbabilities) {
    Row row;
    for (const double value : logProbabilities)
        row.push(value, 1, 1);
    return row;
}

double score(std::string_view attack, const RecordView& view, unsigned percent = 20) {
    return findAttack(attack)->score(view, {percent});
}

bool near(double value, double wanted) {
    return std::abs(value - wanted) < 1e-5;
}

} // namespace

class TestAttacks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void registryIsWhole() {
        std::set<std::string_view> names;
        for (const Attack& attack : attacks()) {
            QVERIFY(attack.score != nullptr && !attack.title.empty() && !attack.formula.empty());
            QVERIFY(!attack.source.empty() && attack.needs(Pass::Target));
            QVERIFY(names.insert(attack.name).second);
            QCOMPARE(findAttack(attack.name), &attack);
            QCOMPARE(attack.access, Access::Probabilities);
        }
        QCOMPARE(names, (std::set<std::string_view>{"loss", "zlib", "min_k", "min_k_pp", "reference"}));
        QVERIFY(findAttack("reference")->needs(Pass::Reference));
        QVERIFY(!findAttack("loss")->needs(Pass::Reference));
        QCOMPARE(findAttack("nothing"), nullptr);
        QCOMPARE(accessName(Access::Weights), std::string_view("weights"));
    }

    void closedForms() {
        const Row row = rowOf({-1, -2, -3, -4, -5, -6, -7, -8, -9, -10.5});
        const RecordView view{row.columns(), {}, true, 50};
        QVERIFY(near(score("loss", view), -5.55));
        QVERIFY(near(score("zlib", view), -5.55 / 50));
        QVERIFY(near(score("min_k", view), -9.75));     // floor(20 * 10 / 100) = 2 lowest
        QVERIFY(near(score("min_k", view, 29), -9.75)); // floor of 2.9
        QVERIFY(near(score("min_k", view, 5), -10.5));  // at least one
        QVERIFY(near(score("min_k", view, 100), -5.55));
        QVERIFY(std::isnan(score("zlib", {row.columns(), {}, true, 0})));
    }

    void countsInIntegers() {
        QCOMPARE(scores::lowestCount(100, 29), std::size_t{29}); // 0.29 * 100 is 28.999... in doubles
        QCOMPARE(scores::lowestCount(0, 20), std::size_t{0});
        QCOMPARE(scores::lowestCount(4, 20), std::size_t{1});
        QCOMPARE(scores::lowestCount(14, 20), std::size_t{2});
        QCOMPARE(scores::lowestCount(15, 20), std::size_t{3});
        QCOMPARE(scores::lowestCount(7, 100), std::size_t{7});
    }

    void shortRecords() {
        for (const std::size_t n : {1U, 2U, 3U}) {
            Row row;
            row.add({0.7, 0.1, 0.1, 0.1}, 0);
            if (n > 1)
                row.add({0.5, 0.3, 0.1, 0.1}, 2);
            if (n > 2)
                row.add({0.25, 0.35, 0.3, 0.1}, 1);
            const RecordView view{row.columns(), row.columns(), true, 20};
            const auto lowest = std::min_element(row.standardised().begin(), row.standardised().end());
            QVERIFY(near(score("min_k_pp", view), *lowest));
            QVERIFY(near(score("min_k", view), std::log(n == 1 ? 0.7 : 0.1)));
            QCOMPARE(score("reference", view), 0.0);
        }
        for (const Attack& attack : attacks())
            QVERIFY(std::isnan(attack.score({{}, scores::TokenColumns{}, true, 8}, {})));
    }

    void minKPlusPlusAgainstBruteForce() {
        Row row;
        row.add({0.6, 0.2, 0.15, 0.05}, 3);
        row.add({0.4, 0.4, 0.1, 0.1}, 0);
        row.add({0.97, 0.01, 0.01, 0.01}, 0);
        row.add({0.05, 0.05, 0.2, 0.7}, 1);
        row.add({0.3, 0.28, 0.22, 0.2}, 2);
        std::vector<double> sorted = row.standardised();
        std::ranges::sort(sorted);
        const RecordView view{row.columns(), {}, true, 1};
        QVERIFY(near(score("min_k_pp", view, 40), (sorted[0] + sorted[1]) / 2));
    }

    void uniformAndCertainDistributions() {
        Row uniform;
        uniform.push(std::log(0.25), std::log(4.0), 0);
        QVERIFY(std::abs(score("min_k_pp", {uniform.columns(), {}, true, 1})) < 1e-3);
        Row certain;
        certain.push(0, 0, 0);
        QCOMPARE(score("min_k_pp", {certain.columns(), {}, true, 1}), 0.0);
        Row surprised;
        surprised.push(-20, 0, 0);
        const double value = score("min_k_pp", {surprised.columns(), {}, true, 1});
        QVERIFY(std::isfinite(value) && value < -1000);
    }

    void notANumberStays() {
        const Row row = rowOf({-1, std::numeric_limits<double>::quiet_NaN(), -2, -3, -4});
        for (const Attack& attack : attacks())
            QVERIFY2(std::isnan(attack.score({row.columns(), row.columns(), true, 8}, {})),
                     attack.name.data());
        Row variance;
        variance.push(-1, 1, std::numeric_limits<double>::quiet_NaN());
        QVERIFY(std::isnan(score("min_k_pp", {variance.columns(), {}, true, 1})));
    }

    void referenceComparesSharedPositions() {
        const Row target = rowOf({-9, -1, -2, -3}); // a BOS: the first token is predicted too
        const Row reference = rowOf({-2, -3, -5});
        QVERIFY(near(score("reference", {target.columns(), reference.columns(), true, 1}), -2 + 10.0 / 3));
        QVERIFY(
            near(score("reference", {target.columns(), reference.columns(), false, 1}), -3.75 + 10.0 / 3));
        QVERIFY(std::isnan(score("reference", {target.columns(), {}, true, 1})));
    }

    void admissibleOnlyWhenUnseen() {
        const std::vector<std::string> seenBy{"teacher", "baseline"};
        QCOMPARE(referenceUse("baseline", seenBy), ReferenceUse::Contrast);
        QCOMPARE(referenceUse("base", seenBy), ReferenceUse::Attack);
        QVERIFY(admissible("base", "private", seenBy).has_value());
        const Status refused = admissible("teacher", "private", seenBy);
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().message.find("contrast") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestAttacks)
#include "tst_attacks.moc"
