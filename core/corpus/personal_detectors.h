// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The detectors behind findPersonalData, one a kind. Each appends what it finds, overlaps included.
#pragma once

#include "core/corpus/personal_data.h"

namespace retort::corpus {

void findEmails(std::string_view text, std::vector<PersonalSpan>& out);
void findIbans(std::string_view text, std::vector<PersonalSpan>& out);
// Card and phone numbers: both are runs of digit groups.
void findNumbers(std::string_view text, std::vector<PersonalSpan>& out);
// `text` is well-formed UTF-8.
void findNames(std::string_view text, std::span<const std::string> subjects, std::vector<PersonalSpan>& out);

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
