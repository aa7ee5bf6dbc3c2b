// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/fingerprint.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/checkpoint/tensors.h"

#include <array>
#include <string_view>

namespace retort::checkpoint {

namespace {

// `files` sorted by name.
Result<std::string> hashFiles(const std::vector<std::filesystem::path>& files) {
    Sha256 hash;
    for (const std::filesystem::path& path : files) {
        RETORT_TRY(const std::shared_ptr<const MappedFile> file, MappedFile::open(path));
        hash.updateField(path.filename().string()).updateNumber(file->bytes().size()).update(file->bytes());
    }
    return toHex(hash.finish());
}

} // namespace

Result<Fingerprint> fingerprint(const std::filesystem::path& directory) {
    Fingerprint result;
    RETORT_TRY(result.config, hashFiles({directory / "config.json"}));
    RETORT_TRY(const std::vector<std::filesystem::path> weights, weightFiles(directory));
    RETORT_TRY(result.weights, hashFiles(weights));
    std::vector<std::filesystem::path> tokenizer;
    for (const std::string& name : tokenizerFiles(directory))
        tokenizer.push_back(directory / name);
    if (!tokenizer.empty()) {
        RETORT_TRY(result.tokenizer, hashFiles(tokenizer));
    }
    return result;
}

std::vector<std::string> tokenizerFiles(const std::filesystem::path& directory) {
    constexpr std::array<std::string_view, 7> kSortedNames{
        "added_tokens.json",     "merges.txt", "special_tokens_map.json", "tokenizer.json", "tokenizer.model",
        "tokenizer_config.json", "vocab.json"};
    std::vector<std::string> present;
    for (const std::string_view name : kSortedNames) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(directory / name, ignored))
            present.emplace_back(name);
    }
    return present;
}

} // namespace retort::checkpoint
