// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensors.h"
#include "core/checkpoint/torch_file.h"

#include <fmt/ranges.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace retort::checkpoint {

namespace {

constexpr std::uint64_t kMaxIndexBytes = std::uint64_t{64} << 20U;

using WeightMap = std::map<std::string, std::string, std::less<>>; // tensor -> shard

struct Layout {
    WeightFormat format;
    std::string_view single;
    std::string_view index;
    std::string_view suffix; // of a shard
    Result<std::vector<Tensor>> (*read)(const std::filesystem::path& path);
};

// The first that is there is used.
constexpr std::array kLayouts{
    Layout{WeightFormat::Safetensors, "model.safetensors", "model.safetensors.index.json", ".safetensors",
           readSafetensors},
    Layout{WeightFormat::Torch, "pytorch_model.bin", "pytorch_model.bin.index.json", ".bin", readTorchFile}};

// What TensorSet::open() reads.
struct Choice {
    const Layout* layout = nullptr;
    bool sharded = false;
    WeightMap map; // of the shards
    std::vector<std::filesystem::path> files;
};

bool isThere(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

Status checkShardName(std::string_view name, std::string_view suffix) {
    const bool plain = name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
    if (!plain || !name.ends_with(suffix) || name.starts_with('.'))
        return fail(ErrorCode::InvalidInput,
                    "names the shard \"{}\"; a shard must be a {} file in the same folder", name, suffix);
    return {};
}

Result<WeightMap> parseIndex(std::string_view text, std::string_view suffix) {
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
                RETORT_CHECK(checkShardName(shard, suffix));
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

Result<Choice> chooseShards(const std::filesystem::path& directory, const Layout& layout) {
    const std::filesystem::path path = directory / layout.index;
    RETORT_TRY(const std::string text, readFile(path, kMaxIndexBytes));
    auto map = parseIndex(text, layout.suffix);
    if (!map)
        return within(path.string(), map.error());
    std::set<std::string> shards;
    std::set<std::string> missing;
    for (const auto& [tensor, shard] : *map) {
        shards.insert(shard);
        if (!isThere(directory / shard))
            missing.insert(shard);
    }
    if (!missing.empty())
        return fail(ErrorCode::NotFound, "{}: shards are missing: {}; copy the whole checkpoint",
                    path.string(), fmt::join(missing, ", "));
    Choice choice{&layout, true, std::move(*map), {}};
    for (const std::string& shard : shards)
        choice.files.push_back(directory / shard);
    return choice;
}

// Files of other programs that hold weights too, by their endings.
std::vector<std::string> otherWeights(const std::filesystem::path& directory) {
    constexpr std::array<std::string_view, 7> kEndings{".gguf", ".h5",  ".msgpack", ".onnx",
                                                       ".pt",   ".pth", ".ckpt"};
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
        const std::string ending = entry.path().extension().string();
        if (std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end())
            names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

tl::unexpected<Error> noWeights(const std::filesystem::path& directory) {
    std::vector<std::string_view> wanted;
    for (const Layout& layout : kLayouts)
        wanted.insert(wanted.end(), {layout.single, layout.index});
    const std::vector<std::string> others = otherWeights(directory);
    if (others.empty())
        return fail(ErrorCode::NotFound, "{}: there are no weights: none of {}", directory.string(),
                    fmt::join(wanted, ", "));
    return fail(
        ErrorCode::Unsupported,
        "{}: there are no weights that Retort reads: none of {}; {} is of another program, convert it to the "
        "Hugging Face layout",
        directory.string(), fmt::join(wanted, ", "), fmt::join(others, ", "));
}

Result<Choice> choose(const std::filesystem::path& directory) {
    for (const Layout& layout : kLayouts) {
        if (isThere(directory / layout.single))
            return Choice{&layout, false, {}, {directory / layout.single}};
        if (isThere(directory / layout.index))
            return chooseShards(directory, layout);
    }
    return noWeights(directory);
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

std::string_view weightFormatName(WeightFormat format) {
    return format == WeightFormat::Safetensors ? "safetensors" : "torch.save";
}

Result<std::vector<std::filesystem::path>> weightFiles(const std::filesystem::path& directory) {
    RETORT_TRY(Choice choice, choose(directory));
    return std::move(choice.files);
}

std::vector<std::string> unusedWeightFiles(const std::filesystem::path& directory) {
    std::vector<std::string> names;
    for (const Layout& layout : kLayouts) {
        for (const std::string_view name : {layout.single, layout.index}) {
            if (isThere(directory / name))
                names.emplace_back(name);
        }
    }
    if (!names.empty())
        names.erase(names.begin());
    return names;
}

Result<TensorSet> TensorSet::open(const std::filesystem::path& directory) {
    RETORT_TRY(const Choice choice, choose(directory));
    TensorSet set;
    set.m_files = choice.files;
    set.m_format = choice.layout->format;
    std::map<std::string, std::string, std::less<>> foundIn;
    for (const std::filesystem::path& path : set.m_files) {
        RETORT_TRY(std::vector<Tensor> tensors, choice.layout->read(path));
        for (Tensor& tensor : tensors) {
            foundIn.emplace(tensor.name, path.filename().string());
            set.m_tensors.push_back(std::move(tensor));
        }
    }
    std::stable_sort(set.m_tensors.begin(), set.m_tensors.end(),
                     [](const Tensor& a, const Tensor& b) { return a.name < b.name; });
    if (choice.sharded) {
        if (const Status fits = checkAgainstIndex(choice.map, set.m_tensors, foundIn); !fits)
            return within((directory / choice.layout->index).string(), fits.error());
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
