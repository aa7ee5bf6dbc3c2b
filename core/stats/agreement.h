// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Do two ways of pointing at records point at the same ones?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace retort::stats {

// 1 for every record whose value is at least the m-th largest, so ties with it are in too; NaN is never in.
// m = 0 gives nobody.
[[nodiscard]] std::vector<std::uint8_t> topRecords(std::span<const double> values, std::size_t m);

// Two yes/no verdicts on the same records.
struct YesNoAgreement {
    std::uint64_t both = 0;
    std::uint64_t firstOnly = 0;
    std::uint64_t secondOnly = 0;
    std::uint64_t neither = 0;
    std::optional<double> jaccard; // both / (both + firstOnly + secondOnly); absent where nobody is named
    // Cohen (1960): (observed - expected agreement) / (1 - expected); absent where expected agreement is 1.
    std::optional<double> kappa;
};
// Equal lengths.
[[nodiscard]] YesNoAgreement agreementOf(std::span<const std::uint8_t> first,
                                         std::span<const std::uint8_t> second);

// Spearman's rank correlation: Pearson's of the mid-ranks, so ties count half. Records with a NaN in either
// are left out; absent with fewer than 2 records or where one side is constant. Equal lengths.
[[nodiscard]] std::optional<double> spearman(std::span<const double> first, std::span<const double> second);

} // namespace retort::stats
