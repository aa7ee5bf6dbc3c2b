// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Personal data in text, by type. Detection is by form and check digits and is meant to be precise: what only
// might be a number of a person is left alone.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

enum class PersonalType { None, Email, Phone, Iban, Card, Name };
// "e-mail", "phone", "IBAN", "card number", "name"; empty for None.
[[nodiscard]] std::string_view personalTypeName(PersonalType type);

struct PersonalSpan {
    PersonalType type = PersonalType::None;
    std::size_t begin = 0; // half-open byte range in the text
    std::size_t end = 0;

    friend bool operator==(const PersonalSpan&, const PersonalSpan&) = default;
};

// Spans in ascending order, none overlapping another. `subjects` are the values of the record's subject
// field; each is found where it stands as whole words, ignoring case and the width of white space. IBANs pass
// mod 97 (ISO 13616) and have their country's length, card numbers pass Luhn (ISO 7812). Where detections
// overlap the longer one stays, then the earlier one, then IBAN, card number, e-mail, name, phone. Ill-formed
// UTF-8 gives no spans.
[[nodiscard]] std::vector<PersonalSpan> findPersonalData(std::string_view text,
                                                         std::span<const std::string> subjects);

// The text with every span replaced by its type in brackets: "[e-mail]", "[name]".
[[nodiscard]] std::string maskPersonal(std::string_view text, std::span<const std::string> subjects);

} // namespace retort::corpus
