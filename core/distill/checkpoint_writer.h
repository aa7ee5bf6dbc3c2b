// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trained model as a Hugging Face directory that appears in one step. Includes LibTorch: for core/distill
// only.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/checkpoint/model_config.h"
#include "core/engine/network.h"

#include <filesystem>
#include <string>

namespace retort::distill {

struct CheckpointContent {
    checkpoint::ModelConfig config;
    engine::Weights weights;                          // f32
    checkpoint::Dtype dtype = checkpoint::Dtype::F32; // to write
    std::filesystem::path tokenizer;                  // directory to copy the tokenizer's files from
    std::string recipe;
    Json log;
};

// Whether a checkpoint can be written there: the directory must not exist (or be empty), its parent must.
[[nodiscard]] Status checkTarget(const std::filesystem::path& directory);
// Writes everything into a folder beside it, then renames that.
[[nodiscard]] Status writeCheckpoint(const std::filesystem::path& directory,
                                     const CheckpointContent& content);

} // namespace retort::distill
