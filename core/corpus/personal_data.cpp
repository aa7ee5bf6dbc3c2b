// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/personal_data.h"

#include "core/base/utf8.h"
#include "core/corpus/personal_detectors.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

namespace retort::corpus {

namespace {

// 0 for types that aren't built in.
std::size_t priority(std::string_view type) {
    constexpr std::array<std::string_view, 8> kOrder = {kIban,      kCard,    kNationalId, kEmail,
                                                        kBirthDate, kAddress, kName,       kPhone};
    const auto place = std::find(kOrder.begin(), kOrder.end(), type);
    return place == kOrder.end() ? 0 : static_cast<std::size_t>(place - kOrder.begin()) + 1;
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
    std::stable_sort(spans.begin(), spans.end(), stronger);
    std::map<std::size_t, PersonalSpan> kept; // by beginning
    for (PersonalSpan& span : spans) {
        const auto after = kept.lower_bound(span.begin);
        const bool meetsNext = after != kept.end() && after->first < span.end;
        const bool meetsPrevious = after != kept.begin() && std::prev(after)->second.end > span.begin;
        if (!meetsNext && !meetsPrevious)
            kept.emplace_hint(after, span.begin, std::move(span));
    }
    std::vector<PersonalSpan> inOrder;
    for (auto& [begin, span] : kept)
        inOrder.push_back(std::move(span));
    return inOrder;
}

} // namespace

Status PersonalPatterns::add(std::string type, std::string_view pattern) {
    RETORT_TRY(Pattern compiled, Pattern::compile(pattern, Pattern::Kind::Exact));
    m_patterns.push_back({std::move(type), std::move(compiled)});
    return {};
}

Status PersonalPatterns::find(std::string_view text, std::vector<PersonalSpan>& out) const {
    for (const Typed& typed : m_patterns) {
        const auto matches = typed.pattern.matches(text);
        if (!matches)
            return within(fmt::format("personal.patterns.{}", typed.type), matches.error());
        for (const auto& [begin, end] : *matches)
            out.push_back({typed.type, begin, end});
    }
    return {};
}

Result<std::vector<PersonalSpan>> findPersonalData(std::string_view text,
                                                   std::span<const PersonalValue> values,
                                                   const PersonalPatterns& patterns) {
    std::vector<PersonalSpan> spans;
    if (firstInvalidUtf8(text) != std::string_view::npos)
        return spans;
    findEmails(text, spans);
    findIbans(text, spans);
    findNumbers(text, spans);
    findNationalIds(text, spans);
    findBirthDates(text, spans);
    findAddresses(text, spans);
    for (const PersonalValue& value : values)
        findValue(text, value, spans);
    RETORT_CHECK(patterns.find(text, spans));
    return resolved(std::move(spans));
}

Result<std::string> maskPersonal(std::string_view text, std::span<const PersonalValue> values,
                                 const PersonalPatterns& patterns) {
    // Spans can't be found in ill-formed text, and text must never leave here unmasked.
    const std::string repaired = repairUtf8(text);
    RETORT_TRY(const auto spans, findPersonalData(repaired, values, patterns));
    std::string masked;
    std::size_t done = 0;
    for (const PersonalSpan& span : spans) {
        masked.append(repaired, done, span.begin - done);
        masked += fmt::format("[{}]", span.type);
        done = span.end;
    }
    return masked.append(repaired, done);
}

} // namespace retort::corpus
