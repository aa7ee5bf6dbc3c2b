// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/id_check.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cstring>

namespace retort::corpus {

IdHash hashOfId(std::string_view id) {
    const Digest digest = sha256(id);
    IdHash hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

std::unordered_set<IdHash> IdCheck::finish() {
    std::sort(m_hashes.begin(), m_hashes.end());
    std::unordered_set<IdHash> suspects;
    for (auto at = m_hashes.begin(); (at = std::adjacent_find(at, m_hashes.end())) != m_hashes.end(); ++at)
        suspects.insert(*at);
    m_hashes = {};
    return suspects;
}

std::optional<std::string> IdPlaces::add(const std::string& id, const std::string& place) {
    if (!m_suspects.contains(hashOfId(id)))
        return std::nullopt;
    const auto [known, isNew] = m_places.try_emplace(id, place);
    return isNew ? std::nullopt : std::optional(known->second);
}

} // namespace retort::corpus
