// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Personal data in text, by type. Detection is by form, check digits and words around, and is meant to be
// precise: what only might be a number of a person is left alone. How well it works is measured:
// docs/methods.md, "Personal data".
#pragma once

#include "core/base/result.h"
#include "core/corpus/pattern.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

// The built-in types by the names that windows, findings and masks show. A plan adds its own.
inline constexpr std::string_view kEmail = "e-mail";
inline constexpr std::string_view kPhone = "phone";
inline constexpr std::string_view kIban = "IBAN";
inline constexpr std::string_view kCard = "card number";
inline constexpr std::string_view kBirthDate = "date of birth";
inline constexpr std::string_view kNationalId = "national id";
inline constexpr std::string_view kAddress = "address";
inline constexpr std::string_view kName = "name";

struct PersonalSpan {
    std::string type;
    std::size_t begin = 0; // half-open byte range in the text
    std::size_t end = 0;

    friend bool operator==(const PersonalSpan&, const PersonalSpan&) = default;
};

// What a record's own fields say is personal: its subject (type "name"), or a column that the plan names.
struct PersonalValue {
    std::string type;
    std::string value;

    friend bool operator==(const PersonalValue&, const PersonalValue&) = default;
};

// A plan's own patterns. Thread: any number of threads may use one object at once.
class PersonalPatterns {
public:
    // The error says what is wrong with the pattern and at which of its bytes.
    [[nodiscard]] Status add(std::string type, std::string_view pattern);
    // Appends what the patterns match. Error: a pattern needs too many steps; it is named, the text isn't.
    [[nodiscard]] Status find(std::string_view text, std::vector<PersonalSpan>& out) const;

private:
    struct Typed {
        std::string type;
        Pattern pattern;
    };
    std::vector<Typed> m_patterns;
};

// Spans in ascending order, none overlapping another. Values are found where they stand as whole words,
// ignoring case and the width of white space. Where detections overlap the longer one stays, then the earlier
// one, then a plan's own type, then IBAN, card number, national id, e-mail, date of birth, address, name,
// phone. Ill-formed UTF-8 gives no spans. Errors: those of PersonalPatterns::find.
[[nodiscard]] Result<std::vector<PersonalSpan>> findPersonalData(std::string_view text,
                                                                 std::span<const PersonalValue> values,
                                                                 const PersonalPatterns& patterns);

// The text with every span replaced by its type in brackets: "[e-mail]", "[name]".
[[nodiscard]] Result<std::string> maskPersonal(std::string_view text, std::span<const PersonalValue> values,
                                               const PersonalPatterns& patterns);

} // namespace retort::corpus
