// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Steps of a ranking: records with equal scores are passed together.
#pragma once

#include "core/stats/score_set.h"

#include <cstddef>

namespace retort::stats {

// Calls visit(begin, end, members, nonmembers) for each group of equal scores, highest score first.
template <class Visit>
void forEachTieGroup(const RankedScores& ranked, Visit&& visit) {
    for (std::size_t begin = 0; begin < ranked.size();) {
        std::size_t end = begin;
        std::uint64_t members = 0;
        for (; end < ranked.size() && ranked.scores[end] == ranked.scores[begin]; ++end)
            members += ranked.isMember[end];
        visit(begin, end, members, static_cast<std::uint64_t>(end - begin) - members);
        begin = end;
    }
}

} // namespace retort::stats
