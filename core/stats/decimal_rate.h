// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A rate in (0, 1) as the decimal number a person wrote: 0.29 of 100 is 29, which doubles miss.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string_view>

namespace retort::stats {

class DecimalRate {
public:
    // "0.001", ".05", "1e-3"; refuses everything not strictly between 0 and 1 or with more than 18 digits.
    [[nodiscard]] static Result<DecimalRate> parse(std::string_view text);
    // The shortest decimal number that reads back as this double.
    [[nodiscard]] static Result<DecimalRate> from(double value);

    [[nodiscard]] double value() const { return m_value; }
    // floor(rate * count), exact.
    [[nodiscard]] std::uint64_t floorOf(std::uint64_t count) const;
    // Smallest count with rate * count >= wanted, exact.
    [[nodiscard]] std::uint64_t countFor(std::uint64_t wanted) const;

private:
    std::uint64_t m_digits = 0; // rate = m_digits / 10^m_scale
    unsigned m_scale = 0;       // at most 18
    double m_value = 0;
};

} // namespace retort::stats
