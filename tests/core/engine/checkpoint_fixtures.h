// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The small random checkpoints of tests/data and what transformers computes for them
// (tests/reference/make_checkpoints.py).
#pragma once

#include "core/base/json.h"
#include "core/checkpoint/checkpoint.h"
#include "core/engine/model.h"

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace fixtures {

inline const std::vector<std::string>& checkpointNames() {
    static const std::vector<std::string> names{"gpt2_f32",
                                                "gpt2_base_f16",
                                                "gpt2_options_bf16",
                                                "opt_f16",
                                                "opt_post_f32",
                                                "opt_plain_f16",
                                                "neox_f32",
                                                "neox_nobias_tied_f32",
                                                "neox_sequential_f16",
                                                "neox_sharded_bf16",
                                                "llama2_f16",
                                                "llama3_sharded_bf16",
                                                "llama_bias_f32",
                                                "olmo2_f32",
                                                "olmo2_gqa_bf16",
                                                "qwen3_f32",
                                                "qwen3_sharded_f16",
                                                "qwen3_tied_bf16"};
    return names;
}

template <class T>
T valueOf(retort::Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

inline std::filesystem::path directory(const std::string& name) {
    return std::filesystem::path(RETORT_TEST_DATA) / "checkpoints" / name;
}

inline std::unique_ptr<retort::engine::Model> load(const std::string& name,
                                                   const retort::engine::EngineOptions& options = {}) {
    return valueOf(
        retort::engine::Model::load(valueOf(retort::checkpoint::openCheckpoint(directory(name))), options));
}

inline retort::Json reference(const std::string& name) {
    return valueOf(retort::readJsonFile(directory(name) / "reference.json"));
}

} // namespace fixtures
