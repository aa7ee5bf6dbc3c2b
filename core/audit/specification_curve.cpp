// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/specification_curve.h"

#include "core/audit/phrases.h"

#include <algorithm>
#include <iterator>

namespace retort::audit {

Result<std::vector<SpecificationCurve>> specificationCurves(AuditView& view) {
    RETORT_TRY(std::vector<SpecificationCurve> curves, extractionCurves(view));
    RETORT_TRY(std::vector<SpecificationCurve> membership, membershipCurves(view));
    std::move(membership.begin(), membership.end(), std::back_inserter(curves));
    for (SpecificationCurve& curve : curves)
        std::stable_sort(curve.specifications.begin(), curve.specifications.end(),
                         [](const Specification& a, const Specification& b) { return a.value < b.value; });
    return curves;
}

std::string curveSentence(const SpecificationCurve& curve) {
    const bool auc = curve.measure == "auc";
    const auto text = [&](double value) { return auc ? numberText(value) : percentText(value); };
    const Specification* own = curve.planned();
    return phrase(auc ? "specification.membership" : "specification.extraction",
                  {{"data", curve.data},
                   {"same", std::to_string(curve.agreeing())},
                   {"all", std::to_string(curve.specifications.size())},
                   {"verdict", own ? own->verdict : "not tested"},
                   {"low", text(curve.specifications.front().value)},
                   {"high", text(curve.specifications.back().value)}});
}

} // namespace retort::audit
