// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/logistic.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace retort::stats {

void FeatureRows::addRow(std::span<const std::uint32_t> columns, std::span<const float> values) {
    m_column.insert(m_column.end(), columns.begin(), columns.end());
    m_value.insert(m_value.end(), values.begin(), values.end());
    m_starts.push_back(m_column.size());
}

void FeatureRows::addDenseRow(std::span<const double> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        m_column.push_back(static_cast<std::uint32_t>(i));
        m_value.push_back(values[i]);
    }
    m_starts.push_back(m_column.size());
}

std::span<const std::uint32_t> FeatureRows::columnsOf(std::size_t row) const {
    return std::span(m_column).subspan(m_starts[row], m_starts[row + 1] - m_starts[row]);
}

std::span<const double> FeatureRows::valuesOf(std::size_t row) const {
    return std::span(m_value).subspan(m_starts[row], m_starts[row + 1] - m_starts[row]);
}

double LogisticModel::decision(std::span<const std::uint32_t> columns, std::span<const float> values) const {
    double sum = intercept;
    for (std::size_t i = 0; i < columns.size(); ++i)
        sum += weights[columns[i]] * static_cast<double>(values[i]);
    return sum;
}

double LogisticModel::decision(std::span<const double> denseRow) const {
    double sum = intercept;
    for (std::size_t i = 0; i < denseRow.size(); ++i)
        sum += weights[i] * denseRow[i];
    return sum;
}

namespace {

using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

Index index(std::size_t i) {
    return static_cast<Index>(i);
}

// log(1 + exp(x)) without overflow.
double softplus(double x) {
    return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

// The objective over standardised columns, whose centred values are never stored: sparse rows stay sparse.
// The last entry of a parameter vector is the intercept.
class Problem {
public:
    Problem(const FeatureRows& rows, std::span<const std::uint8_t> labels, const LogisticOptions& options)
        : m_rows(rows), m_labels(labels), m_c(options.c), m_mean(Vector::Zero(rows.columnCount())),
          m_scale(Vector::Ones(rows.columnCount())) {
        if (options.standardise)
            standardise();
    }

    [[nodiscard]] Index size() const { return m_mean.size() + 1; }

    // Decision values of all rows.
    [[nodiscard]] Vector apply(const Vector& parameters) const {
        const Vector scaled = parameters.head(m_mean.size()).cwiseProduct(m_scale);
        const double offset = parameters[m_mean.size()] - scaled.dot(m_mean);
        Vector result(index(m_rows.rows()));
        for (std::size_t r = 0; r < m_rows.rows(); ++r) {
            const auto columns = m_rows.columnsOf(r);
            const auto values = m_rows.valuesOf(r);
            double sum = offset;
            for (std::size_t i = 0; i < columns.size(); ++i)
                sum += scaled[columns[i]] * values[i];
            result[index(r)] = sum;
        }
        return result;
    }

    // The transposed of apply().
    [[nodiscard]] Vector gather(const Vector& perRow) const {
        Vector result = Vector::Zero(size());
        for (std::size_t r = 0; r < m_rows.rows(); ++r) {
            const auto columns = m_rows.columnsOf(r);
            const auto values = m_rows.valuesOf(r);
            const double weight = perRow[index(r)];
            for (std::size_t i = 0; i < columns.size(); ++i)
                result[columns[i]] += weight * values[i];
        }
        const double total = perRow.sum();
        result.head(m_mean.size()) = (result.head(m_mean.size()) - total * m_mean).cwiseProduct(m_scale);
        result[m_mean.size()] = total;
        return result;
    }

    [[nodiscard]] double objective(const Vector& parameters, const Vector& decisions) const {
        double loss = 0;
        for (std::size_t r = 0; r < m_labels.size(); ++r) {
            const double decision = decisions[index(r)];
            loss += softplus(m_labels[r] != 0 ? -decision : decision);
        }
        return parameters.head(m_mean.size()).squaredNorm() / 2 + m_c * loss;
    }

    // Gradient, and the curvature of each row's loss.
    [[nodiscard]] Vector gradient(const Vector& parameters, const Vector& decisions,
                                  Vector& curvature) const {
        Vector residual(decisions.size());
        curvature.resize(decisions.size());
        for (std::size_t r = 0; r < m_labels.size(); ++r) {
            const double probability = 1 / (1 + std::exp(-decisions[index(r)]));
            residual[index(r)] = m_c * (probability - m_labels[r]);
            curvature[index(r)] = m_c * probability * (1 - probability);
        }
        Vector result = gather(residual);
        result.head(m_mean.size()) += parameters.head(m_mean.size());
        return result;
    }

    [[nodiscard]] Vector hessianTimes(const Vector& direction, const Vector& curvature) const {
        Vector result = gather(curvature.cwiseProduct(apply(direction)));
        result.head(m_mean.size()) += direction.head(m_mean.size());
        return result;
    }

    [[nodiscard]] LogisticModel model(const Vector& parameters, bool converged) const {
        const Vector weights = parameters.head(m_mean.size()).cwiseProduct(m_scale);
        return {{weights.begin(), weights.end()}, parameters[m_mean.size()] - weights.dot(m_mean), converged};
    }

private:
    void standardise() {
        const auto count = static_cast<double>(m_rows.rows());
        Vector present = Vector::Zero(m_mean.size());
        for (std::size_t r = 0; r < m_rows.rows(); ++r) {
            const auto columns = m_rows.columnsOf(r);
            for (std::size_t i = 0; i < columns.size(); ++i) {
                m_mean[columns[i]] += m_rows.valuesOf(r)[i];
                present[columns[i]] += 1;
            }
        }
        m_mean /= count;
        Vector squares = (count - present.array()) * m_mean.array().square();
        for (std::size_t r = 0; r < m_rows.rows(); ++r) {
            const auto columns = m_rows.columnsOf(r);
            for (std::size_t i = 0; i < columns.size(); ++i) {
                const double distance = m_rows.valuesOf(r)[i] - m_mean[columns[i]];
                squares[columns[i]] += distance * distance;
            }
        }
        for (Index j = 0; j < m_scale.size(); ++j) {
            const double deviation = std::sqrt(squares[j] / count);
            // A constant column differs from its mean by rounding only.
            m_scale[j] = deviation > 1e-12 * std::abs(m_mean[j]) ? 1 / deviation : 0;
        }
    }

    const FeatureRows& m_rows;
    std::span<const std::uint8_t> m_labels;
    double m_c;
    Vector m_mean;
    Vector m_scale;
};

// Approximate Newton step: conjugate gradients until the residual is small against the gradient.
Vector newtonStep(const Problem& problem, const Vector& gradient, const Vector& curvature) {
    Vector step = Vector::Zero(gradient.size());
    Vector residual = -gradient;
    Vector direction = residual;
    double residualSquare = residual.squaredNorm();
    const double norm = std::sqrt(residualSquare);
    const double wanted = std::min(0.1, std::sqrt(norm)) * norm;
    const Index limit = std::min<Index>(2 * gradient.size() + 10, 250);
    for (Index i = 0; i < limit && std::sqrt(residualSquare) > wanted; ++i) {
        const Vector image = problem.hessianTimes(direction, curvature);
        const double along = direction.dot(image);
        if (!(along > 0))
            break;
        const double length = residualSquare / along;
        step += length * direction;
        residual -= length * image;
        const double nextSquare = residual.squaredNorm();
        direction = residual + nextSquare / residualSquare * direction;
        residualSquare = nextSquare;
    }
    return step;
}

Status checkInput(const FeatureRows& rows, std::span<const std::uint8_t> labels) {
    if (rows.rows() == 0 || labels.size() != rows.rows())
        return fail(ErrorCode::Internal,
                    "logistic regression needs as many labels as rows, and at least one");
    const auto ones = std::ranges::count(labels, std::uint8_t{1});
    const auto zeros = std::ranges::count(labels, std::uint8_t{0});
    if (static_cast<std::size_t>(ones + zeros) != labels.size())
        return fail(ErrorCode::Internal, "logistic regression needs labels 0 and 1");
    if (ones == 0 || zeros == 0)
        return fail(ErrorCode::InvalidInput,
                    "logistic regression needs both classes; it got {} of one and none of "
                    "the other",
                    labels.size());
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        if (!std::ranges::all_of(rows.valuesOf(r), [](double value) { return std::isfinite(value); }))
            return fail(ErrorCode::InvalidInput, "a feature of row {} is not a finite number", r + 1);
    }
    return {};
}

} // namespace

Result<LogisticModel> fitLogistic(const FeatureRows& rows, std::span<const std::uint8_t> labels,
                                  const LogisticOptions& options) {
    RETORT_CHECK(checkInput(rows, labels));
    const Problem problem(rows, labels, options);
    Vector parameters = Vector::Zero(problem.size());
    Vector decisions = problem.apply(parameters);
    double value = problem.objective(parameters, decisions);
    double firstGradient = 0;
    for (unsigned iteration = 0; iteration < options.maxIterations; ++iteration) {
        Vector curvature;
        const Vector gradient = problem.gradient(parameters, decisions, curvature);
        const double largest = gradient.cwiseAbs().maxCoeff();
        if (iteration == 0)
            firstGradient = largest;
        if (largest <= options.tolerance * firstGradient)
            return problem.model(parameters, true);
        const Vector step = newtonStep(problem, gradient, curvature);
        const double slope = gradient.dot(step);
        double length = 1;
        for (;; length /= 2) {
            const Vector trial = parameters + length * step;
            const Vector trialDecisions = problem.apply(trial);
            const double trialValue = problem.objective(trial, trialDecisions);
            // At the minimum rounding decides; a step that can't be told from none ends the search.
            if (trialValue <= value + 1e-4 * length * slope || length < 1e-6) {
                parameters = trial;
                decisions = trialDecisions;
                value = trialValue;
                break;
            }
        }
    }
    return problem.model(parameters, false);
}

} // namespace retort::stats
