// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/roc.h"

#include "core/stats/tie_groups.h"

namespace retort::stats {

namespace {

// Products of two counts need 128 bits.
__extension__ using Wide = __int128;

bool onLine(const RocCurve& curve, std::uint64_t falsePositives, std::uint64_t truePositives) {
    const std::size_t last = curve.truePositives.size() - 1;
    const Wide x1 = static_cast<Wide>(curve.falsePositives[last]) - curve.falsePositives[last - 1];
    const Wide y1 = static_cast<Wide>(curve.truePositives[last]) - curve.truePositives[last - 1];
    const Wide x2 = static_cast<Wide>(falsePositives) - curve.falsePositives[last];
    const Wide y2 = static_cast<Wide>(truePositives) - curve.truePositives[last];
    return x1 * y2 == x2 * y1;
}

} // namespace

RocCurve rocCurve(const RankedScores& ranked) {
    RocCurve curve{{0}, {0}, ranked.members, ranked.nonmembers};
    std::uint64_t truePositives = 0;
    std::uint64_t falsePositives = 0;
    forEachTieGroup(ranked, [&](std::size_t, std::size_t, std::uint64_t members, std::uint64_t nonmembers) {
        truePositives += members;
        falsePositives += nonmembers;
        if (curve.truePositives.size() > 1 && onLine(curve, falsePositives, truePositives)) {
            curve.truePositives.back() = truePositives;
            curve.falsePositives.back() = falsePositives;
        } else {
            curve.truePositives.push_back(truePositives);
            curve.falsePositives.push_back(falsePositives);
        }
    });
    return curve;
}

double areaUnderCurve(const RankedScores& ranked) {
    std::uint64_t above = 0; // non-members with a higher score
    Wide twiceWon = 0;       // pairs won by the member twice, ties once
    forEachTieGroup(ranked, [&](std::size_t, std::size_t, std::uint64_t members, std::uint64_t nonmembers) {
        const std::uint64_t below = ranked.nonmembers - above - nonmembers;
        twiceWon += static_cast<Wide>(members) * (2 * static_cast<Wide>(below) + nonmembers);
        above += nonmembers;
    });
    const Wide pairs = static_cast<Wide>(ranked.members) * ranked.nonmembers;
    return static_cast<double>(twiceWon) / (2.0 * static_cast<double>(pairs));
}

double averagePrecision(const RankedScores& ranked) {
    std::uint64_t truePositives = 0;
    double sum = 0;
    forEachTieGroup(ranked, [&](std::size_t, std::size_t end, std::uint64_t members, std::uint64_t) {
        truePositives += members;
        sum += static_cast<double>(members) * static_cast<double>(truePositives) / static_cast<double>(end);
    });
    return sum / static_cast<double>(ranked.members);
}

} // namespace retort::stats
