// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The differentiable forward pass that training uses, and the loading of weights.
#include "core/engine/network.h"
#include "core/engine/weights.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/tensor.h>

#include "tests/core/engine/checkpoint_fixtures.h"

#include <QtTest>

#include <cmath>

using retort::engine::loadWeights;
using retort::engine::makeNetwork;
using retort::engine::Network;
using retort::engine::Weights;

namespace {

void addCheckpoints() {
    QTest::addColumn<QString>("name");
    for (const std::string& name : fixtures::checkpointNames())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

at::Tensor idsOf(const retort::Json& sequence) {
    return at::tensor(sequence.at("ids").get<std::vector<std::int64_t>>(), at::kLong);
}

// Mean loss of the next token over a batch [B, T].
at::Tensor lossOf(const Network& network, const at::Tensor& ids) {
    const std::int64_t length = ids.size(1);
    const at::Tensor hidden = network.hidden(ids).narrow(1, 0, length - 1);
    const at::Tensor logits = at::linear(hidden, network.headWeight());
    return at::cross_entropy_loss(logits.reshape({-1, logits.size(2)}),
                                  ids.narrow(1, 1, length - 1).reshape({-1}));
}

} // namespace

class TestNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The models are too small to share out, and waiting threads would cost more than they compute.
    void initTestCase() { at::set_num_threads(1); }

    void logProbabilitiesEqualTransformers_data() { addCheckpoints(); }
    void logProbabilitiesEqualTransformers() {
        QFETCH(QString, name);
        const auto checkpoint =
            fixtures::valueOf(retort::checkpoint::openCheckpoint(fixtures::directory(name.toStdString())));
        const auto network = fixtures::valueOf(
            makeNetwork(checkpoint.config, fixtures::valueOf(loadWeights(checkpoint, at::kFloat))));
        const retort::Json reference = fixtures::reference(name.toStdString());
        for (const retort::Json& sequence : reference.at("sequences")) {
            const at::Tensor ids = idsOf(sequence);
            // Twice the same row: the batch dimension must not matter.
            const at::Tensor hidden = network->hidden(ids.unsqueeze(0).repeat({2, 1}));
            const at::Tensor logProbabilities =
                at::log_softmax(at::linear(hidden[1], network->headWeight()).to(at::kDouble), -1);
            const retort::Json& want = sequence.at("log_probability");
            for (std::size_t i = 0; i < want.size(); ++i) {
                const auto row = static_cast<std::int64_t>(i);
                const double got = logProbabilities[row][ids[row + 1].item<std::int64_t>()].item<double>();
                QVERIFY(std::abs(got - want[i].get<double>()) < 2e-4);
            }
        }
    }

    // Directional derivative against the difference quotient of the loss in float64.
    void gradientsAreTrue_data() { addCheckpoints(); }
    void gradientsAreTrue() {
        QFETCH(QString, name);
        const auto checkpoint =
            fixtures::valueOf(retort::checkpoint::openCheckpoint(fixtures::directory(name.toStdString())));
        Weights weights = fixtures::valueOf(loadWeights(checkpoint, at::kDouble));
        const auto network = fixtures::valueOf(makeNetwork(checkpoint.config, weights));
        const at::Tensor ids =
            idsOf(fixtures::reference(name.toStdString()).at("sequences")[3]).view({3, 11});
        for (auto& [key, weight] : weights)
            weight.requires_grad_(true);
        lossOf(*network, ids).backward();
        for (auto& [key, weight] : weights) {
            const at::Tensor gradient = weight.grad();
            QVERIFY2(gradient.defined(), key.c_str());
            weight.requires_grad_(false);
            const double slope = gradient.square().sum().item<double>();
            const double step = 1e-4 / std::max(std::sqrt(slope), 1e-3);
            const at::Tensor kept = weight.clone();
            weight.copy_(kept + gradient * step);
            const double above = lossOf(*network, ids).item<double>();
            weight.copy_(kept - gradient * step);
            const double below = lossOf(*network, ids).item<double>();
            weight.copy_(kept);
            const double quotient = (above - below) / (2.0 * step);
            QVERIFY2(std::abs(quotient - slope) < 1e-3 * slope + 1e-9,
                     qPrintable(QString("%1: %2 for %3").arg(key.c_str()).arg(quotient).arg(slope)));
        }
    }

    void refusesMissingAndMisshapenWeights() {
        const auto checkpoint =
            fixtures::valueOf(retort::checkpoint::openCheckpoint(fixtures::directory("qwen3_f32")));
        const Weights weights = fixtures::valueOf(loadWeights(checkpoint, at::kFloat));
        Weights less = weights;
        less.erase("model.norm.weight");
        const auto missing = makeNetwork(checkpoint.config, less);
        QVERIFY(!missing && missing.error().message.find("model.norm.weight") != std::string::npos);
        Weights bent = weights;
        bent["model.norm.weight"] = bent["model.norm.weight"].narrow(0, 0, 5);
        const auto misshapen = makeNetwork(checkpoint.config, bent);
        QVERIFY(!misshapen && misshapen.error().message.find("model.norm.weight") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestNetwork)
#include "tst_network.moc"
