// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names that stand for a list of attacks: what a paper evaluates.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::audit {

struct Preset {
    std::string_view name; // in plans, beside names of attacks
    std::span<const std::string_view> attacks;
    // What belongs to it and can't be computed here: names of sentences in the phrase catalogue.
    std::span<const std::string_view> missing;
};

[[nodiscard]] std::span<const Preset> presets();
// nullptr for an unknown name.
[[nodiscard]] const Preset* findPreset(std::string_view name);

// The names with every preset replaced by its attacks; of equal names the first stays.
[[nodiscard]] std::vector<std::string> withPresetsExpanded(const std::vector<std::string>& names);

} // namespace retort::audit
