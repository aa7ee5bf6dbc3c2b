// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which folders a model consists of: a checkpoint, or a LoRA adapter with the checkpoint it belongs to.
// Thread: any.
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace retort::checkpoint {

struct CheckpointFolders {
    std::filesystem::path base;    // config.json and the weights
    std::filesystem::path adapter; // empty: none

    // The adapter if it holds a tokenizer of its own, else the base.
    [[nodiscard]] std::filesystem::path tokenizer() const;
};

// `directory` is a checkpoint, or an adapter whose base_model_name_or_path is a local folder (absolute, or
// relative to the adapter). With `adapter` named, `directory` is its base. Errors say what to name instead.
[[nodiscard]] Result<CheckpointFolders> findFolders(const std::filesystem::path& directory,
                                                    const std::filesystem::path& adapter = {});

} // namespace retort::checkpoint
