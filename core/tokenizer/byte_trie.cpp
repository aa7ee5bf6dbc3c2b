// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/byte_trie.h"

namespace retort::tokenizer {

ByteTrie::Index ByteTrie::next(Index node, char c) const {
    if (node == 0)
        return m_root[static_cast<unsigned char>(c)];
    for (const auto& [byte, index] : m_nodes[node].next) {
        if (byte == c)
            return index;
    }
    return 0;
}

void ByteTrie::add(std::string_view text, std::size_t value) {
    if (text.empty())
        return;
    Index node = 0;
    for (const char c : text) {
        Index following = next(node, c);
        if (following == 0) {
            following = static_cast<Index>(m_nodes.size());
            m_nodes.emplace_back();
            if (node == 0)
                m_root[static_cast<unsigned char>(c)] = following;
            else
                m_nodes[node].next.emplace_back(c, following);
        }
        node = following;
    }
    if (!m_nodes[node].value)
        m_nodes[node].value = value;
}

std::optional<ByteTrie::Hit> ByteTrie::longestAt(std::string_view text, std::size_t begin) const {
    std::optional<Hit> hit;
    Index node = 0;
    for (std::size_t at = begin; at < text.size(); ++at) {
        node = next(node, text[at]);
        if (node == 0)
            break;
        if (m_nodes[node].value)
            hit = Hit{*m_nodes[node].value, at + 1};
    }
    return hit;
}

} // namespace retort::tokenizer
