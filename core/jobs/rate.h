// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rate and time left from what was done so far.
#pragma once

#include <cstdint>
#include <optional>

namespace retort::jobs {

// Mean rate with weights that halve every 20 seconds: steady work gives the plain mean, a change of pace
// shows soon.
class RateEstimator {
public:
    // firstDone: what an earlier run had done already; it doesn't count towards the rate.
    explicit RateEstimator(std::uint64_t firstDone = 0, double seconds = 0);

    // `seconds` since any fixed moment, not decreasing.
    void add(std::uint64_t done, double seconds);
    // Nothing before the first work was seen.
    [[nodiscard]] std::optional<double> perSecond() const;
    [[nodiscard]] std::optional<double> secondsLeft(std::uint64_t total) const;

private:
    std::uint64_t m_done;
    double m_seconds;
    double m_weightedWork = 0;
    double m_weightedTime = 0;
};

} // namespace retort::jobs
