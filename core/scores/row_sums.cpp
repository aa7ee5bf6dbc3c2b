// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/row_sums.h"

#include <limits>
#include <numeric>

namespace retort::scores {

double RowSums::mean(std::size_t row) const {
    return tokens[row] == 0 ? std::numeric_limits<double>::quiet_NaN() : logProbability[row] / tokens[row];
}

RowSums rowSums(const TokenTable& table) {
    RowSums sums;
    sums.tokens = table.lengths;
    sums.logProbability.reserve(table.rows());
    const TokenTableIndex index(table);
    for (std::size_t i = 0; i < index.rows(); ++i) {
        const auto values = index.row(i).logProbability;
        sums.logProbability.push_back(std::accumulate(values.begin(), values.end(), 0.0));
    }
    return sums;
}

} // namespace retort::scores
