// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The invented records behind a synthetic audit and what each model did with them.
#pragma once

#include "core/store/records.h"
#include "tests/tools/synthetic_audit.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace retort::test {

inline constexpr std::array<const char*, 4> kModels{"teacher", "baseline", "student", "base"};

struct SyntheticData {
    std::string name;
    std::vector<std::string> seenBy;
    std::vector<store::Record> records;
    // [model][column] -> one value a record, NaN where absent
    std::map<std::string, std::map<std::string, std::vector<double>>> columns;
    std::vector<double> region; // bit mask, NaN without a verdict
};

// private, shared, held_out in this order; the same numbers for the same spec.
[[nodiscard]] std::vector<SyntheticData> makeSyntheticData(const SyntheticSpec& spec);
[[nodiscard]] bool saw(const SyntheticData& data, const std::string& model);

} // namespace retort::test
