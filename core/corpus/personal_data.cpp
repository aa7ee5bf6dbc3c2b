// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/personal_data.h"

#include "core/base/utf8.h"
#include "core/corpus/personal_detectors.h"

#include <algorithm>

namespace retort::corpus {

namespace {

int priority(PersonalType type) {
    switch (type) {
    case PersonalType::Iban:
        return 0;
    case PersonalType::Card:
        return 1;
    case PersonalType::Email:
        return 2;
    case PersonalType::Name:
        return 3;
    case PersonalType::Phone:
        return 4;
    case PersonalType::None:
        break;
    }
    return 5;
}

bool stronger(const PersonalSpan& a, const PersonalSpan& b) {
    const std::size_t lengthA = a.end - a.begin;
    const std::size_t lengthB = b.end - b.begin;
    if (lengthA != lengthB)
        return lengthA > lengthB;
    if (a.begin != b.begin)
        return a.begin < b.begin;
    return priority(a.type) < priority(b.type);
}

// Strongest first, what overlaps a stronger one is dropped; the rest in text order.
std::vector<PersonalSpan> resolved(std::vector<PersonalSpan> spans) {
    std::sort(spans.begin(), spans.end(), stronger);
    std::vector<PersonalSpan> kept;
    for (const PersonalSpan& span : spans) {
        const auto after =
            std::lower_bound(kept.begin(), kept.end(), span.begin,
                             [](const PersonalSpan& k, std::size_t begin) { return k.end <= begin; });
        if (after == kept.end() || after->begin >= span.end)
            kept.insert(after, span);
    }
    return kept;
}

} // namespace

std::string_view personalTypeName(PersonalType type) {
    switch (type) {
    case PersonalType::Email:
        return "e-mail";
    case PersonalType::Phone:
        return "phone";
    case PersonalType::Iban:
        return "IBAN";
    case PersonalType::Card:
        return "card number";
    case PersonalType::Name:
        return "name";
    case PersonalType::None:
        break;
    }
    return "";
}

std::vector<PersonalSpan> findPersonalData(std::string_view text, std::span<const std::string> subjects) {
    if (firstInvalidUtf8(text) != std::string_view::npos)
        return {};
    std::vector<PersonalSpan> spans;
    findEmails(text, spans);
    findIbans(text, spans);
    findNumbers(text, spans);
    findNames(text, subjects, spans);
    return resolved(std::move(spans));
}

std::string maskPersonal(std::string_view text, std::span<const std::string> subjects) {
    // Spans can't be found in ill-formed text, and text must never leave here unmasked.
    const std::string repaired = repairUtf8(text);
    std::string masked;
    std::size_t done = 0;
    for (const PersonalSpan& span : findPersonalData(repaired, subjects)) {
        masked.append(repaired, done, span.begin - done);
        masked += '[';
        masked += personalTypeName(span.type);
        masked += ']';
        done = span.end;
    }
    return masked.append(repaired, done);
}

} // namespace retort::corpus
