// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One table of a TOML file that a person wrote: typed access to its keys, and the refusal of all others.
// Every error is ErrorCode::Usage and names file, line and key.
#pragma once

#include "core/base/result.h"

#include <toml++/toml.h>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

// Remembers which keys were asked for. An absent key leaves the value as it is. Table and file must outlive
// it.
class TomlSection {
public:
    TomlSection(const toml::table& table, std::string name, const std::filesystem::path& file)
        : m_table(table), m_name(std::move(name)), m_file(file) {}

    Status text(std::string_view key, std::string& value);
    Status texts(std::string_view key, std::vector<std::string>& values);
    Status choice(std::string_view key, std::string& value, std::initializer_list<std::string_view> allowed);
    Status number(std::string_view key, double& value, double least, double most);
    // Each number lies strictly between `above` and `below`.
    Status numbers(std::string_view key, std::vector<double>& values, double above, double below);
    Status truth(std::string_view key, bool& value);
    // At most 2^31 - 1.
    template <class Integer>
    Status whole(std::string_view key, Integer& value, std::int64_t least) {
        std::int64_t found = static_cast<std::int64_t>(value);
        RETORT_CHECK(readWhole(key, found, least));
        value = static_cast<Integer>(found);
        return {};
    }
    // One path or a list of them, relative to the file's folder.
    Status paths(std::string_view key, std::vector<std::filesystem::path>& values);
    Status path(std::string_view key, std::filesystem::path& value);

    [[nodiscard]] bool has(std::string_view key) const { return m_table.contains(key); }
    // The node itself, for what has another shape; nullptr if absent.
    const toml::node* take(std::string_view key);
    [[nodiscard]] Status refuseUnknown() const;
    [[nodiscard]] tl::unexpected<Error> wrong(std::string_view key, std::string_view fact) const;
    [[nodiscard]] const toml::table& table() const { return m_table; }
    [[nodiscard]] const std::string& name() const { return m_name; }

private:
    Status readWhole(std::string_view key, std::int64_t& value, std::int64_t least);
    [[nodiscard]] std::filesystem::path resolve(const std::string& path) const;

    const toml::table& m_table;
    std::string m_name;
    const std::filesystem::path& m_file;
    std::set<std::string> m_known;
};

} // namespace retort
