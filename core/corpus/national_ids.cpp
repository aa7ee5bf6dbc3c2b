// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/national_ids.h"

#include "core/corpus/personal_detectors.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace retort::corpus {

namespace {

bool allDigits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), isDigit);
}

int digit(char c) {
    return c - '0';
}

// Digits [begin, begin + count) as a number; they are digits and at most 18.
std::int64_t numberAt(std::string_view text, std::size_t begin, std::size_t count) {
    std::int64_t value = 0;
    for (const char c : text.substr(begin, count))
        value = value * 10 + digit(c);
    return value;
}

int weightedSum(std::string_view digits, std::initializer_list<int> weights) {
    int sum = 0;
    std::size_t i = 0;
    for (const int weight : weights)
        sum += weight * digit(digits[i++]);
    return sum;
}

// Two-digit year, month and day, of a century that isn't told: 29 February passes.
bool isShortDate(std::int64_t year, std::int64_t month, std::int64_t day) {
    const bool leap = year % 4 == 0;
    return isCalendarDate(leap ? 2000 : 2001, static_cast<int>(month), static_cast<int>(day));
}

bool allEqual(std::string_view digits) {
    return digits.find_first_not_of(digits.front()) == std::string_view::npos;
}

} // namespace

bool isCalendarDate(int year, int month, int day) {
    constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1)
        return false;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

bool luhnFits(std::string_view digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int value = digit(digits[digits.size() - 1 - i]);
        if (i % 2 == 1)
            value = value > 4 ? 2 * value - 9 : 2 * value;
        sum += value;
    }
    return sum % 10 == 0;
}

bool isAustrianSvnr(std::string_view n) {
    if (n.size() != 10 || !allDigits(n) || n[0] == '0')
        return false;
    const int check = weightedSum(n, {3, 7, 9, 0, 5, 8, 4, 2, 1, 6}) % 11;
    return check == digit(n[3]) && isShortDate(numberAt(n, 8, 2), numberAt(n, 6, 2), numberAt(n, 4, 2));
}

bool isBelgianNationalNumber(std::string_view n) {
    if (n.size() != 11 || !allDigits(n))
        return false;
    const std::int64_t check = numberAt(n, 9, 2);
    const std::int64_t body = numberAt(n, 0, 9);
    const bool fits = 97 - body % 97 == check || 97 - (2'000'000'000 + body) % 97 == check;
    return fits && isShortDate(numberAt(n, 0, 2), numberAt(n, 2, 2), numberAt(n, 4, 2));
}

bool isBrazilianCpf(std::string_view n) {
    if (n.size() != 11 || !allDigits(n) || allEqual(n))
        return false;
    const auto check = [](int sum) { return (sum * 10 % 11) % 10; };
    return check(weightedSum(n, {10, 9, 8, 7, 6, 5, 4, 3, 2})) == digit(n[9]) &&
           check(weightedSum(n, {11, 10, 9, 8, 7, 6, 5, 4, 3, 2})) == digit(n[10]);
}

bool isCanadianSin(std::string_view n) {
    return n.size() == 9 && allDigits(n) && n[0] != '0' && n[0] != '8' && luhnFits(n);
}

bool isChineseResidentId(std::string_view n) {
    if (n.size() != 18 || !allDigits(n.substr(0, 17)) || n[0] == '0')
        return false;
    const int sum = weightedSum(n, {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2});
    constexpr std::string_view kChecks = "10X98765432";
    const auto year = static_cast<int>(numberAt(n, 6, 4));
    return kChecks[static_cast<std::size_t>(sum % 11)] == n[17] && year >= 1880 && year <= 2099 &&
           isCalendarDate(year, static_cast<int>(numberAt(n, 10, 2)), static_cast<int>(numberAt(n, 12, 2)));
}

// Women's months are raised by 50, and by 20 more where a day's numbers ran out.
bool isCzechBirthNumber(std::string_view n) {
    if (n.size() != 10 || !allDigits(n))
        return false;
    const std::int64_t month = numberAt(n, 2, 2) % 50;
    const std::int64_t remainder = numberAt(n, 0, 9) % 11;
    return (remainder == 10 ? 0 : remainder) == digit(n[9]) &&
           isShortDate(numberAt(n, 0, 2), month > 20 ? month - 20 : month, numberAt(n, 4, 2));
}

bool isDutchBsn(std::string_view n) {
    return n.size() == 9 && allDigits(n) && numberAt(n, 0, 9) > 0 &&
           (weightedSum(n, {9, 8, 7, 6, 5, 4, 3, 2}) - digit(n[8])) % 11 == 0;
}

bool isFinnishHetu(std::string_view n) {
    constexpr std::string_view kChecks = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    constexpr std::string_view kCenturies = "+-ABCDEFYXWVU";
    if (n.size() != 11 || !allDigits(n.substr(0, 6)) || !allDigits(n.substr(7, 3)) ||
        kCenturies.find(n[6]) == std::string_view::npos || numberAt(n, 7, 3) < 2)
        return false;
    const std::int64_t body = numberAt(n, 0, 6) * 1000 + numberAt(n, 7, 3);
    return kChecks[static_cast<std::size_t>(body % 31)] == n[10] &&
           isShortDate(numberAt(n, 4, 2), numberAt(n, 2, 2), numberAt(n, 0, 2));
}

// Sex, year, month (from 20 on: not known), department (2A and 2B: Corsica), commune, order, key.
bool isFrenchNir(std::string_view n) {
    if (n.size() != 15)
        return false;
    std::string digits(n);
    if (digits.compare(5, 2, "2A") == 0)
        digits.replace(5, 2, "19");
    else if (digits.compare(5, 2, "2B") == 0)
        digits.replace(5, 2, "18");
    if (!allDigits(digits) || (digits[0] != '1' && digits[0] != '2'))
        return false;
    const std::int64_t month = numberAt(digits, 3, 2);
    return ((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50) &&
           97 - numberAt(digits, 0, 13) % 97 == numberAt(digits, 13, 2);
}

// Of the first ten digits one stands twice or three times, so that one or two are missing.
bool isGermanTaxId(std::string_view n) {
    if (n.size() != 11 || !allDigits(n) || n[0] == '0')
        return false;
    std::array<int, 10> counts{};
    int product = 10;
    for (const char c : n.substr(0, 10)) {
        ++counts[static_cast<std::size_t>(digit(c))];
        int sum = (digit(c) + product) % 10;
        sum = sum == 0 ? 10 : sum;
        product = 2 * sum % 11;
    }
    const auto repeated = std::count_if(counts.begin(), counts.end(), [](int count) { return count > 1; });
    return repeated == 1 && *std::max_element(counts.begin(), counts.end()) <= 3 &&
           (11 - product) % 10 == digit(n[10]);
}

bool isIndianAadhaar(std::string_view n) {
    constexpr std::array<std::string_view, 10> kProducts = {
        "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
        "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"};
    constexpr std::array<std::string_view, 8> kPermutations = {"0123456789", "1576283094", "5803796142",
                                                               "8916043527", "9453126870", "4286573901",
                                                               "2793806415", "7046913258"};
    if (n.size() != 12 || !allDigits(n) || n[0] < '2' || std::equal(n.begin(), n.begin() + 6, n.rbegin()))
        return false;
    std::size_t check = 0;
    for (std::size_t i = 0; i < n.size(); ++i) {
        const auto value = static_cast<std::size_t>(digit(n[n.size() - 1 - i]));
        const auto permuted = static_cast<std::size_t>(digit(kPermutations[i % 8][value]));
        check = static_cast<std::size_t>(digit(kProducts[check][permuted]));
    }
    return check == 0;
}

// Digits may stand as the letters L M N P Q R S T U V where two people had the same code.
bool isItalianFiscalCode(std::string_view n) {
    constexpr std::string_view kMonths = "ABCDEHLMPRST";
    constexpr std::string_view kOmocodia = "LMNPQRSTUV";
    constexpr std::array<int, 36> kOdd = {1,  0, 5, 7,  9,  13, 15, 17, 19, 21, 1,  0,
                                          5,  7, 9, 13, 15, 17, 19, 21, 2,  4,  18, 20,
                                          11, 3, 6, 8,  12, 14, 16, 10, 22, 25, 24, 23};
    if (n.size() != 16)
        return false;
    std::string digits(n);
    for (const std::size_t at : {6U, 7U, 9U, 10U, 12U, 13U, 14U}) {
        const std::size_t place = kOmocodia.find(digits[at]);
        if (place != std::string_view::npos)
            digits[at] = static_cast<char>('0' + place);
        if (!isDigit(digits[at]))
            return false;
    }
    for (const std::size_t at : {0U, 1U, 2U, 3U, 4U, 5U, 8U, 11U, 15U}) {
        if (digits[at] < 'A' || digits[at] > 'Z')
            return false;
    }
    int sum = 0;
    for (std::size_t i = 0; i < 15; ++i) {
        const int value = isDigit(n[i]) ? digit(n[i]) : n[i] - 'A';
        const auto odd = static_cast<std::size_t>(isDigit(n[i]) ? value : value + 10);
        sum += i % 2 == 0 ? kOdd[odd] : value;
    }
    const std::size_t month = kMonths.find(digits[8]);
    const std::int64_t day = numberAt(digits, 9, 2);
    return month != std::string_view::npos && sum % 26 == n[15] - 'A' &&
           isShortDate(numberAt(digits, 6, 2), static_cast<std::int64_t>(month) + 1,
                       day > 40 ? day - 40 : day);
}

bool isKoreanRrn(std::string_view n) {
    if (n.size() != 13 || !allDigits(n))
        return false;
    const int sum = weightedSum(n, {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5});
    return (11 - sum % 11) % 10 == digit(n[12]) &&
           isShortDate(numberAt(n, 0, 2), numberAt(n, 2, 2), numberAt(n, 4, 2));
}

// Days raised by 40 (D-number) and months raised by 40 (help number) belong to people as well.
bool isNorwegianBirthNumber(std::string_view n) {
    if (n.size() != 11 || !allDigits(n))
        return false;
    return weightedSum(n, {3, 7, 6, 1, 8, 9, 4, 5, 2, 1}) % 11 == 0 &&
           weightedSum(n, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0 &&
           isShortDate(numberAt(n, 4, 2), numberAt(n, 2, 2) % 40, numberAt(n, 0, 2) % 40);
}

// The century stands in the month: raised by 80, 20, 40 or 60.
bool isPolishPesel(std::string_view n) {
    if (n.size() != 11 || !allDigits(n))
        return false;
    return weightedSum(n, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}) % 10 == 0 &&
           isShortDate(numberAt(n, 0, 2), numberAt(n, 2, 2) % 20, numberAt(n, 4, 2));
}

bool isSpanishDni(std::string_view n) {
    constexpr std::string_view kLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    if (n.size() != 9)
        return false;
    std::string digits(n.substr(0, 8));
    if (digits[0] >= 'X' && digits[0] <= 'Z')
        digits[0] = static_cast<char>('0' + (digits[0] - 'X'));
    return allDigits(digits) && kLetters[static_cast<std::size_t>(numberAt(digits, 0, 8) % 23)] == n[8];
}

// Days raised by 60 are coordination numbers.
bool isSwedishPersonalNumber(std::string_view n) {
    if ((n.size() != 10 && n.size() != 12) || !allDigits(n))
        return false;
    const std::string_view s = n.substr(n.size() - 10);
    const std::int64_t century = n.size() == 12 ? numberAt(n, 0, 2) : 19;
    return century >= 18 && century <= 20 && luhnFits(s) &&
           isShortDate(numberAt(s, 0, 2), numberAt(s, 2, 2), numberAt(s, 4, 2) % 60);
}

bool isSwissAhv(std::string_view n) {
    return n.size() == 13 && allDigits(n) && n.substr(0, 3) == "756" &&
           weightedSum(n, {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1}) % 10 == 0;
}

bool isUkNino(std::string_view n) {
    constexpr std::array<std::string_view, 7> kUnused = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
    constexpr std::string_view kNever = "DFIQUV";
    if (n.size() != 9 || !allDigits(n.substr(2, 6)) || n[8] < 'A' || n[8] > 'D')
        return false;
    const auto allowed = [&](char c) {
        return c >= 'A' && c <= 'Z' && kNever.find(c) == std::string_view::npos;
    };
    return allowed(n[0]) && allowed(n[1]) && n[1] != 'O' &&
           std::find(kUnused.begin(), kUnused.end(), n.substr(0, 2)) == kUnused.end();
}

bool isUsSsn(std::string_view n) {
    if (n.size() != 9 || !allDigits(n))
        return false;
    const std::int64_t area = numberAt(n, 0, 3);
    return area != 0 && area != 666 && area < 900 && numberAt(n, 3, 2) != 0 && numberAt(n, 5, 4) != 0;
}

} // namespace retort::corpus
