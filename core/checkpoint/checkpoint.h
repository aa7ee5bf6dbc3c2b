// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A checkpoint directory in the Hugging Face layout, checked as a whole: configuration and weights fit each
// other. Nothing in it is executed. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/adapter.h"
#include "core/checkpoint/checkpoint_folders.h"
#include "core/checkpoint/model_config.h"
#include "core/checkpoint/tensors.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

struct Checkpoint {
    std::filesystem::path directory;   // of the base
    std::filesystem::path tokenizer;   // where the tokenizer lies
    ModelConfig config;                // fileDtype is that of the weights
    TensorSet tensors;                 // of the base
    std::optional<Adapter> adapter;    // still to be merged into the tensors
    std::vector<std::string> warnings; // whole sentences
};

// The stored tensor of a weight: under its canonical name or, as base models are saved, without the family's
// prefix ("wte.weight" for "transformer.wte.weight"). Null when there is none.
[[nodiscard]] const Tensor* findWeight(const TensorSet& tensors, Family family, std::string_view name);

// Every tensor of neededTensors() is there for findWeight(), with its stored shape and of type F32, F16 or
// BF16. One message lists all missing and wrong ones. A tied head that is stored and differs from the
// embedding is refused; tensors that the model doesn't use are warned of. Folders: findFolders().
[[nodiscard]] Result<Checkpoint> openCheckpoint(const std::filesystem::path& directory,
                                                const std::filesystem::path& adapter = {});

} // namespace retort::checkpoint
