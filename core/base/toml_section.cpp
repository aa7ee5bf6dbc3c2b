// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/toml_section.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort {

Status TomlSection::text(std::string_view key, std::string& value) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    const auto found = node->value_exact<std::string>();
    if (!found)
        return wrong(key, "must be a text in quotes");
    value = *found;
    return {};
}

Status TomlSection::texts(std::string_view key, std::vector<std::string>& values) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    const toml::array* list = node->as_array();
    if (!list)
        return wrong(key, "must be a list of texts");
    values.clear();
    for (const toml::node& item : *list) {
        const auto found = item.value_exact<std::string>();
        if (!found)
            return wrong(key, "must be a list of texts");
        values.push_back(*found);
    }
    return {};
}

Status TomlSection::choice(std::string_view key, std::string& value,
                           std::initializer_list<std::string_view> allowed) {
    RETORT_CHECK(text(key, value));
    if (has(key) && std::find(allowed.begin(), allowed.end(), value) == allowed.end())
        return wrong(key, fmt::format("is \"{}\"; possible are {}", value, fmt::join(allowed, ", ")));
    return {};
}

Status TomlSection::number(std::string_view key, double& value, double least, double most) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    const auto found = node->value<double>();
    if (!found || !node->is_number() || !std::isfinite(*found) || *found < least || *found > most)
        return wrong(key, fmt::format("must be a number from {} to {}", least, most));
    value = *found;
    return {};
}

Status TomlSection::numbers(std::string_view key, std::vector<double>& values, double above, double below) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    const toml::array* list = node->as_array();
    if (!list)
        return wrong(key, "must be a list of numbers");
    values.clear();
    for (const toml::node& item : *list) {
        const auto found = item.value<double>();
        if (!found || !item.is_number() || !(*found > above && *found < below))
            return wrong(key, fmt::format("must be a list of numbers between {} and {}", above, below));
        values.push_back(*found);
    }
    return {};
}

Status TomlSection::truth(std::string_view key, bool& value) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    const auto found = node->value_exact<bool>();
    if (!found)
        return wrong(key, "must be true or false");
    value = *found;
    return {};
}

Status TomlSection::readWhole(std::string_view key, std::int64_t& value, std::int64_t least) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    const auto found = node->value_exact<std::int64_t>();
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    if (!found || *found < least || *found > most)
        return wrong(key, fmt::format("must be a whole number from {} to {}", least, most));
    value = *found;
    return {};
}

Status TomlSection::paths(std::string_view key, std::vector<std::filesystem::path>& values) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    if (const auto one = node->value_exact<std::string>()) {
        values.push_back(resolve(*one));
        return {};
    }
    const toml::array* list = node->as_array();
    if (!list)
        return wrong(key, "must be a path in quotes or a list of paths");
    for (const toml::node& item : *list) {
        const auto one = item.value_exact<std::string>();
        if (!one)
            return wrong(key, "must be a path in quotes or a list of paths");
        values.push_back(resolve(*one));
    }
    return {};
}

Status TomlSection::path(std::string_view key, std::filesystem::path& value) {
    std::string found;
    RETORT_CHECK(text(key, found));
    if (!found.empty())
        value = resolve(found);
    return {};
}

const toml::node* TomlSection::take(std::string_view key) {
    m_known.insert(std::string(key));
    return m_table.get(key);
}

Status TomlSection::refuseUnknown() const {
    for (const auto& [key, node] : m_table) {
        if (!m_known.contains(std::string(key.str())))
            return fail(ErrorCode::Usage, "{}:{}: {} has the unknown key \"{}\"; known are {}",
                        m_file.string(), node.source().begin.line,
                        m_name.empty() ? "the file" : '[' + m_name + ']', key.str(),
                        fmt::join(m_known, ", "));
    }
    return {};
}

tl::unexpected<Error> TomlSection::wrong(std::string_view key, std::string_view fact) const {
    const toml::node* node = m_table.get(key);
    const auto line = node ? node->source().begin.line : m_table.source().begin.line;
    return fail(ErrorCode::Usage, "{}:{}: {}{}{} {}", m_file.string(), line, m_name,
                m_name.empty() ? "" : ".", key, fact);
}

std::filesystem::path TomlSection::resolve(const std::string& path) const {
    return (std::filesystem::absolute(m_file).parent_path() / path).lexically_normal();
}

} // namespace retort
