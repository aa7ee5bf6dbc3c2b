// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/extraction_rate.h"

#include <map>

namespace retort::memorization {

namespace {

void finish(ExtractionRate& rate, bool sampled) {
    if (rate.records == 0)
        return;
    rate.rate = static_cast<double>(rate.memorized) / static_cast<double>(rate.records);
    if (sampled)
        rate.interval = stats::clopperPearson(rate.memorized, rate.records);
}

void add(ExtractionRate& rate, Verdict verdict) {
    if (verdict == Verdict::None)
        return;
    ++rate.records;
    rate.memorized += verdict == Verdict::Memorized ? 1U : 0U;
}

} // namespace

ExtractionRate extractionRate(std::span<const Verdict> verdicts, bool sampled) {
    ExtractionRate rate;
    for (const Verdict verdict : verdicts)
        add(rate, verdict);
    finish(rate, sampled);
    return rate;
}

std::vector<RepeatGroup> extractionByRepeats(std::span<const Verdict> verdicts,
                                             std::span<const std::uint64_t> repeats, bool sampled) {
    std::map<std::uint64_t, ExtractionRate> groups;
    for (std::size_t i = 0; i < verdicts.size(); ++i)
        add(groups[repeats[i]], verdicts[i]);
    std::vector<RepeatGroup> result;
    for (auto& [count, rate] : groups) {
        finish(rate, sampled);
        result.push_back({count, rate});
    }
    return result;
}

} // namespace retort::memorization
