// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

#include <limits>

namespace retort::membership {

Attack zlibAttack() {
    return {.name = "zlib",
            .title = "zlib ratio",
            .formula = "mean log-probability over the bytes of the UTF-8 text compressed by zlib at level 6",
            .source = "Carlini et al. 2021, arXiv 2012.07805; in the form of arXiv 2404.02936's code",
            .cost = "none",
            .score = [](const RecordView& record, const Parameters&) {
                // No compressed text is empty: zero bytes says that the length is not known.
                return record.zlibBytes == 0 ? std::numeric_limits<double>::quiet_NaN()
                                             : scores::meanLogProbability(record.target) / record.zlibBytes;
            }};
}

} // namespace retort::membership
