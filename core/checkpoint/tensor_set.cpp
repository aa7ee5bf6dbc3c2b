// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensors.h"

#include <fmt/ranges.h>
#include <simdjson.h>

#include <algorithm>
#include <map>
#include <set>

namespace retort::checkpoint {

namespace {

constexpr std::string_view kSingleFile = "model.safetensors";
constexpr std::string_view kIndexFile = "model.safetensors.index.json";
constexpr std::uint64_t kMaxIndexBytes = std::uint64_t{64} << 20U;

using WeightMap = std::map<std::string, std::string, std::less<>>; // tensor -> shard

bool isThere(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

Status checkShardName(std::string_view name) {
    const bool plain = name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
    if (!plain || !name.ends_with(".safetensors") || name.starts_with('.'))
        return fail(ErrorCode::InvalidInput,
                    "names the shard \"{}\"; a shard must be a .safetensors file in the same folder", name);
    return {};
}

Result<WeightMap> parseIndex(std::string_view text) {
    WeightMap map;
    bool found = false;
    try {
        const simdjson::padded_string padded(text);
        simdjson::ondemand::parser parser;
        simdjson::ondemand::document document = parser.iterate(padded);
        for (simdjson::ondemand::field member : document.get_object()) {
            const std::string_view key = member.unescaped_key();
            if (key != "weight_map")
                continue;
            if (found)
                return fail(ErrorCode::InvalidInput, "has \"weight_map\" twice");
            found = true;
            for (simdjson::ondemand::field field : member.value().get_object()) {
                const std::string tensor(static_cast<std::string_view>(field.unescaped_key()));
                const std::string shard(static_cast<std::string_view>(field.value().get_string()));
                RETORT_CHECK(checkShardName(shard));
                if (!map.emplace(tensor, shard).second)
                    return fail(ErrorCode::InvalidInput, "names the tensor \"{}\" twice", tensor);
            }
        }
        const char* rest = nullptr;
        if (document.current_location().get(rest) == simdjson::SUCCESS)
            return fail(ErrorCode::InvalidInput, "goes on after its JSON object");
    } catch (const simdjson::simdjson_error& error) {
        return fail(ErrorCode::InvalidInput, "isn't the JSON that it should be ({})", error.what());
    }
    if (map.empty())
        return fail(ErrorCode::InvalidInput, "has no \"weight_map\" of tensors");
    return map;
}

Result<WeightMap> readIndex(const std::filesystem::path& directory) {
    const std::filesystem::path path = directory / kIndexFile;
    RETORT_TRY(const std::string text, readFile(path, kMaxIndexBytes));
    auto map = parseIndex(text);
    if (!map)
        return within(path.string(), map.error());
    std::set<std::string> missing;
    for (const auto& [tensor, shard] : *map) {
        if (!isThere(directory / shard))
            missing.insert(shard);
    }
    if (!missing.empty())
        return fail(ErrorCode::NotFound, "{}: shards are missing: {}; copy the whole checkpoint",
                    path.string(), fmt::join(missing, ", "));
    return map;
}

tl::unexpected<Error> noWeights(const std::filesystem::path& directory) {
    for (const std::string_view name : {"pytorch_model.bin", "pytorch_model.bin.index.json"}) {
        if (isThere(directory / name))
            return fail(ErrorCode::Unsupported,
                        "{}: this format isn't read; convert the checkpoint with transformers: "
                        "AutoModelForCausalLM.from_pretrained(DIR).save_pretrained(NEW_DIR)",
                        (directory / name).string());
    }
    return fail(ErrorCode::NotFound, "{}: has neither {} nor {}", directory.string(), kSingleFile,
                kIndexFile);
}

// Every tensor lies in the shard that the index names for it, and nowhere else.
Status checkAgainstIndex(const WeightMap& map, const std::vector<Tensor>& tensors,
                         const std::map<std::string, std::string, std::less<>>& foundIn) {
    for (std::size_t i = 1; i < tensors.size(); ++i) {
        if (tensors[i].name == tensors[i - 1].name)
            return fail(ErrorCode::InvalidInput, "tensor \"{}\" is in more than one shard", tensors[i].name);
    }
    for (const auto& [tensor, shard] : map) {
        const auto found = foundIn.find(tensor);
        if (found == foundIn.end() || found->second != shard)
            return fail(ErrorCode::InvalidInput, "tensor \"{}\" isn't in {}, where the index has it", tensor,
                        shard);
    }
    return {};
}

} // namespace

Result<std::vector<std::filesystem::path>> weightFiles(const std::filesystem::path& directory) {
    if (isThere(directory / kSingleFile))
        return std::vector{directory / kSingleFile};
    if (!isThere(directory / kIndexFile))
        return noWeights(directory);
    RETORT_TRY(const WeightMap map, readIndex(directory));
    std::set<std::string> shards;
    for (const auto& [tensor, shard] : map)
        shards.insert(shard);
    std::vector<std::filesystem::path> files;
    for (const std::string& shard : shards)
        files.push_back(directory / shard);
    return files;
}

Result<TensorSet> TensorSet::open(const std::filesystem::path& directory) {
    TensorSet set;
    RETORT_TRY(set.m_files, weightFiles(directory));
    std::map<std::string, std::string, std::less<>> foundIn;
    for (const std::filesystem::path& path : set.m_files) {
        RETORT_TRY(std::vector<Tensor> tensors, readSafetensors(path));
        for (Tensor& tensor : tensors) {
            foundIn.emplace(tensor.name, path.filename().string());
            set.m_tensors.push_back(std::move(tensor));
        }
    }
    std::stable_sort(set.m_tensors.begin(), set.m_tensors.end(),
                     [](const Tensor& a, const Tensor& b) { return a.name < b.name; });
    if (!isThere(directory / kSingleFile)) {
        RETORT_TRY(const WeightMap map, readIndex(directory));
        if (const Status fits = checkAgainstIndex(map, set.m_tensors, foundIn); !fits)
            return within((directory / kIndexFile).string(), fits.error());
    }
    return set;
}

const Tensor* TensorSet::find(std::string_view name) const {
    const auto place =
        std::lower_bound(m_tensors.begin(), m_tensors.end(), name,
                         [](const Tensor& tensor, std::string_view n) { return tensor.name < n; });
    return place != m_tensors.end() && place->name == name ? &*place : nullptr;
}

} // namespace retort::checkpoint
