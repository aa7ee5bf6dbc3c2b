// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A checkpoint directory in the Hugging Face layout, checked as a whole: configuration and weights fit each
// other. Nothing in it is executed. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/model_config.h"
#include "core/checkpoint/tensors.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

struct Checkpoint {
    std::filesystem::path directory;
    ModelConfig config; // fileDtype is that of the weights
    TensorSet tensors;
    std::vector<std::string> warnings; // whole sentences
};

// The stored tensor of a weight: under its canonical name or, as base models are saved, without the family's
// prefix ("wte.weight" for "transformer.wte.weight"). Null when there is none.
[[nodiscard]] const Tensor* findWeight(const TensorSet& tensors, Family family, std::string_view name);

// Every tensor of neededTensors() is there for findWeight(), with its stored shape and of type F32, F16 or
// BF16. One message lists all missing and wrong ones. A tied head that is stored and differs from the
// embedding is refused; tensors that the model doesn't use are warned of.
[[nodiscard]] Result<Checkpoint> openCheckpoint(const std::filesystem::path& directory);

} // namespace retort::checkpoint
