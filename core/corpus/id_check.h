// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether an id occurs twice among millions, in 8 bytes for each: hashes first, the ids themselves only for
// those whose hashes meet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace retort::corpus {

using IdHash = std::uint64_t;
[[nodiscard]] IdHash hashOfId(std::string_view id);

class IdCheck {
public:
    void add(std::string_view id) { m_hashes.push_back(hashOfId(id)); }
    // Hashes that were added more than once; empty if all ids differ. Ends the check.
    [[nodiscard]] std::unordered_set<IdHash> finish();

private:
    std::vector<IdHash> m_hashes;
};

// Remembers where ids with these hashes stand.
class IdPlaces {
public:
    explicit IdPlaces(std::unordered_set<IdHash> suspects) : m_suspects(std::move(suspects)) {}
    // The place of the same id added earlier, if there is one.
    [[nodiscard]] std::optional<std::string> add(const std::string& id, const std::string& place);

private:
    std::unordered_set<IdHash> m_suspects;
    std::map<std::string, std::string> m_places;
};

} // namespace retort::corpus
