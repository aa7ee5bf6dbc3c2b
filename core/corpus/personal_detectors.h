// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The detectors behind findPersonalData, one a kind. Each appends what it finds, overlaps included. Texts are
// well-formed UTF-8.
#pragma once

#include "core/corpus/personal_data.h"

namespace retort::corpus {

void findEmails(std::string_view text, std::vector<PersonalSpan>& out);
// Mod 97 (ISO 13616) and the country's length.
void findIbans(std::string_view text, std::vector<PersonalSpan>& out);
// Card numbers (brand's range and length, Luhn: ISO 7812) and phone numbers: both are runs of digit groups.
void findNumbers(std::string_view text, std::vector<PersonalSpan>& out);
// Twenty countries' numbers with their check digits; forms that other numbers share need a word before them.
void findNationalIds(std::string_view text, std::vector<PersonalSpan>& out);
// Calendar dates that a word for birth announces.
void findBirthDates(std::string_view text, std::vector<PersonalSpan>& out);
// Street and house number, with the town where it follows.
void findAddresses(std::string_view text, std::vector<PersonalSpan>& out);
// A value without a letter or digit names nobody and is not looked for.
void findValue(std::string_view text, const PersonalValue& value, std::vector<PersonalSpan>& out);

[[nodiscard]] constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
// ASCII letters and digits; other scripts' bytes don't join a number or an address.
[[nodiscard]] constexpr bool isAlnum(char c) {
    return isDigit(c) || isLetter(c);
}

} // namespace retort::corpus
