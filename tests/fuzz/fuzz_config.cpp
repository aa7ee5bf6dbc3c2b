// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_config.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = retort::parseJson(retort::fuzz::textOf(data, size), "input");
    if (!document)
        return 0;
    const auto config = retort::checkpoint::parseModelConfig(*document, "input");
    if (config) {
        static_cast<void>(retort::checkpoint::parameterCount(*config));
        static_cast<void>(retort::checkpoint::toHuggingFaceConfig(*config));
    }
    return 0;
}
