// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a checkpoint is, by content: results are bound to it, wherever the directory lies. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/checkpoint_folders.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort::checkpoint {

// SHA-256 in hex digits: over name, length and content of each file, by name; the files of an adapter come
// last.
struct Fingerprint {
    std::string weights;   // the weight files
    std::string config;    // config.json, adapter_config.json
    std::string tokenizer; // the files of tokenizerFiles(); empty when there is none

    bool operator==(const Fingerprint&) const = default;
};

enum class FingerprintSource {
    Content, // reads all weights once
    Cache    // may take the digest of the weights from fingerprint_cache.h
};

[[nodiscard]] Result<Fingerprint> fingerprint(const CheckpointFolders& folders,
                                              FingerprintSource source = FingerprintSource::Content);
// Of the folders that findFolders() finds.
[[nodiscard]] Result<Fingerprint> fingerprint(const std::filesystem::path& directory);

// The names of the files that make up the tokenizer, those present, sorted: tokenizer.json, tokenizer.model,
// vocab.json, merges.txt, tokenizer_config.json, special_tokens_map.json, added_tokens.json.
[[nodiscard]] std::vector<std::string> tokenizerFiles(const std::filesystem::path& directory);

} // namespace retort::checkpoint
