// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/admissibility.h"

#include <algorithm>

namespace retort::membership {

ReferenceUse referenceUse(std::string_view reference, std::span<const std::string> seenBy) {
    return std::ranges::find(seenBy, reference) == seenBy.end() ? ReferenceUse::Attack
                                                                : ReferenceUse::Contrast;
}

Status admissible(std::string_view reference, std::string_view dataSet, std::span<const std::string> seenBy) {
    if (referenceUse(reference, seenBy) == ReferenceUse::Attack)
        return {};
    return fail(
        ErrorCode::Unsupported,
        "the model \"{}\" was trained on the data set \"{}\", so it is no reference for an attack on it; the "
        "difference is shown as a contrast only",
        reference, dataSet);
}

} // namespace retort::membership
