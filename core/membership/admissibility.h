// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which reference models an outsider could have used against a data set.
#pragma once

#include "core/base/result.h"

#include <span>
#include <string>
#include <string_view>

namespace retort::membership {

enum class ReferenceUse {
    Attack,  // the reference did not see the set
    Contrast // it did: the difference may be shown, but is no outsider's attack and never part of a verdict
};

// seenBy: names of the models trained on the data set, as the plan lists them.
[[nodiscard]] ReferenceUse referenceUse(std::string_view reference, std::span<const std::string> seenBy);
// The refusal in words where the reference is not admissible as an attack.
[[nodiscard]] Status admissible(std::string_view reference, std::string_view dataSet,
                                std::span<const std::string> seenBy);

} // namespace retort::membership
