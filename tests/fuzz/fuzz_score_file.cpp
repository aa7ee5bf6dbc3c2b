// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/evaluation.h"
#include "core/stats/score_file.h"
#include "tests/fuzz/fuzz.h"

#include <array>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = retort::stats::parseScores(retort::fuzz::textOf(data, size), "input");
    if (file) {
        const std::array targets{0.01, 0.1};
        static_cast<void>(retort::stats::evaluate(file->set(file->attacks.size() - 1), targets));
    }
    return 0;
}
