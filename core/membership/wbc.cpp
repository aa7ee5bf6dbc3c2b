// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"
#include "core/membership/comparable.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace retort::membership {

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::size_t, 10> kWindows = {2, 3, 4, 6, 9, 13, 18, 25, 32, 40};

// Share of windows of `width` in which the reference's summed loss is greater than the target's.
double wonWindows(const ColumnPair& pair, std::size_t width) {
    const std::size_t windows = pair.target.size() - width + 1;
    std::size_t won = 0;
    for (std::size_t begin = 0; begin < windows; ++begin) {
        // Summed anew, so that no rounding is carried from window to window and equal losses stay equal.
        double target = 0;
        double reference = 0;
        for (std::size_t i = begin; i < begin + width; ++i) {
            target += pair.target.logProbability[i];
            reference += pair.reference.logProbability[i];
        }
        won += target > reference ? 1 : 0;
    }
    return static_cast<double>(won) / static_cast<double>(windows);
}

double score(const RecordView& record, const Parameters&) {
    if (record.references.empty() || !record.references.front().sharesTokens)
        return kAbsent;
    const ColumnPair pair = sharedPositions(record.target, record.references.front());
    // A comparison with NaN would count as lost.
    if (std::isnan(scores::meanLogProbability(pair.target) + scores::meanLogProbability(pair.reference)))
        return kAbsent;
    double sum = 0;
    for (const std::size_t width : kWindows)
        sum += wonWindows(pair, std::min(width, pair.target.size()));
    return sum / static_cast<double>(kWindows.size());
}

} // namespace

Attack wbcAttack() {
    return {.name = "wbc",
            .title = "window-based comparison (WBC)",
            .formula =
                "share of windows of 2 to 40 tokens in which the reference's loss is greater, mean over "
                "ten widths; needs a shared tokenizer",
            .source = "WBC 2026, arXiv 2601.02751",
            .cost = "a scoring pass of the reference model",
            .references = References::Each,
            .needsSharedTokens = true,
            .score = score};
}

} // namespace retort::membership
