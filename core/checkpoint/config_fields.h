// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Typed access to the members of an untrusted config.json that collects every problem instead of stopping at
// the first.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::checkpoint {

class Problems {
public:
    template <class... Args>
    void invalid(fmt::format_string<Args...> text, Args&&... args) {
        m_list.push_back({ErrorCode::InvalidInput, fmt::format(text, std::forward<Args>(args)...)});
    }
    template <class... Args>
    void unsupported(fmt::format_string<Args...> text, Args&&... args) {
        m_list.push_back({ErrorCode::Unsupported, fmt::format(text, std::forward<Args>(args)...)});
    }
    [[nodiscard]] bool none() const { return m_list.empty(); }
    [[nodiscard]] const std::vector<Error>& list() const { return m_list; }
    // All of them as one error; there must be one at least.
    [[nodiscard]] tl::unexpected<Error> error(std::string_view where) const;

private:
    std::vector<Error> m_list;
};

// A value as it is shown in a message: JSON, cut to a readable length.
[[nodiscard]] std::string excerpt(const Json& value);

// One object of the document. A member that is null counts as absent. On a problem the getters return the
// fallback (0 where there is none), so that reading can go on. The document and `problems` must outlive this.
class ConfigFields {
public:
    ConfigFields(const Json& object, Problems& problems, std::string prefix = {});

    [[nodiscard]] const Json* find(std::string_view key) const;
    // Whether the member is there, be it null.
    [[nodiscard]] bool has(std::string_view key) const { return m_object->contains(key); }
    // The name of a member in messages.
    [[nodiscard]] std::string title(std::string_view key) const { return m_prefix + std::string(key); }
    // A whole number from 1 to `maximum`.
    [[nodiscard]] std::int64_t sizeOr(std::string_view key, std::int64_t maximum,
                                      std::int64_t fallback) const;
    // A finite number.
    [[nodiscard]] std::optional<double> number(std::string_view key) const;
    [[nodiscard]] double numberOr(std::string_view key, double fallback) const;
    [[nodiscard]] bool flagOr(std::string_view key, bool fallback) const;
    [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
    [[nodiscard]] Problems& problems() const { return *m_problems; }

private:
    const Json* m_object;
    Problems* m_problems;
    std::string m_prefix;
};

// One number under any of several spellings. Values that differ are a problem: the file contradicts itself.
struct Spelling {
    const ConfigFields* fields; // may be null: nothing there
    std::string_view key;
};
[[nodiscard]] std::optional<double> agreedNumber(std::initializer_list<Spelling> spellings,
                                                 Problems& problems);

} // namespace retort::checkpoint
