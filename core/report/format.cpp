// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/format.h"

#include "core/membership/attack.h"
#include "core/report/compose.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace retort::report {
namespace {

// Enough places that a small share isn't printed as nothing.
int placesOfPercent(double percents) {
    const double size = std::fabs(percents);
    if (size == 0 || size >= 99.95)
        return size == 0 ? 0 : 1;
    if (size >= 1)
        return 1;
    return size >= 0.1 ? 2 : size >= 0.01 ? 3 : 4;
}

std::string withoutTrailingZeros(std::string number) {
    if (number.find('.') == std::string::npos)
        return number;
    while (number.back() == '0')
        number.pop_back();
    if (number.back() == '.')
        number.pop_back();
    return number;
}

std::string percentNumber(double share, int places) {
    return withoutTrailingZeros(fmt::format("{:.{}f}", share * 100, places));
}

} // namespace

std::string count(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

std::string percent(double share) {
    return percentNumber(share, placesOfPercent(share * 100)) + " %";
}

std::string decimals(std::optional<double> number, int places) {
    if (!number || std::isnan(*number))
        return kAbsent;
    if (std::isinf(*number))
        return *number > 0 ? "infinite" : "minus infinite";
    return fmt::format("{:.{}f}", *number, places);
}

std::string interval(const audit::Interval& interval, int places) {
    if (interval.low && interval.high)
        return fmt::format("{:.{}f} to {:.{}f}", *interval.low, places, *interval.high, places);
    if (interval.low)
        return fmt::format("at least {:.{}f}", *interval.low, places);
    if (interval.high)
        return fmt::format("at most {:.{}f}", *interval.high, places);
    return kAbsent;
}

std::string interval(const stats::Interval& interval, int places) {
    return fmt::format("{:.{}f} to {:.{}f}", interval.lower, places, interval.upper, places);
}

std::string percentInterval(double low, double high) {
    return fmt::format("{} to {} %", percentNumber(low, placesOfPercent(low * 100)),
                       percentNumber(high, placesOfPercent(high * 100)));
}

std::string pValue(std::optional<double> probability) {
    if (!probability)
        return kAbsent;
    if (*probability < 0.001)
        return "< 0.001";
    return fmt::format("{:.3f}", *probability);
}

std::string countOf(std::uint64_t part, std::uint64_t whole) {
    return fmt::format("{} of {}", count(part), count(whole));
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            text += i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return text;
}

std::string parameters(std::int64_t number) {
    const auto size = static_cast<double>(number);
    if (size >= 1e9)
        return fmt::format("{:.2f} billion", size / 1e9);
    if (size >= 1e6)
        return fmt::format("{:.1f} million", size / 1e6);
    return number < 0 ? std::string(kAbsent) : count(static_cast<std::uint64_t>(number));
}

std::string day(std::string_view isoTime) {
    static constexpr std::array<std::string_view, 12> kMonths = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    int month = 0;
    int dayOfMonth = 0;
    if (isoTime.size() < 10)
        return std::string(isoTime);
    std::from_chars(isoTime.data() + 5, isoTime.data() + 7, month);
    std::from_chars(isoTime.data() + 8, isoTime.data() + 10, dayOfMonth);
    if (month < 1 || month > 12)
        return std::string(isoTime);
    return fmt::format("{} {} {}", dayOfMonth, kMonths[static_cast<std::size_t>(month - 1)],
                       isoTime.substr(0, 4));
}

std::string minute(std::string_view isoTime) {
    if (isoTime.size() < 19 || isoTime[10] != 'T')
        return std::string(isoTime);
    return fmt::format("{} {} UTC", isoTime.substr(0, 10), isoTime.substr(11, 8));
}

std::string scalarMembers(const Json& object) {
    std::string text;
    if (!object.is_object())
        return text;
    for (const auto& [key, value] : object.items()) {
        std::string words;
        if (value.is_object()) {
            const bool flat = std::none_of(value.begin(), value.end(),
                                           [](const Json& member) { return member.is_structured(); });
            if (!flat || value.empty())
                continue;
            words = scalarMembers(value);
            words = fmt::format("({})", words);
        } else if (value.is_array()) {
            continue;
        } else if (value.is_string()) {
            words = value.get<std::string>();
        } else if (value.is_number_float()) {
            words = fmt::format("{:.4g}", value.get<double>());
        } else {
            words = value.is_null() ? std::string(kAbsent) : value.dump();
        }
        if (!text.empty())
            text += "; ";
        text += fmt::format("{} {}", underscoresToSpaces(key), words);
    }
    return text;
}

std::string modelWords(std::string_view model) {
    if (model == "baseline")
        return "comparison model";
    if (model == "baseline_2")
        return "second comparison model";
    if (model == "base")
        return "base model";
    return std::string(model);
}

std::string attackWords(std::string_view attack) {
    const auto tested = membership::testedAttack(attack);
    if (!tested)
        return underscoresToSpaces(attack);
    const std::string title = membership::attackTitle(tested->chosen);
    return tested->reference.empty() ? title : fmt::format("{} ({})", title, modelWords(tested->reference));
}

std::string attackWords(const audit::MembershipFinding& finding) {
    return attackWords(finding.attack) + (finding.perByte ? ", per byte" : "");
}

std::string windowWords(std::string_view window) {
    if (window == "first")
        return "first tokens";
    if (window == "personal")
        return "personal details";
    if (window == "stride")
        return "whole record in steps";
    return underscoresToSpaces(window);
}

std::string underscoresToSpaces(std::string_view name) {
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

} // namespace retort::report
