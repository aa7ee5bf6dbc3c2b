// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parts of the findings that stand apart as JSON. Internal to core/audit; the reading functions throw
// Json::exception where a document does not fit.
#pragma once

#include "core/audit/findings.h"

#include <optional>

namespace retort::audit {

[[nodiscard]] Json optionalJson(const std::optional<double>& value); // null: absent
[[nodiscard]] std::optional<double> optionalNumber(const Json& value);
[[nodiscard]] Json toJson(const Interval& interval);
[[nodiscard]] Interval intervalFrom(const Json& value);

[[nodiscard]] Json toJson(const OverlapFinding& finding);
[[nodiscard]] OverlapFinding overlapFrom(const Json& value);
[[nodiscard]] Json toJson(const SpecificationCurve& curve);
[[nodiscard]] Claim claimFrom(const Json& value);
[[nodiscard]] Selftest selftestFrom(const Json& value);
[[nodiscard]] SpecificationCurve curveFrom(const Json& value);

} // namespace retort::audit
