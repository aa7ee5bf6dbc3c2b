// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/personal_detectors.h"

#include <algorithm>
#include <array>
#include <optional>

namespace retort::corpus {

namespace {

struct Country {
    std::string_view code;
    std::size_t length;
};

// Lengths of the SWIFT IBAN registry.
constexpr std::array<Country, 78> kCountries = {
    {{"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
     {"BH", 22}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22},
     {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27},
     {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28},
     {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20},
     {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27},
     {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NL", 18}, {"NO", 15},
     {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24},
     {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
     {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"XK", 20}}};

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::size_t lengthFor(char first, char second) {
    const std::array<char, 2> code = {upper(first), upper(second)};
    for (const Country& country : kCountries) {
        if (country.code == std::string_view(code.data(), code.size()))
            return country.length;
    }
    return 0;
}

// The number read from its fifth character round to its fourth, letters as 10 to 35, is 1 modulo 97.
bool checkDigitsFit(std::string_view iban) {
    unsigned remainder = 0;
    for (std::size_t i = 0; i < iban.size(); ++i) {
        const char c = iban[(i + 4) % iban.size()];
        const auto value = static_cast<unsigned>(isDigit(c) ? c - '0' : c - 'A' + 10);
        remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    return remainder == 1;
}

// End of the IBAN that begins at `begin`: written in one piece or in groups of four with single spaces.
std::optional<std::size_t> ibanEnd(std::string_view text, std::size_t begin) {
    const std::size_t length = lengthFor(text[begin], text[begin + 1]);
    if (length == 0)
        return std::nullopt;
    std::string compact;
    std::size_t at = begin;
    const bool grouped = begin + 4 < text.size() && text[begin + 4] == ' ';
    while (at < text.size() && compact.size() < length) {
        if (grouped && compact.size() % 4 == 0 && !compact.empty()) {
            if (text[at] != ' ')
                return std::nullopt;
            ++at;
        }
        if (at >= text.size() || !isAlnum(text[at]))
            return std::nullopt;
        compact += upper(text[at++]);
    }
    const bool ends = at == text.size() || !isAlnum(text[at]);
    if (compact.size() != length || !ends || !checkDigitsFit(compact))
        return std::nullopt;
    return at;
}

} // namespace

void findIbans(std::string_view text, std::vector<PersonalSpan>& out) {
    for (std::size_t i = 0; i + 4 < text.size(); ++i) {
        const bool starts = isLetter(text[i]) && isLetter(text[i + 1]) && isDigit(text[i + 2]) &&
                            isDigit(text[i + 3]) && (i == 0 || !isAlnum(text[i - 1]));
        if (!starts)
            continue;
        if (const auto end = ibanEnd(text, i))
            out.push_back({std::string(kIban), i, *end});
    }
}

} // namespace retort::corpus
