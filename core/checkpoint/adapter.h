// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LoRA adapters in the form of the PEFT library: adapter_config.json with adapter_model.safetensors or
// adapter_model.bin. An adapter changes the weights of a base checkpoint: W + scale * B A with scale = alpha
// / rank, or alpha / sqrt(rank) when it is rank-stabilised (Hu et al., arXiv 2106.09685; Kalajdzievski, arXiv
// 2312.03732). What would change the result in another way is refused by name. Thread: any.
#pragma once

#include "core/base/json.h"
#include "core/checkpoint/config_fields.h"
#include "core/checkpoint/model_config.h"
#include "core/checkpoint/tensors.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::checkpoint {

// adapter_config.json.
struct AdapterConfig {
    std::string base; // as the file names it: a folder, or a model of a hub; may be empty
    std::int64_t rank = 0;
    double alpha = 0;
    bool rankStabilised = false;
    // Module names or their ends. Empty when the file has a regular expression or "all-linear": then the
    // tensors alone say what is changed.
    std::vector<std::string> targets;
    bool someLayersOnly = false; // layers_to_transform, layers_pattern or exclude_modules narrow the targets
    std::vector<std::int64_t> otherRanks; // the values of rank_pattern
    std::vector<std::pair<std::string, double>>
        otherAlphas; // alpha_pattern; "^name" stands for the whole name

    // Of a module, whose tensors have this rank.
    [[nodiscard]] double scale(std::string_view module, std::int64_t rankOfModule) const;
};

// Every reason against it is put into `problems`.
[[nodiscard]] AdapterConfig parseAdapterConfig(const Json& document, Problems& problems);

// What is added to one weight W [out, in]: scale * B A. An embedding [V, d] gets the transpose of B A.
struct LowRankUpdate {
    Tensor a; // [rank, in], or [rank, V]
    Tensor b; // [out, rank], or [d, rank]
    double scale = 1;
    bool embedding = false;
};

struct Adapter {
    std::filesystem::path directory;
    AdapterConfig config;
    std::vector<std::filesystem::path> files; // its weights
    // By the canonical name of the weight.
    std::map<std::string, LowRankUpdate, std::less<>> updates;
    // Weights that the adapter brings whole (modules_to_save, trained biases); updates come on top.
    std::map<std::string, Tensor, std::less<>> replacements;
};

[[nodiscard]] bool holdsAdapter(const std::filesystem::path& directory);
// The adapter's weight file, without reading it.
[[nodiscard]] Result<std::filesystem::path> adapterWeights(const std::filesystem::path& directory);
// base_model_name_or_path; empty when there is none.
[[nodiscard]] Result<std::string> adapterBase(const std::filesystem::path& directory);

// Reads the adapter for a model of this configuration and checks that everything in it has its place there.
// One error lists all that speaks against it.
[[nodiscard]] Result<Adapter> readAdapter(const std::filesystem::path& directory, const ModelConfig& model);

} // namespace retort::checkpoint
