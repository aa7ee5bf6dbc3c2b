// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = retort::parseJson(retort::fuzz::textOf(data, size), "input");
    if (!document)
        return 0;
    retort::checkpoint::Problems problems;
    const auto config = retort::checkpoint::parseAdapterConfig(*document, problems);
    static_cast<void>(config.scale("model.layers.0.self_attn.q_proj", 4));
    if (!problems.none())
        static_cast<void>(problems.error("input"));
    return 0;
}
