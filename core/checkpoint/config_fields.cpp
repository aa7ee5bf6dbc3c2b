// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/config_fields.h"

#include <algorithm>
#include <cmath>

namespace retort::checkpoint {

tl::unexpected<Error> Problems::error(std::string_view where) const {
    std::string text;
    for (const Error& problem : m_list)
        text += (text.empty() ? "" : "; ") + problem.message;
    const bool allUnsupported = std::all_of(m_list.begin(), m_list.end(), [](const Error& problem) {
        return problem.code == ErrorCode::Unsupported;
    });
    return fail(allUnsupported ? ErrorCode::Unsupported : ErrorCode::InvalidInput, "{}: {}", where, text);
}

std::string excerpt(const Json& value) {
    constexpr std::size_t kLongest = 60;
    std::string text = toJsonLine(value);
    if (text.size() > kLongest) {
        std::size_t end = kLongest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        text = text.substr(0, end) + "...";
    }
    return text;
}

ConfigFields::ConfigFields(const Json& object, Problems& problems, std::string prefix)
    : m_object(&object), m_problems(&problems), m_prefix(std::move(prefix)) {}

const Json* ConfigFields::find(std::string_view key) const {
    const auto found = m_object->find(key);
    return found == m_object->end() || found->is_null() ? nullptr : &*found;
}

std::int64_t ConfigFields::sizeOr(std::string_view key, std::int64_t maximum, std::int64_t fallback) const {
    const Json* value = find(key);
    if (!value)
        return fallback;
    const bool inRange = value->is_number_unsigned()
                             ? value->get<std::uint64_t>() <= static_cast<std::uint64_t>(maximum)
                             : value->is_number_integer();
    if (!inRange || value->get<std::int64_t>() < 1) {
        m_problems->invalid("\"{}\" is {}, not a whole number from 1 to {}", title(key), excerpt(*value),
                            maximum);
        return fallback;
    }
    return value->get<std::int64_t>();
}

std::optional<double> ConfigFields::number(std::string_view key) const {
    const Json* value = find(key);
    if (!value)
        return std::nullopt;
    if (!value->is_number() || !std::isfinite(value->get<double>())) {
        m_problems->invalid("\"{}\" is {}, not a number", title(key), excerpt(*value));
        return std::nullopt;
    }
    return value->get<double>();
}

double ConfigFields::numberOr(std::string_view key, double fallback) const {
    return number(key).value_or(fallback);
}

bool ConfigFields::flagOr(std::string_view key, bool fallback) const {
    const Json* value = find(key);
    if (!value)
        return fallback;
    if (!value->is_boolean()) {
        m_problems->invalid("\"{}\" is {}, neither true nor false", title(key), excerpt(*value));
        return fallback;
    }
    return value->get<bool>();
}

std::optional<std::string> ConfigFields::text(std::string_view key) const {
    const Json* value = find(key);
    if (!value)
        return std::nullopt;
    if (!value->is_string()) {
        m_problems->invalid("\"{}\" is {}, not a text", title(key), excerpt(*value));
        return std::nullopt;
    }
    return value->get<std::string>();
}

std::optional<double> agreedNumber(std::initializer_list<Spelling> spellings, Problems& problems) {
    std::optional<double> agreed;
    std::string from;
    for (const Spelling& spelling : spellings) {
        if (!spelling.fields)
            continue;
        const std::optional<double> value = spelling.fields->number(spelling.key);
        if (!value)
            continue;
        const std::string title = spelling.fields->title(spelling.key);
        if (agreed && *agreed != *value)
            problems.invalid("\"{}\" is {} but \"{}\" is {}: the file contradicts itself", from, *agreed,
                             title, *value);
        if (!agreed) {
            agreed = value;
            from = title;
        }
    }
    return agreed;
}

} // namespace retort::checkpoint
