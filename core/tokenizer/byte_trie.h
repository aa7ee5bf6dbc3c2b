// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A set of texts: which of them, the longest, begins at a place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::tokenizer {

// Thread: const members from any number of threads at once.
class ByteTrie {
public:
    struct Hit {
        std::size_t value;
        std::size_t end; // offset in the text
    };

    // Of equal texts the first keeps its value. An empty text is ignored.
    void add(std::string_view text, std::size_t value);
    [[nodiscard]] std::optional<Hit> longestAt(std::string_view text, std::size_t begin) const;
    // Whether any text begins with this byte.
    [[nodiscard]] bool canBegin(char c) const { return m_root[static_cast<unsigned char>(c)] != 0; }
    [[nodiscard]] bool empty() const { return m_nodes.size() == 1; }

private:
    using Index = std::uint32_t; // of a node; 0 stands for none
    struct Node {
        std::vector<std::pair<char, Index>> next;
        std::optional<std::size_t> value;
    };
    [[nodiscard]] Index next(Index node, char c) const;

    std::array<Index, 256> m_root{};
    std::vector<Node> m_nodes = std::vector<Node>(1);
};

} // namespace retort::tokenizer
