// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/rate.h"

#include <cmath>

namespace retort::jobs {

namespace {

constexpr double kHalfLifeSeconds = 20;

} // namespace

RateEstimator::RateEstimator(std::uint64_t firstDone, double seconds)
    : m_done(firstDone), m_seconds(seconds) {}

void RateEstimator::add(std::uint64_t done, double seconds) {
    const double elapsed = seconds - m_seconds;
    if (elapsed <= 0 || done < m_done)
        return;
    // Work and time fade alike, so at a steady pace their quotient is the pace whatever the weights.
    const double keep = std::exp2(-elapsed / kHalfLifeSeconds);
    m_weightedWork = m_weightedWork * keep + static_cast<double>(done - m_done);
    m_weightedTime = m_weightedTime * keep + elapsed;
    m_done = done;
    m_seconds = seconds;
}

std::optional<double> RateEstimator::perSecond() const {
    if (m_weightedTime <= 0 || m_weightedWork <= 0)
        return std::nullopt;
    return m_weightedWork / m_weightedTime;
}

std::optional<double> RateEstimator::secondsLeft(std::uint64_t total) const {
    const auto rate = perSecond();
    if (!rate || total == 0)
        return std::nullopt;
    return total > m_done ? static_cast<double>(total - m_done) / *rate : 0;
}

} // namespace retort::jobs
