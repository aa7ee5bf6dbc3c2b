// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The answers recomputed over all defensible choices, from the stored tables, without a model (specification
// curve: Simonsohn, Simmons and Nelson 2020, doi 10.1038/s41562-020-0912-z). A verdict that hangs on one
// choice shows.
#pragma once

#include "core/audit/audit_view.h"
#include "core/audit/findings.h"
#include "core/base/result.h"

#include <vector>

namespace retort::audit {

// Membership of the student, for each data set with a direct or indirect test. Choices: every attack of the
// plan and every other one that the release's access allows and the stored tables suffice for, Min-K with 5,
// 10, 20, 30 and 50 %; the span (whole record, first 100 predicted tokens, suffix of the window `first`);
// counting by clusters of duplicates or by records; with or without clusters that cross the border. What has
// no score (zlib of a part) is no specification. Extraction of the examined model over all its training sets
// together: window, ties (to the lowest token id, or never a hit), counting by records or clusters. Verdicts
// are those before validity checks and without correction for several tests.
[[nodiscard]] Result<std::vector<SpecificationCurve>> specificationCurves(AuditView& view);

// The parts of the above.
[[nodiscard]] Result<std::vector<SpecificationCurve>> membershipCurves(AuditView& view);
[[nodiscard]] Result<std::vector<SpecificationCurve>> extractionCurves(AuditView& view);

// "Of 40 ways ...": one sentence on a curve.
[[nodiscard]] std::string curveSentence(const SpecificationCurve& curve);

} // namespace retort::audit
