// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/presets.h"

#include <algorithm>
#include <array>

namespace retort::audit {

namespace {

// The seven attacks of the paper by their published definitions; its two references are those of the plan.
constexpr std::array<std::string_view, 5> kPaper = {"loss", "min_k", "min_k_pp", "zlib", "reference"};
constexpr std::array<std::string_view, 1> kPaperMissing = {"preset.no_mope"};
// Loss and reference are in its code what they are in the paper.
constexpr std::array<std::string_view, 4> kCode = {"loss", "min_k_code_2508_07054",
                                                   "min_k_pp_code_2508_07054", "reference"};
constexpr std::array<std::string_view, 2> kCodeMissing = {"preset.no_argmax_zlib", "preset.no_mope"};

constexpr std::array kPresets = {Preset{"paper_2508_07054", kPaper, kPaperMissing},
                                 Preset{"paper_2508_07054_code", kCode, kCodeMissing}};

} // namespace

std::span<const Preset> presets() {
    return kPresets;
}

const Preset* findPreset(std::string_view name) {
    const auto found = std::ranges::find(kPresets, name, &Preset::name);
    return found == kPresets.end() ? nullptr : &*found;
}

std::vector<std::string> withPresetsExpanded(const std::vector<std::string>& names) {
    std::vector<std::string> expanded;
    const auto add = [&](std::string_view name) {
        if (std::ranges::find(expanded, name) == expanded.end())
            expanded.emplace_back(name);
    };
    for (const std::string& name : names) {
        const Preset* preset = findPreset(name);
        if (preset)
            std::ranges::for_each(preset->attacks, add);
        else
            add(name);
    }
    return expanded;
}

} // namespace retort::audit
