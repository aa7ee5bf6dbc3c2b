// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Logistic regression with L2 penalty on sparse or dense rows; deterministic.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retort::stats {

// Rows of features, only the entries that are not zero.
class FeatureRows {
public:
    explicit FeatureRows(std::uint32_t columnCount) : m_columns(columnCount) {}
    // Appends a row; columns below columnCount(), each at most once.
    void addRow(std::span<const std::uint32_t> columns, std::span<const float> values);
    void addDenseRow(std::span<const double> values);

    [[nodiscard]] std::size_t rows() const { return m_starts.size() - 1; }
    [[nodiscard]] std::uint32_t columnCount() const { return m_columns; }
    [[nodiscard]] std::span<const std::uint32_t> columnsOf(std::size_t row) const;
    [[nodiscard]] std::span<const double> valuesOf(std::size_t row) const;

private:
    std::uint32_t m_columns;
    std::vector<std::size_t> m_starts{0};
    std::vector<std::uint32_t> m_column;
    std::vector<double> m_value;
};

struct LogisticOptions {
    double c = 1.0;          // minimised: |w|^2 / 2 + c * sum of log losses; the intercept is not penalised
    bool standardise = true; // columns divided by their deviation; centred in effect through the intercept
    double tolerance = 1e-8; // on the largest gradient entry, relative to the first
    unsigned maxIterations = 100;
};

// Coefficients for the features as given (standardisation is undone).
struct LogisticModel {
    std::vector<double> weights;
    double intercept = 0;
    bool converged = false;

    // Log odds; the probability is 1 / (1 + exp(-value)).
    [[nodiscard]] double decision(std::span<const std::uint32_t> columns,
                                  std::span<const float> values) const;
    [[nodiscard]] double decision(std::span<const double> denseRow) const;
};

// Newton's method with conjugate gradients. Refuses no rows, one class only, labels other than 0 and 1,
// values that are not finite. Constant columns get weight 0.
[[nodiscard]] Result<LogisticModel> fitLogistic(const FeatureRows& rows, std::span<const std::uint8_t> labels,
                                                const LogisticOptions& options = {});

} // namespace retort::stats
