// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/distill/losses.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include <QTest>

#include <cmath>
#include <functional>

using namespace retort;

namespace {

at::Tensor matrix(const Json& values, std::int64_t rows) {
    auto numbers = values.get<std::vector<double>>();
    const auto columns = static_cast<std::int64_t>(numbers.size()) / rows;
    return at::from_blob(numbers.data(), {rows, columns}, at::kDouble).clone();
}

double largestDifference(const at::Tensor& a, const at::Tensor& b) {
    return a.sub(b).abs().max().item<double>();
}

at::Tensor gradientOf(const std::function<at::Tensor(const at::Tensor&)>& loss, const at::Tensor& at) {
    at::Tensor leaf = at.clone();
    leaf.set_requires_grad(true);
    loss(leaf).backward();
    return leaf.grad();
}

} // namespace

class TestLosses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        auto document = readJsonFile(std::filesystem::path(RETORT_TEST_DATA) / "distill" / "losses.json");
        QVERIFY(document.has_value());
        m_values = std::move(*document);
        m_rows = m_values["rows"].get<std::int64_t>();
        m_student = matrix(m_values["student"], m_rows);
        m_teacher = matrix(m_values["teacher"], m_rows);
        m_targets = at::tensor(m_values["targets"].get<std::vector<std::int64_t>>());
    }

    void crossEntropyAsTorch() {
        const auto loss = [&](const at::Tensor& x) { return distill::crossEntropy(x, m_targets); };
        QVERIFY(std::abs(loss(m_student).item<double>() - m_values["cross_entropy"].get<double>()) < 1e-12);
        const at::Tensor expected = matrix(m_values["cross_entropy_gradient"], m_rows);
        QVERIFY(largestDifference(gradientOf(loss, m_student), expected) < 1e-12);
    }

    void forwardKlAsTorch() {
        for (const Json& item : m_values["forward_kl"]) {
            const double temperature = item["temperature"].get<double>();
            const auto loss = [&](const at::Tensor& x) {
                return distill::forwardKl(x, m_teacher, temperature);
            };
            QVERIFY(std::abs(loss(m_student).item<double>() - item["value"].get<double>()) < 1e-12);
            QVERIFY(largestDifference(gradientOf(loss, m_student), matrix(item["gradient"], m_rows)) < 1e-12);
        }
    }

    void forwardKlAgreesWithFiniteDifferences() {
        constexpr double step = 1e-6;
        const at::Tensor gradient =
            gradientOf([&](const at::Tensor& x) { return distill::forwardKl(x, m_teacher, 2.0); }, m_student);
        for (std::int64_t i = 0; i < m_student.numel(); i += 4) {
            const auto moved = [&](double by) {
                at::Tensor x = m_student.clone();
                x.view({-1})[i] += by;
                return distill::forwardKl(x, m_teacher, 2.0).item<double>();
            };
            const double numeric = (moved(step) - moved(-step)) / (2 * step);
            QVERIFY(std::abs(numeric - gradient.view({-1})[i].item<double>()) < 1e-8);
        }
    }

    void forwardKlIsZeroOnlyForEqualDistributions() {
        QVERIFY(std::abs(distill::forwardKl(m_teacher.add(3.0), m_teacher, 2.0).item<double>()) < 1e-12);
        QVERIFY(distill::forwardKl(m_student, m_teacher, 2.0).item<double>() > 0.1);
        at::Tensor teacher = m_teacher.clone();
        teacher.set_requires_grad(true);
        at::Tensor student = m_student.clone();
        student.set_requires_grad(true);
        distill::forwardKl(student, teacher, 2.0).backward();
        QVERIFY(!teacher.grad().defined());
    }

private:
    Json m_values;
    std::int64_t m_rows = 0;
    at::Tensor m_student;
    at::Tensor m_teacher;
    at::Tensor m_targets;
};

QTEST_APPLESS_MAIN(TestLosses)
#include "tst_distill_losses.moc"
