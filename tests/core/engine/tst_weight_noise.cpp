// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Perturbed copies of a model: the noise itself (tests/reference/make_weight_noise.py) and what it leaves
// alone.
#include "core/engine/weight_noise.h"

#include "core/engine/environment.h"
#include "tests/core/engine/checkpoint_fixtures.h"

#include <QtTest>

#include <cmath>
#include <cstring>

using retort::engine::EngineOptions;
using retort::engine::Perturbation;
using retort::engine::Precision;
using retort::engine::WeightNoise;
using retort::scores::PassRow;
using retort::scores::TokenTable;

namespace {

std::vector<float> noise(const Perturbation& perturbation, std::string_view name, std::size_t count) {
    std::vector<float> values(count, 0.0F);
    WeightNoise(perturbation, name).addTo(values, 0);
    return values;
}

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// Log-probabilities of the reference's sequences.
std::vector<float> scored(const std::string& checkpoint, const EngineOptions& options) {
    const retort::Json reference = fixtures::reference(checkpoint);
    std::vector<PassRow> rows;
    for (const retort::Json& sequence : reference.at("sequences"))
        rows.push_back({sequence.at("ids").get<std::vector<std::int32_t>>(), 1});
    return fixtures::valueOf(fixtures::load(checkpoint, options)->score(rows)).logProbability;
}

EngineOptions perturbed(Precision precision, std::uint32_t copy, double sigma) {
    EngineOptions options;
    options.precision = precision;
    options.threads = 1;
    options.perturbation = Perturbation{1, copy, sigma};
    return options;
}

} // namespace

class TestWeightNoise : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsReference() {
        const std::vector<double> want{-0.09342459675659497, 0.2230129094956164,  0.3434782412497397,
                                       0.17361790581347006,  0.47789409233742397, -0.04993668843531359,
                                       0.6453328861172046,   0.7365506303704957};
        const auto got = noise({7, 3, 1.0}, "gpt_neox.embed_in.weight", want.size());
        for (std::size_t i = 0; i < want.size(); ++i)
            QCOMPARE(got[i], static_cast<float>(want[i]));
        const auto other = noise({(std::uint64_t{1} << 40) + 1, 0, 0.5}, "x", 12);
        QCOMPARE(other[8], static_cast<float>(0.5 * -0.4001020596679073));
        QCOMPARE(other[10], static_cast<float>(0.5 * 2.3477640910640463));
    }

    void piecesEqualTheWhole() {
        const Perturbation perturbation{5, 1, 0.01};
        const auto whole = noise(perturbation, "w", 1000);
        std::vector<float> pieces(1000, 0.0F);
        const WeightNoise source(perturbation, "w");
        for (std::size_t first = 0; first < pieces.size(); first += 7) {
            const std::size_t count = std::min<std::size_t>(7, pieces.size() - first);
            source.addTo(std::span(pieces).subspan(first, count), first);
        }
        QVERIFY(sameBits(whole, pieces));
    }

    // Four standard errors on 400,000 draws.
    void isStandardNormal() {
        constexpr std::size_t kDraws = 400'000;
        const auto a = noise({1, 0, 2.0}, "w", kDraws);
        const auto b = noise({1, 1, 2.0}, "w", kDraws);
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        double product = 0;
        for (std::size_t i = 0; i < kDraws; ++i) {
            const double z = a[i] / 2.0;
            sum += z;
            squares += z * z;
            fourth += z * z * z * z;
            product += z * b[i] / 2.0;
        }
        const double error = 4 / std::sqrt(static_cast<double>(kDraws));
        QVERIFY(std::abs(sum / kDraws) < error);
        QVERIFY(std::abs(squares / kDraws - 1) < error * std::sqrt(2.0));
        QVERIFY(std::abs(fourth / kDraws - 3) < error * std::sqrt(96.0));
        QVERIFY(std::abs(product / kDraws) < error); // copies are independent
    }

    void copiesAreRepeatableAndTheModelStays_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("bf16");
        for (const char* name : {"gpt2_f32", "neox_nobias_tied_f32", "olmo2_f32", "qwen3_tied_bf16"}) {
            QTest::addRow("%s f32", name) << name << false;
            QTest::addRow("%s bf16", name) << name << true;
        }
    }
    void copiesAreRepeatableAndTheModelStays() {
        QFETCH(QString, name);
        QFETCH(bool, bf16);
        const std::string checkpoint = name.toStdString();
        const Precision precision = bf16 ? Precision::BF16 : Precision::F32;
        EngineOptions plain;
        plain.precision = precision;
        plain.threads = 1;
        const auto before = scored(checkpoint, plain);
        const auto first = scored(checkpoint, perturbed(precision, 0, 0.01));
        QVERIFY(sameBits(first, scored(checkpoint, perturbed(precision, 0, 0.01))));
        QVERIFY(!sameBits(first, scored(checkpoint, perturbed(precision, 1, 0.01))));
        QVERIFY(!sameBits(first, before));
        QVERIFY(sameBits(before, scored(checkpoint, perturbed(precision, 0, 0.0))));
        QVERIFY(sameBits(before, scored(checkpoint, plain)));
    }

    void smallNoiseMovesLittle() {
        EngineOptions plain;
        plain.threads = 1;
        const auto before = scored("neox_f32", plain);
        const auto distance = [&](double sigma) {
            const auto after = scored("neox_f32", perturbed(Precision::F32, 0, sigma));
            double largest = 0;
            for (std::size_t i = 0; i < after.size(); ++i)
                largest = std::max(largest, std::abs(static_cast<double>(after[i]) - before[i]));
            return largest;
        };
        const double small = distance(1e-4);
        const double ten = distance(1e-3);
        QVERIFY(small > 0);
        QVERIFY(ten > 5 * small && ten < 20 * small); // linear in sigma
    }
};

int main(int argc, char** argv) {
    retort::engine::ensureEngineEnvironment(argv);
    QCoreApplication application(argc, argv);
    TestWeightNoise test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_weight_noise.moc"
