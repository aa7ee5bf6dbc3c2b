// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/fingerprint.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/checkpoint/adapter.h"
#include "core/checkpoint/fingerprint_cache.h"
#include "core/checkpoint/tensors.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace retort::checkpoint {

namespace {

constexpr std::size_t kBytesAtATime = std::size_t{16} << 20U;

// The content goes through the process's memory, but doesn't stay there.
void hashContent(Sha256& hash, const MappedFile& file) {
    for (std::span<const std::byte> rest = file.bytes(); !rest.empty();) {
        const std::span<const std::byte> part = rest.first(std::min(kBytesAtATime, rest.size()));
        hash.update(part);
        file.release(part);
        rest = rest.subspan(part.size());
    }
}

Result<std::string> hashFiles(const std::vector<std::filesystem::path>& files) {
    Sha256 hash;
    for (const std::filesystem::path& path : files) {
        RETORT_TRY(const std::shared_ptr<const MappedFile> file, MappedFile::open(path));
        hash.updateField(path.filename().string()).updateNumber(file->bytes().size());
        hashContent(hash, *file);
    }
    return toHex(hash.finish());
}

Result<std::string> hashWeights(const std::vector<std::filesystem::path>& files, FingerprintSource source) {
    const std::optional<FingerprintCache> cache = FingerprintCache::ofUser();
    const FileStates before(files);
    if (source == FingerprintSource::Cache && cache) {
        if (std::optional<std::string> known = cache->find(before))
            return std::move(*known);
    }
    RETORT_TRY(std::string digest, hashFiles(files));
    if (FileStates(files) != before)
        return fail(ErrorCode::Conflict,
                    "{}: the weights changed while they were read; try again when they are complete",
                    files.front().parent_path().string());
    if (cache)
        cache->remember(before, digest);
    return digest;
}

} // namespace

Result<Fingerprint> fingerprint(const CheckpointFolders& folders, FingerprintSource source) {
    Fingerprint result;
    std::vector<std::filesystem::path> config{folders.base / "config.json"};
    RETORT_TRY(std::vector<std::filesystem::path> weights, weightFiles(folders.base));
    if (!folders.adapter.empty()) {
        config.push_back(folders.adapter / "adapter_config.json");
        RETORT_TRY(weights.emplace_back(), adapterWeights(folders.adapter));
    }
    RETORT_TRY(result.config, hashFiles(config));
    RETORT_TRY(result.weights, hashWeights(weights, source));
    std::vector<std::filesystem::path> tokenizer;
    for (const std::string& name : tokenizerFiles(folders.tokenizer()))
        tokenizer.push_back(folders.tokenizer() / name);
    if (!tokenizer.empty()) {
        RETORT_TRY(result.tokenizer, hashFiles(tokenizer));
    }
    return result;
}

Result<Fingerprint> fingerprint(const std::filesystem::path& directory) {
    RETORT_TRY(const CheckpointFolders folders, findFolders(directory));
    return fingerprint(folders);
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
