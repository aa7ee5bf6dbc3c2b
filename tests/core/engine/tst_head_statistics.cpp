// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/philox.h"
#include "core/engine/head_statistics.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

using retort::engine::AttentionHead;
using retort::engine::availableInstructionSets;
using retort::engine::CpuKernels;
using retort::engine::cpuKernels;
using retort::engine::HeadStatistics;
using retort::engine::headStatistics;
using retort::engine::InstructionSet;
using retort::engine::instructionSetName;

Q_DECLARE_METATYPE(InstructionSet)

namespace {

// The definitions, in float64, term by term.
HeadStatistics reference(const std::vector<float>& logits, std::size_t target) {
    double maximum = -std::numeric_limits<double>::infinity();
    double other = maximum;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        maximum = std::max(maximum, static_cast<double>(logits[i]));
        if (i != target)
            other = std::max(other, static_cast<double>(logits[i]));
    }
    double sum = 0.0;
    for (const float x : logits)
        sum += std::exp(static_cast<double>(x) - maximum);
    HeadStatistics result;
    result.logSumExp = maximum + std::log(sum);
    result.logProbability = static_cast<double>(logits[target]) - result.logSumExp;
    double mean = 0.0;
    for (const float x : logits) {
        const double logProbability = static_cast<double>(x) - result.logSumExp;
        if (std::exp(logProbability) > 0.0)
            mean += std::exp(logProbability) * logProbability;
    }
    for (const float x : logits) {
        const double logProbability = static_cast<double>(x) - result.logSumExp;
        if (std::exp(logProbability) > 0.0)
            result.variance += std::exp(logProbability) * (logProbability - mean) * (logProbability - mean);
    }
    result.entropy = -mean;
    result.margin = static_cast<double>(logits[target]) - other;
    for (std::size_t i = 0; i < logits.size(); ++i)
        if (logits[i] > logits[target] || (logits[i] == logits[target] && i < target))
            ++result.rank;
    return result;
}

void addSets() {
    QTest::addColumn<InstructionSet>("set");
    for (const InstructionSet set : availableInstructionSets())
        QTest::newRow(std::string(instructionSetName(set)).c_str()) << set;
}

std::vector<float> randomLogits(std::size_t vocabulary, double spread, std::uint64_t stream) {
    retort::Philox random(7, stream);
    std::vector<float> logits(vocabulary);
    for (float& x : logits)
        x = static_cast<float>(spread * random.normal());
    return logits;
}

bool agrees(const HeadStatistics& got, const HeadStatistics& want, double tolerance) {
    const auto near = [tolerance](double a, double b) {
        return a == b || std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
    };
    return near(got.logProbability, want.logProbability) && near(got.entropy, want.entropy) &&
           near(got.variance, want.variance) && near(got.margin, want.margin) &&
           near(got.logSumExp, want.logSumExp) && got.rank == want.rank;
}

} // namespace

class TestHeadStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithFloat64_data() { addSets(); }
    void agreesWithFloat64() {
        QFETCH(InstructionSet, set);
        std::uint64_t stream = 0;
        for (const std::size_t vocabulary :
             {1, 2, 3, 15, 16, 17, 31, 33, 100, 1023, 1025, 2048, 50257, 151936})
            for (const double spread : {0.01, 1.0, 3.0, 10.0}) {
                const std::vector<float> logits = randomLogits(vocabulary, spread, ++stream);
                for (const std::size_t target : {std::size_t{0}, vocabulary / 2, vocabulary - 1}) {
                    const HeadStatistics got = headStatistics(logits, target, set);
                    const HeadStatistics want = reference(logits, target);
                    QVERIFY2(agrees(got, want, 1e-5),
                             qPrintable(QString("V %1 spread %2 target %3: %4 %5 %6 for %7 %8 %9")
                                            .arg(vocabulary)
                                            .arg(spread)
                                            .arg(target)
                                            .arg(got.logProbability)
                                            .arg(got.entropy)
                                            .arg(got.variance)
                                            .arg(want.logProbability)
                                            .arg(want.entropy)
                                            .arg(want.variance)));
                }
            }
    }

    void agreesOnExtremeLogits_data() { addSets(); }
    void agreesOnExtremeLogits() {
        QFETCH(InstructionSet, set);
        constexpr float kMinusInfinity = -std::numeric_limits<float>::infinity();
        const std::vector<std::vector<float>> rows{
            {1e30F, -1e30F, 0.0F, 5.0F},         {3e4F, 3e4F - 1.0F, -3e4F, 2e4F, 1e4F},
            {-1e4F, -1e4F - 0.5F, -1e4F + 2.0F}, {0.0F, kMinusInfinity, 1.0F, kMinusInfinity, 2.0F},
            std::vector<float>(77, -88.5F),
        };
        for (const std::vector<float>& row : rows)
            for (std::size_t target = 0; target < row.size(); ++target)
                QVERIFY(agrees(headStatistics(row, target, set), reference(row, target), 1e-5));
    }

    void knowsUniformAndOneHot_data() { addSets(); }
    void knowsUniformAndOneHot() {
        QFETCH(InstructionSet, set);
        const HeadStatistics uniform = headStatistics(std::vector<float>(1000, 3.25F), 499, set);
        QVERIFY(std::abs(uniform.entropy - std::log(1000.0)) < 1e-6);
        QVERIFY(std::abs(uniform.variance) < 1e-9);
        QCOMPARE(uniform.rank, 500U);
        QCOMPARE(uniform.margin, 0.0);

        std::vector<float> oneHot(1000, -500.0F);
        oneHot[123] = 500.0F;
        const HeadStatistics hit = headStatistics(oneHot, 123, set);
        QCOMPARE(hit.logProbability, 0.0);
        QCOMPARE(hit.entropy, 0.0);
        QCOMPARE(hit.variance, 0.0);
        QCOMPARE(hit.margin, 1000.0);
        QCOMPARE(hit.rank, 1U);
        const HeadStatistics miss = headStatistics(oneHot, 124, set);
        QCOMPARE(miss.logProbability, -1000.0);
        QCOMPARE(miss.rank, 125U);
    }

    void givesTiesToTheLowestId_data() { addSets(); }
    void givesTiesToTheLowestId() {
        QFETCH(InstructionSet, set);
        std::vector<float> logits(70, 1.0F);
        logits[5] = logits[40] = logits[69] = 2.0F;
        QCOMPARE(headStatistics(logits, 5, set).rank, 1U);
        QCOMPARE(headStatistics(logits, 40, set).rank, 2U);
        QCOMPARE(headStatistics(logits, 69, set).rank, 3U);
        QCOMPARE(headStatistics(logits, 0, set).rank, 4U);
        QCOMPARE(headStatistics(logits, 68, set).rank, 70U);
        QCOMPARE(headStatistics(logits, 69, set).margin, 0.0);
        QCOMPARE(cpuKernels(set).argmax(logits.data(), logits.size()), std::size_t{5});
    }

    void passesNotANumberOn_data() { addSets(); }
    void passesNotANumberOn() {
        QFETCH(InstructionSet, set);
        for (const std::size_t place : {std::size_t{3}, std::size_t{66}}) {
            std::vector<float> logits = randomLogits(67, 1.0, 3);
            logits[place] = std::numeric_limits<float>::quiet_NaN();
            const HeadStatistics statistics = headStatistics(logits, 10, set);
            QVERIFY(std::isnan(statistics.logProbability));
            QVERIFY(std::isnan(statistics.entropy));
            QVERIFY(std::isnan(statistics.variance));
        }
    }

    void normsAgreeWithFloat64_data() { addSets(); }
    void normsAgreeWithFloat64() {
        QFETCH(InstructionSet, set);
        const CpuKernels& kernels = cpuKernels(set);
        for (const std::size_t width : {1, 8, 17, 48, 128, 771}) {
            const std::vector<float> x = randomLogits(2 * width, 2.0, width);
            const std::vector<float> weight = randomLogits(width, 1.0, 900);
            const std::vector<float> bias = randomLogits(width, 1.0, 901);
            std::vector<float> layer(2 * width);
            std::vector<float> rms(2 * width);
            kernels.layerNorm(x.data(), layer.data(), 2, width, weight.data(), bias.data(), 1e-5F);
            kernels.rmsNorm(x.data(), rms.data(), 2, width, weight.data(), 1e-6F);
            for (std::size_t row = 0; row < 2; ++row) {
                double mean = 0.0;
                double square = 0.0;
                for (std::size_t i = 0; i < width; ++i)
                    mean += static_cast<double>(x[row * width + i]) / static_cast<double>(width);
                double variance = 0.0;
                for (std::size_t i = 0; i < width; ++i) {
                    const double value = static_cast<double>(x[row * width + i]);
                    variance += (value - mean) * (value - mean) / static_cast<double>(width);
                    square += value * value / static_cast<double>(width);
                }
                for (std::size_t i = 0; i < width; ++i) {
                    const double value = static_cast<double>(x[row * width + i]);
                    const double w = static_cast<double>(weight[i]);
                    const double wantLayer =
                        (value - mean) / std::sqrt(variance + 1e-5) * w + static_cast<double>(bias[i]);
                    QVERIFY(std::abs(static_cast<double>(layer[row * width + i]) - wantLayer) < 1e-5);
                    const double wantRms = value / std::sqrt(square + 1e-6) * w;
                    QVERIFY(std::abs(static_cast<double>(rms[row * width + i]) - wantRms) < 1e-5);
                }
            }
        }
    }

    void activationsAgreeWithFloat64_data() { addSets(); }
    void activationsAgreeWithFloat64() {
        QFETCH(InstructionSet, set);
        using retort::checkpoint::Activation;
        const auto logistic = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
        const auto want = [&](Activation activation, double x) {
            switch (activation) {
            case Activation::Gelu:
                return 0.5 * x * std::erfc(-x / std::numbers::sqrt2);
            case Activation::GeluTanh:
                return 0.5 * x *
                       (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
            case Activation::Relu:
                return std::max(x, 0.0);
            case Activation::Silu:
                return x * logistic(x);
            case Activation::QuickGelu:
                return x * logistic(1.702 * x);
            }
            return 0.0;
        };
        std::vector<float> x;
        for (int i = -2000; i <= 2003; ++i)
            x.push_back(static_cast<float>(i) * 0.01F);
        for (const Activation activation : {Activation::Gelu, Activation::GeluTanh, Activation::Relu,
                                            Activation::Silu, Activation::QuickGelu}) {
            std::vector<float> y = x;
            std::vector<float> gated = x;
            const std::vector<float> factor(x.size(), 3.0F);
            cpuKernels(set).activate(y.data(), y.size(), activation);
            cpuKernels(set).gate(gated.data(), factor.data(), gated.size(), activation);
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double exact = want(activation, static_cast<double>(x[i]));
                QVERIFY(std::abs(static_cast<double>(y[i]) - exact) < 1e-6 * std::max(1.0, std::abs(exact)));
                QCOMPARE(gated[i], 3.0F * y[i]);
            }
        }
    }

    void attentionAgreesWithFloat64_data() { addSets(); }
    void attentionAgreesWithFloat64() {
        QFETCH(InstructionSet, set);
        for (const std::size_t headDim : {4, 8, 16, 20, 32, 64, 80, 128})
            for (const std::size_t length : {1, 2, 5, 63, 64, 65, 130})
                QVERIFY2(attentionIsExact(cpuKernels(set), length, headDim),
                         qPrintable(QString("length %1, head dimension %2").arg(length).arg(headDim)));
    }

private:
    static bool attentionIsExact(const CpuKernels& kernels, std::size_t length, std::size_t headDim) {
        const std::size_t stride = headDim + 3;
        const std::vector<float> q = randomLogits(length * stride, 1.0, 31 * length + headDim);
        const std::vector<float> k = randomLogits(length * stride, 1.0, 37 * length + headDim);
        const std::vector<float> v = randomLogits(length * stride, 1.0, 41 * length + headDim);
        std::vector<float> out(length * stride, -99.0F);
        std::vector<float> last(headDim);
        std::vector<float> scratch(retort::engine::attentionScratch(length, headDim));
        const auto step = static_cast<std::ptrdiff_t>(stride);
        AttentionHead head{q.data(),
                           k.data(),
                           v.data(),
                           out.data(),
                           step,
                           step,
                           step,
                           step,
                           length,
                           headDim,
                           1.0F / std::sqrt(static_cast<float>(headDim))};
        kernels.attention(head, scratch.data());
        head.query = q.data() + (length - 1) * stride;
        head.out = last.data();
        kernels.attendOne(head, scratch.data());
        for (std::size_t row = 0; row < length; ++row) {
            std::vector<double> weights(row + 1);
            double total = 0.0;
            for (std::size_t j = 0; j <= row; ++j) {
                double score = 0.0;
                for (std::size_t i = 0; i < headDim; ++i)
                    score +=
                        static_cast<double>(q[row * stride + i]) * static_cast<double>(k[j * stride + i]);
                total += weights[j] = std::exp(score / std::sqrt(static_cast<double>(headDim)));
            }
            for (std::size_t i = 0; i < headDim; ++i) {
                double want = 0.0;
                for (std::size_t j = 0; j <= row; ++j)
                    want += weights[j] / total * static_cast<double>(v[j * stride + i]);
                if (!(std::abs(static_cast<double>(out[row * stride + i]) - want) < 1e-5))
                    return false;
                if (row + 1 == length && !(std::abs(static_cast<double>(last[i]) - want) < 1e-5))
                    return false;
            }
            // What lies between the rows belongs to somebody else.
            if (row + 1 < length && out[row * stride + headDim] != -99.0F)
                return false;
        }
        return true;
    }
};

QTEST_GUILESS_MAIN(TestHeadStatistics)
#include "tst_head_statistics.moc"
