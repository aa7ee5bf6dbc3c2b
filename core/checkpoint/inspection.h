// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a checkpoint directory is and whether Retort can use it, without refusing to look. Thread: any.
#pragma once

#include "core/base/json.h"
#include "core/checkpoint/adapter.h"
#include "core/checkpoint/fingerprint.h"
#include "core/checkpoint/model_config.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

enum class TokenizerKind { None, TokenizerJson, VocabMerges, SentencePiece };

[[nodiscard]] std::string_view tokenizerKindName(TokenizerKind kind);

struct Inspection {
    std::filesystem::path directory;   // as it was named
    CheckpointFolders folders;         // what it consists of
    std::optional<Adapter> adapter;    // merged when the model is loaded
    std::optional<ModelConfig> config; // none when config.json is refused
    std::string modelType;             // as config.json names it, also when it is refused
    std::int64_t tensors = 0;          // in the files; 0 when they can't be read
    std::int64_t storedParameters = 0; // elements in the files
    std::int64_t weightBytes = 0;
    std::int64_t parameters = 0;     // weights of the model, a tied head counted once
    std::vector<std::string> dtypes; // safetensors names, sorted
    std::string weightFormat;        // weightFormatName(); empty when the files can't be read
    TokenizerKind tokenizer = TokenizerKind::None;
    std::vector<std::string> tokenizerFiles;
    std::optional<Fingerprint> fingerprint;
    // Whole sentences: what differs from published checkpoints of the family. No reason against the
    // checkpoint.
    std::vector<std::string> differences;
    std::vector<std::string> warnings;
    std::vector<std::string> refused; // every reason found; empty: the checkpoint can be used
};

// Never fails: what can't be read is among `refused`. Folders: findFolders().
[[nodiscard]] Inspection inspect(const std::filesystem::path& directory,
                                 const std::filesystem::path& adapter = {},
                                 FingerprintSource source = FingerprintSource::Cache);
[[nodiscard]] Json toJson(const Inspection& inspection);
// Lines for people.
[[nodiscard]] std::string describe(const Inspection& inspection);

} // namespace retort::checkpoint
