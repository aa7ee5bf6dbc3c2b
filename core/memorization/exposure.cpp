// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/exposure.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::memorization {

double largestExposure(std::size_t references) {
    return std::log2(static_cast<double>(references + 1));
}

std::vector<double> exposures(std::span<const double> canaryLosses, std::span<const double> referenceLosses) {
    std::vector<double> references;
    std::copy_if(referenceLosses.begin(), referenceLosses.end(), std::back_inserter(references),
                 [](double loss) { return !std::isnan(loss); });
    std::sort(references.begin(), references.end());
    std::vector<double> result;
    result.reserve(canaryLosses.size());
    for (const double loss : canaryLosses) {
        const auto notAbove =
            std::upper_bound(references.begin(), references.end(), loss) - references.begin();
        result.push_back(std::isnan(loss) ? std::numeric_limits<double>::quiet_NaN()
                                          : largestExposure(references.size()) -
                                                std::log2(static_cast<double>(notAbove + 1)));
    }
    return result;
}

} // namespace retort::memorization
