// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint_folders.h"

#include "core/checkpoint/adapter.h"
#include "core/checkpoint/fingerprint.h"

namespace retort::checkpoint {

namespace {

bool holdsConfig(const std::filesystem::path& directory) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(directory / "config.json", ignored);
}

bool isAdapterAlone(const std::filesystem::path& directory) {
    return holdsAdapter(directory) && !holdsConfig(directory);
}

Result<CheckpointFolders> named(const std::filesystem::path& base, const std::filesystem::path& adapter) {
    if (!holdsAdapter(adapter))
        return fail(ErrorCode::NotFound,
                    "{}: there is no adapter_config.json; name the folder of a PEFT adapter",
                    adapter.string());
    if (isAdapterAlone(base))
        return fail(ErrorCode::InvalidInput,
                    "{}: is an adapter itself; one adapter on a base is merged, name the folder of the base",
                    base.string());
    return CheckpointFolders{base, adapter};
}

Result<CheckpointFolders> withItsBase(const std::filesystem::path& adapter) {
    constexpr std::string_view kHow =
        "name the base beside it: --model BASE --adapter DIR (inspect: BASE --adapter "
        "DIR; in a plan: path = \"BASE\", adapter = \"DIR\")";
    RETORT_TRY(const std::string base, adapterBase(adapter));
    if (base.empty())
        return fail(ErrorCode::InvalidInput, "{}: is a LoRA adapter that names no base model; {}",
                    adapter.string(), kHow);
    const std::filesystem::path folder = adapter / base; // an absolute path replaces the left side
    if (!holdsConfig(folder))
        return fail(ErrorCode::NotFound,
                    "{}: is a LoRA adapter of {}, which is no folder with a config.json on this machine; {}",
                    adapter.string(), base, kHow);
    return CheckpointFolders{folder.lexically_normal(), adapter};
}

} // namespace

std::filesystem::path CheckpointFolders::tokenizer() const {
    return adapter.empty() || tokenizerFiles(adapter).empty() ? base : adapter;
}

Result<CheckpointFolders> findFolders(const std::filesystem::path& directory,
                                      const std::filesystem::path& adapter) {
    if (!adapter.empty())
        return named(directory, adapter);
    if (!holdsAdapter(directory))
        return CheckpointFolders{directory, {}};
    if (holdsConfig(directory))
        return fail(
            ErrorCode::InvalidInput,
            "{}: holds both a model (config.json) and an adapter (adapter_config.json); name the model with "
            "--adapter {} to merge it, or move adapter_config.json elsewhere to leave it out",
            directory.string(), directory.string());
    return withItsBase(directory);
}

} // namespace retort::checkpoint
