// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter.h"

#include "core/checkpoint/family.h"
#include "core/checkpoint/torch_file.h"

#include <algorithm>
#include <array>

namespace retort::checkpoint {

namespace {

constexpr std::string_view kConfigFile = "adapter_config.json";
constexpr std::string_view kSafetensors = "adapter_model.safetensors";
constexpr std::string_view kTorch = "adapter_model.bin";
constexpr std::string_view kPrefix = "base_model.model.";
constexpr std::uint64_t kMaxConfigBytes = std::uint64_t{16} << 20U;

bool isThere(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

enum class Part { A, B, EmbeddingA, EmbeddingB, Whole };

// Where a tensor of the adapter belongs: a part of the update of a module, or a weight as a whole.
struct Place {
    Part part = Part::Whole;
    std::string module; // of an update; of a whole weight its name
};

// Takes the ending off, if it is there.
bool take(std::string_view& name, std::string_view ending) {
    if (!name.ends_with(ending))
        return false;
    name.remove_suffix(ending.size());
    return true;
}

Place placeOf(std::string_view name) {
    using Ending = std::pair<std::string_view, Part>;
    constexpr std::array kEndings{Ending{".lora_A.weight", Part::A}, Ending{".lora_B.weight", Part::B},
                                  Ending{".lora_embedding_A", Part::EmbeddingA},
                                  Ending{".lora_embedding_B", Part::EmbeddingB}};
    name.remove_prefix(kPrefix.size());
    for (const auto& [ending, part] : kEndings) {
        if (take(name, ending))
            return {part, std::string(name)};
    }
    // Whole weights stand under their own name or under that of the layer that PEFT wraps.
    for (const std::string_view last : {".weight", ".bias"}) {
        std::string_view module = name;
        if (!take(module, last))
            continue;
        if (!take(module, ".base_layer"))
            take(module, ".modules_to_save");
        return {Part::Whole, std::string(module) + std::string(last)};
    }
    return {Part::Whole, std::string(name)};
}

struct Pieces {
    const Tensor* a = nullptr;
    const Tensor* b = nullptr;
    bool embedding = false;
};

// The weights of a model by name.
class Needs {
public:
    explicit Needs(const ModelConfig& model) : m_needs(neededTensors(model)) {}

    [[nodiscard]] const std::vector<TensorNeed>& all() const { return m_needs; }
    [[nodiscard]] const TensorNeed* find(std::string_view name) const {
        const auto found = std::find_if(m_needs.begin(), m_needs.end(),
                                        [&](const TensorNeed& need) { return need.name == name; });
        return found == m_needs.end() ? nullptr : &*found;
    }

private:
    std::vector<TensorNeed> m_needs;
};

// What keeps a tied weight from being changed: PEFT changes the embedding or the head alone.
bool isTied(const ModelConfig& model, std::string_view name) {
    return model.tiedHead && (name == embeddingName(model.family) || name == headName(model.family));
}

bool checkDtype(const Tensor& tensor, Problems& problems) {
    if (isWeightDtype(tensor.dtype))
        return true;
    problems.unsupported("{} is {}; F32, F16 and BF16 are computed", tensor.name, dtypeName(tensor.dtype));
    return false;
}

void addReplacement(Adapter& adapter, const Tensor& tensor, const std::string& name, const ModelConfig& model,
                    const Needs& needs, Problems& problems) {
    const TensorNeed* need = needs.find(name);
    if (isTied(model, name))
        problems.unsupported(
            "{} replaces a weight that embedding and head share; merge the adapter with PEFT", tensor.name);
    else if (need == nullptr)
        problems.unsupported("{} has no place in the model", tensor.name);
    else if (need->storedShape() != tensor.shape)
        problems.unsupported(
            "{} is {}, the base has {}; a changed vocabulary isn't merged, merge it with PEFT", tensor.name,
            shapeText(tensor.shape), shapeText(need->storedShape()));
    else if (checkDtype(tensor, problems))
        adapter.replacements.emplace(need->name, tensor);
}

void addUpdate(Adapter& adapter, const std::string& module, const Pieces& pieces, const ModelConfig& model,
               const Needs& needs, Problems& problems) {
    const std::string name = module + ".weight";
    const TensorNeed* need = needs.find(name);
    if (isTied(model, name))
        return problems.unsupported(
            "{} changes a weight that embedding and head share; merge the adapter with PEFT", module);
    if (need == nullptr || need->shape.size() != 2)
        return problems.unsupported("{} is no matrix of the model; the adapter belongs to another one",
                                    module);
    if (pieces.a == nullptr || pieces.b == nullptr)
        return problems.invalid("{} has only one of the two LoRA matrices; the file is incomplete", module);
    const std::int64_t rank = pieces.a->shape.empty() ? 0 : pieces.a->shape.front();
    const std::int64_t in = need->shape[pieces.embedding ? 0 : 1];
    const std::int64_t out = need->shape[pieces.embedding ? 1 : 0];
    if (pieces.a->shape != std::vector{rank, in} || pieces.b->shape != std::vector{out, rank})
        return problems.invalid("{} has LoRA matrices of {} and {}, which don't fit its weight {}", module,
                                shapeText(pieces.a->shape), shapeText(pieces.b->shape),
                                shapeText(need->shape));
    const std::vector<std::int64_t>& others = adapter.config.otherRanks;
    if (rank != adapter.config.rank && std::find(others.begin(), others.end(), rank) == others.end())
        return problems.invalid("{} has rank {}, the configuration says {}", module, rank,
                                adapter.config.rank);
    if (checkDtype(*pieces.a, problems) && checkDtype(*pieces.b, problems))
        adapter.updates.emplace(
            need->name,
            LowRankUpdate{*pieces.a, *pieces.b, adapter.config.scale(module, rank), pieces.embedding});
}

bool isTarget(const std::vector<std::string>& targets, std::string_view module) {
    return std::any_of(targets.begin(), targets.end(), [&](const std::string& target) {
        return module == target || module.ends_with("." + target);
    });
}

// A list of targets and the tensors must tell the same.
void checkTargets(const Adapter& adapter, const Needs& needs, Problems& problems) {
    const std::vector<std::string>& targets = adapter.config.targets;
    if (targets.empty())
        return;
    std::vector<std::string> missing;
    for (const TensorNeed& need : needs.all()) {
        std::string_view module = need.name;
        if (!take(module, ".weight") || need.shape.size() != 2)
            continue;
        const bool changed = adapter.updates.contains(need.name);
        if (changed && !isTarget(targets, module))
            problems.invalid("the file changes {}, which is not among \"target_modules\"", module);
        if (!changed && isTarget(targets, module) && !adapter.config.someLayersOnly &&
            !adapter.replacements.contains(need.name))
            missing.emplace_back(module);
    }
    if (!missing.empty())
        problems.invalid(
            "the LoRA matrices of {} target modules are missing, the first is {}; the file is incomplete",
            missing.size(), missing.front());
}

void placeTensors(Adapter& adapter, const std::vector<Tensor>& tensors, const ModelConfig& model,
                  Problems& problems) {
    const Needs needs(model);
    std::map<std::string, Pieces> pieces;
    for (const Tensor& tensor : tensors) {
        if (tensor.name.find("lora_magnitude_vector") != std::string::npos) {
            problems.unsupported("{} belongs to a DoRA adapter; Retort merges plain LoRA", tensor.name);
            continue;
        }
        if (!tensor.name.starts_with(kPrefix)) {
            problems.unsupported("{} has no place in the model", tensor.name);
            continue;
        }
        const Place place = placeOf(tensor.name);
        if (place.part == Part::Whole) {
            addReplacement(adapter, tensor, place.module, model, needs, problems);
            continue;
        }
        Pieces& own = pieces[place.module];
        (place.part == Part::A || place.part == Part::EmbeddingA ? own.a : own.b) = &tensor;
        own.embedding = place.part == Part::EmbeddingA || place.part == Part::EmbeddingB;
    }
    for (const auto& [module, own] : pieces)
        addUpdate(adapter, module, own, model, needs, problems);
    if (problems.none())
        checkTargets(adapter, needs, problems);
    if (problems.none() && adapter.updates.empty() && adapter.replacements.empty())
        problems.invalid("the adapter changes nothing; its file has no tensors");
}

Result<Json> readConfig(const std::filesystem::path& directory) {
    return readJsonFile(directory / kConfigFile, kMaxConfigBytes);
}

} // namespace

bool holdsAdapter(const std::filesystem::path& directory) {
    return isThere(directory / kConfigFile);
}

Result<std::filesystem::path> adapterWeights(const std::filesystem::path& directory) {
    for (const std::string_view name : {kSafetensors, kTorch}) {
        if (isThere(directory / name))
            return directory / name;
    }
    return fail(ErrorCode::NotFound, "{}: the adapter has no weights: neither {} nor {}", directory.string(),
                kSafetensors, kTorch);
}

Result<std::string> adapterBase(const std::filesystem::path& directory) {
    RETORT_TRY(const Json document, readConfig(directory));
    Problems ignored;
    return document.is_object() ? ConfigFields(document, ignored).text("base_model_name_or_path").value_or("")
                                : "";
}

Result<Adapter> readAdapter(const std::filesystem::path& directory, const ModelConfig& model) {
    RETORT_TRY(const Json document, readConfig(directory));
    Adapter adapter;
    adapter.directory = directory;
    Problems problems;
    adapter.config = parseAdapterConfig(document, problems);
    if (!problems.none())
        return problems.error((directory / kConfigFile).string());
    RETORT_TRY(const std::filesystem::path file, adapterWeights(directory));
    adapter.files = {file};
    RETORT_TRY(const std::vector<Tensor> tensors,
               file.filename() == kSafetensors ? readSafetensors(file) : readTorchFile(file));
    placeTensors(adapter, tensors, model, problems);
    if (!problems.none())
        return problems.error(file.string());
    return adapter;
}

} // namespace retort::checkpoint
