// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/checkpoint_writer.h"

#include "core/base/files.h"
#include "core/checkpoint/fingerprint.h"
#include "core/checkpoint/tensors.h"

#include <unistd.h>

#include <span>
#include <system_error>
#include <vector>

namespace retort::distill {

namespace {

at::ScalarType scalarType(checkpoint::Dtype dtype) {
    switch (dtype) {
    case checkpoint::Dtype::F16:
        return at::kHalf;
    case checkpoint::Dtype::BF16:
        return at::kBFloat16;
    default:
        return at::kFloat;
    }
}

Status writeWeights(const std::filesystem::path& file, const CheckpointContent& content) {
    std::vector<at::Tensor> kept;
    std::vector<checkpoint::TensorData> tensors;
    for (const checkpoint::TensorNeed& need : checkpoint::neededTensors(content.config)) {
        const at::Tensor weight = content.weights.at(need.name).detach().to(scalarType(content.dtype));
        const at::Tensor& stored = kept.emplace_back((need.transposed ? weight.t() : weight).contiguous());
        tensors.push_back(
            {need.name, content.dtype, stored.sizes().vec(),
             std::span(static_cast<const std::byte*>(stored.const_data_ptr()), stored.nbytes())});
    }
    return checkpoint::writeSafetensors(file, tensors);
}

Status fill(const std::filesystem::path& folder, const CheckpointContent& content) {
    checkpoint::ModelConfig config = content.config;
    config.fileDtype = content.dtype;
    RETORT_CHECK(writeWeights(folder / "model.safetensors", content));
    for (const std::string& name : checkpoint::tokenizerFiles(content.tokenizer)) {
        RETORT_TRY(const std::string bytes, readFile(content.tokenizer / name));
        RETORT_CHECK(writeFile(folder / name, bytes));
    }
    RETORT_CHECK(writeFile(folder / "recipe.toml", content.recipe));
    RETORT_CHECK(writeFile(folder / "training.json", content.log.dump(2) + "\n"));
    return writeFile(folder / "config.json", checkpoint::toHuggingFaceConfig(config).dump(2) + "\n");
}

} // namespace

Status checkTarget(const std::filesystem::path& directory) {
    std::error_code error;
    if (std::filesystem::exists(directory, error) && !std::filesystem::is_empty(directory, error))
        return fail(ErrorCode::Conflict, "{} exists already; name another directory or remove it first",
                    directory.string());
    const auto parent = std::filesystem::absolute(directory).lexically_normal().parent_path();
    if (!std::filesystem::is_directory(parent, error))
        return fail(ErrorCode::Io, "{}: there is no folder {} to put it in; create it first",
                    directory.string(), parent.string());
    if (::access(parent.c_str(), W_OK) != 0)
        return fail(ErrorCode::Io, "{}: can't write into {}", directory.string(), parent.string());
    return {};
}

Status writeCheckpoint(const std::filesystem::path& directory, const CheckpointContent& content) {
    RETORT_CHECK(checkTarget(directory));
    std::filesystem::path target = std::filesystem::absolute(directory).lexically_normal();
    if (!target.has_filename())
        target = target.parent_path();
    const std::filesystem::path folder =
        target.parent_path() / fmt::format(".{}.partial-{}", target.filename().string(), ::getpid());
    std::error_code error;
    std::filesystem::create_directory(folder, error);
    if (error)
        return fail(ErrorCode::Io, "{}: can't create {}: {}", directory.string(), folder.string(),
                    error.message());
    Status status = fill(folder, content);
    if (status) {
        std::filesystem::rename(folder, target, error);
        if (!error)
            return {};
        status = fail(ErrorCode::Io, "can't rename {} to {}: {}", folder.string(), target.string(),
                      error.message());
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return status;
}

} // namespace retort::distill
