// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/decimal_rate.h"

#include <array>
#include <charconv>
#include <limits>

namespace retort::stats {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr unsigned kMaxDigits = 18;
constexpr int kMaxScale = 36; // 10^36 still leaves room for one more digit in 128 bits

Wide powerOfTen(unsigned exponent) {
    Wide power = 1;
    for (unsigned i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

// digits / 10^scale as written, or scale = INT_MAX for text that is not a plain decimal number.
struct Decimal {
    std::uint64_t digits = 0;
    int scale = std::numeric_limits<int>::max();
};

Decimal readDecimal(std::string_view text) {
    Decimal number;
    int scale = 0;
    unsigned significant = 0;
    bool point = false;
    bool anyDigit = false;
    std::size_t i = 0;
    for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
        if (text[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (text[i] < '0' || text[i] > '9' || scale > 2 * kMaxScale)
            return {};
        anyDigit = true;
        scale += point ? 1 : 0;
        significant += number.digits != 0 || text[i] != '0' ? 1U : 0U;
        if (significant > kMaxDigits)
            return {};
        number.digits = number.digits * 10 + static_cast<std::uint64_t>(text[i] - '0');
    }
    int exponent = 0;
    if (i < text.size()) {
        const bool plus = i + 1 < text.size() && text[i + 1] == '+';
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data() + i + (plus ? 2 : 1), end, exponent);
        if (error != std::errc() || rest != end || exponent < -4 * kMaxScale || exponent > 4 * kMaxScale)
            return {};
    }
    if (!anyDigit)
        return {};
    number.scale = scale - exponent;
    while (number.digits != 0 && number.digits % 10 == 0) {
        number.digits /= 10;
        --number.scale;
    }
    return number;
}

} // namespace

Result<DecimalRate> DecimalRate::parse(std::string_view text) {
    const Decimal number = readDecimal(text);
    const bool inRange = number.digits > 0 && number.scale > 0 && number.scale <= kMaxScale &&
                         Wide{number.digits} < powerOfTen(static_cast<unsigned>(number.scale));
    if (!inRange)
        return fail(
            ErrorCode::Usage,
            "\"{}\" is no usable rate: give a decimal number above 0 and below 1 with at most 18 digits, "
            "for example 0.001",
            text);
    DecimalRate rate;
    rate.m_digits = number.digits;
    rate.m_scale = static_cast<unsigned>(number.scale);
    std::from_chars(text.data(), text.data() + text.size(), rate.m_value);
    return rate;
}

Result<DecimalRate> DecimalRate::from(double value) {
    std::array<char, 32> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return parse({buffer.data(), written.ptr});
}

std::uint64_t DecimalRate::floorOf(std::uint64_t count) const {
    return static_cast<std::uint64_t>(Wide{m_digits} * count / powerOfTen(m_scale));
}

std::uint64_t DecimalRate::countFor(std::uint64_t wanted) const {
    // In two steps: wanted * 10^scale may not fit into 128 bits.
    const Wide power = powerOfTen(m_scale);
    const Wide whole = power / m_digits;
    const Wide rest = power % m_digits;
    const Wide count = whole * wanted + (rest * wanted + m_digits - 1) / m_digits;
    constexpr Wide kMost = std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>(count < kMost ? count : kMost);
}

} // namespace retort::stats
