// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rates measured on simulated data, and how far chance may take them from their promise. Where a method
// misses its nominal level on a grid point, the point states the level it has (docs/methods.md, section 6)
// and is held to that.
#pragma once

#include "core/base/philox.h"
#include "core/stats/intervals.h"
#include "core/stats/score_set.h"

#include <QtTest/QTest>

#include <cmath>
#include <cstdint>
#include <cstdio>

namespace retort::test {

struct Rate {
    std::uint64_t hits = 0;
    std::uint64_t runs = 0;

    void count(bool hit) {
        hits += hit ? 1U : 0U;
        ++runs;
    }
    [[nodiscard]] double value() const { return static_cast<double>(hits) / static_cast<double>(runs); }
    // 3.5 binomial standard errors of a rate that is as promised: a false alarm in 4,000.
    [[nodiscard]] double tolerance(double promised) const {
        return 3.5 * std::sqrt(promised * (1 - promised) / static_cast<double>(runs));
    }
    [[nodiscard]] bool atLeast(double promised) const { return value() >= promised - tolerance(promised); }
    [[nodiscard]] bool atMost(double promised) const { return value() <= promised + tolerance(promised); }
    [[nodiscard]] bool near(double promised) const { return atLeast(promised) && atMost(promised); }

    void print(const char* what) const {
        std::printf("%-28s %s: %.4f of %llu\n", what, QTest::currentDataTag() ? QTest::currentDataTag() : "",
                    value(), static_cast<unsigned long long>(runs));
    }
};

inline bool covers(const stats::Interval& interval, double truth) {
    return interval.lower <= truth && truth <= interval.upper;
}

// Normal scores; members are moved by `shift`. copies > 1: every text stands that often in the set, in one
// cluster, with `jitter` standard deviations of noise of its own.
inline stats::ScoreSet normalScores(Philox& random, int members, int nonmembers, double shift, int copies = 1,
                                    double jitter = 0) {
    stats::ScoreSet set;
    for (int i = 0; i < members + nonmembers; ++i) {
        const double score = random.normal() + (i < members ? shift : 0);
        for (int j = 0; j < copies; ++j) {
            set.scores.push_back(jitter > 0 ? score + jitter * random.normal() : score);
            set.isMember.push_back(i < members ? 1 : 0);
            set.clusters.push_back(static_cast<std::uint64_t>(i));
        }
    }
    return set;
}

inline void roundTo(stats::ScoreSet& set, double step) {
    if (!(step > 0))
        return;
    for (double& score : set.scores)
        score = std::round(score / step) * step;
}

} // namespace retort::test
