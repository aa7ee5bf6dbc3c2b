// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/admissibility.h"
#include "core/membership/attack.h"
#include "core/scores/token_statistics.h"

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

// `attack` as a plan names it.
double score(std::string_view attack, const RecordView& view) {
    const auto chosen = chooseAttack(attack);
    return chosen->attack->score(view, chosen->parameters);
}

double withReference(const Row& target, const Row& reference, bool sharesTokens = true) {
    const ReferenceRow row{"other", reference.columns(), sharesTokens, 40};
    return score("reference", {.target = target.columns(), .references = {&row, 1}, .textBytes = 50});
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
            QVERIFY(!attack.source.empty() && !attack.cost.empty());
            // A reference's name stands where arguments would.
            QVERIFY(attack.references != References::Each || attack.parameters.empty());
            QVERIFY(names.insert(attack.name).second);
            QCOMPARE(findAttack(attack.name), &attack);
        }
        for (const std::string_view name : {"loss", "zlib", "min_k", "min_k_pp", "reference"})
            QVERIFY(names.contains(name)); // promised to users
        QCOMPARE(findAttack("nothing"), nullptr);
        QCOMPARE(accessName(Access::Weights), std::string_view("weights"));
    }

    void choosesByName_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<double>("percent");
        QTest::addColumn<QByteArray>("refusal");
        QTest::newRow("preset") << QByteArray("min_k") << 20.0 << QByteArray();
        QTest::newRow("argument") << QByteArray("min_k_pp:5") << 5.0 << QByteArray();
        QTest::newRow("all") << QByteArray("min_k:100") << 100.0 << QByteArray();
        QTest::newRow("unknown") << QByteArray("magic") << 0.0
                                 << QByteArray("is not one of loss, zlib, min_k[:percent]");
        QTest::newRow("empty") << QByteArray("") << 0.0 << QByteArray("is not one of");
        QTest::newRow("no argument") << QByteArray("min_k:") << 0.0
                                     << QByteArray("percent must be a whole number from 1 to 100");
        QTest::newRow("zero") << QByteArray("min_k:0") << 0.0 << QByteArray("from 1 to 100");
        QTest::newRow("beyond") << QByteArray("min_k:101") << 0.0 << QByteArray("from 1 to 100");
        QTest::newRow("broken") << QByteArray("min_k:2.5") << 0.0 << QByteArray("whole number");
        QTest::newRow("not a number") << QByteArray("min_k:nan") << 0.0 << QByteArray("whole number");
        QTest::newRow("two") << QByteArray("min_k:5,6") << 0.0 << QByteArray("write min_k[:percent]");
        QTest::newRow("takes none") << QByteArray("loss:3") << 0.0 << QByteArray("write loss");
    }

    void choosesByName() {
        QFETCH(QByteArray, name);
        QFETCH(double, percent);
        QFETCH(QByteArray, refusal);
        const auto chosen = chooseAttack(name.toStdString());
        if (!refusal.isEmpty()) {
            QVERIFY(!chosen && chosen.error().code == ErrorCode::Usage);
            QVERIFY2(chosen.error().message.find(refusal.toStdString()) != std::string::npos,
                     chosen.error().message.c_str());
            return;
        }
        QVERIFY(chosen.has_value());
        QCOMPARE(chosen->name, name.toStdString());
        QCOMPARE(chosen->parameters, Parameters{percent});
    }

    void closedForms() {
        const Row row = rowOf({-1, -2, -3, -4, -5, -6, -7, -8, -9, -10.5});
        const RecordView view{.target = row.columns(), .zlibBytes = 50};
        QVERIFY(near(score("loss", view), -5.55));
        QVERIFY(near(score("zlib", view), -5.55 / 50));
        QVERIFY(near(score("min_k", view), -9.75));    // floor(20 * 10 / 100) = 2 lowest
        QVERIFY(near(score("min_k:29", view), -9.75)); // floor of 2.9
        QVERIFY(near(score("min_k:5", view), -10.5));  // at least one
        QVERIFY(near(score("min_k:100", view), -5.55));
        QVERIFY(std::isnan(score("zlib", {.target = row.columns()})));
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
            const RecordView view{.target = row.columns(), .zlibBytes = 20};
            const auto lowest = std::min_element(row.standardised().begin(), row.standardised().end());
            QVERIFY(near(score("min_k_pp", view), *lowest));
            QVERIFY(near(score("min_k", view), std::log(n == 1 ? 0.7 : 0.1)));
            QCOMPARE(withReference(row, row), 0.0);
        }
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
        const RecordView view{.target = row.columns()};
        QVERIFY(near(score("min_k_pp:40", view), (sorted[0] + sorted[1]) / 2));
    }

    void uniformAndCertainDistributions() {
        Row uniform;
        uniform.push(std::log(0.25), std::log(4.0), 0);
        QVERIFY(std::abs(score("min_k_pp", {.target = uniform.columns()})) < 1e-3);
        Row certain;
        certain.push(0, 0, 0);
        QCOMPARE(score("min_k_pp", {.target = certain.columns()}), 0.0);
        Row surprised;
        surprised.push(-20, 0, 0);
        const double value = score("min_k_pp", {.target = surprised.columns()});
        QVERIFY(std::isfinite(value) && value < -1000);
    }

    void notANumberInVarianceStays() {
        Row variance;
        variance.push(-1, 1, std::numeric_limits<double>::quiet_NaN());
        QVERIFY(std::isnan(score("min_k_pp", {.target = variance.columns()})));
    }

    void referenceComparesSharedPositions() {
        const Row target = rowOf({-9, -1, -2, -3}); // a BOS: the first token is predicted too
        const Row reference = rowOf({-2, -3, -5});
        QVERIFY(near(withReference(target, reference), -2 + 10.0 / 3));
        QVERIFY(near(withReference(target, reference, false), -15.0 / 50 + 10.0 / 40));
        QVERIFY(std::isnan(score("reference", {.target = target.columns()})));
        const ReferenceRow foreign{"other", reference.columns(), false, 0};
        QVERIFY(std::isnan(
            score("reference", {.target = target.columns(), .references = {&foreign, 1}, .textBytes = 50})));
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
