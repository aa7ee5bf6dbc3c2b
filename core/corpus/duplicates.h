// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clusters of records that say the same (definitions, "Clusters").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

// NFC, case-folded, runs of white space made one space, trimmed. Ill-formed UTF-8 is repaired with U+FFFD
// first.
[[nodiscard]] std::string normalizedForClusters(std::string_view text);

// For each text the index of its cluster's representative, the first member in input order. A text joins the
// earliest representative that it equals after normalisation or shares an exact Jaccard similarity of at
// least 0.8 of word 5-shingles with, equality first; else it represents a new cluster. Texts of fewer than
// five words join by equality only.
[[nodiscard]] std::vector<std::uint32_t> duplicateClusters(std::span<const std::string_view> texts);

} // namespace retort::corpus
