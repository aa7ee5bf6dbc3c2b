// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The recipe of a training run (TOML): which model, on which records, how, and from which teacher.
// Every key but the paths and the sizes of a new model has a default; an unknown key is refused with its
// line.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/dtype.h"
#include "core/checkpoint/model_config.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort::distill {

struct ModelRecipe {
    std::optional<std::filesystem::path> init; // checkpoint to start from; none: random weights of `config`
    checkpoint::ModelConfig config;            // sizes of a new model; its vocabulary is the tokenizer's
    std::filesystem::path tokenizer;           // directory; that of `init` unless the recipe names one
    std::uint64_t seed = 1;                    // of the random weights, N(0, 0.02)
};

struct DataRecipe {
    std::vector<std::filesystem::path> paths;
    std::string textField = "text";
    std::string repeatsField; // empty: every record once an epoch
};

struct TrainRecipe {
    int epochs = 3;
    int batchRecords = 32;
    int maxTokens = 0; // 0: the model's context
    double learningRate = 5e-4;
    double minimumLearningRate = 0.0; // where the cosine ends
    int warmupSteps = 0;
    double weightDecay = 0.0; // decoupled; matrices only
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double clip = 1.0;      // largest norm of the whole gradient; 0: no clipping
    std::uint64_t seed = 1; // of the order of the records
    int threads = 0;        // 0: as the process has it
};

struct DistillRecipe {
    std::filesystem::path teacher;
    double temperature = 2.0;
    double kdRatio = 1.0; // loss = (1 - kdRatio) * CE + kdRatio * T^2 * KL(teacher || student) at T
};

struct Recipe {
    std::filesystem::path file;
    std::string text; // the file's content, kept beside the weights
    ModelRecipe model;
    std::vector<DataRecipe> data;
    TrainRecipe train;
    std::optional<DistillRecipe> distill;             // none: cross-entropy alone
    checkpoint::Dtype dtype = checkpoint::Dtype::F32; // of the written weights; training computes in f32
};

// Relative paths are taken from the folder of the file. Errors (ErrorCode::Usage) name file, line and key.
[[nodiscard]] Result<Recipe> readRecipe(const std::filesystem::path& file);
[[nodiscard]] Result<Recipe> parseRecipe(std::string text, const std::filesystem::path& file);

} // namespace retort::distill
