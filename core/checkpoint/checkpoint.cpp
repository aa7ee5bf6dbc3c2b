// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"

#include "core/checkpoint/family.h"
#include "core/checkpoint/weight_check.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace retort::checkpoint {

namespace {

constexpr std::size_t kMostNamed = 8;

// "a, b, c and 12 more".
std::string listed(const std::vector<std::string>& names) {
    const std::size_t shown = std::min(names.size(), kMostNamed);
    std::string text =
        fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    if (names.size() > shown)
        text += fmt::format(" and {} more", names.size() - shown);
    return text;
}

void checkNeeded(Family family, const std::vector<TensorNeed>& needs, const TensorSet& tensors,
                 Problems& problems) {
    std::vector<std::string> missing;
    std::vector<std::string> misshapen;
    for (const TensorNeed& need : needs) {
        const Tensor* tensor = findWeight(tensors, family, need.name);
        const std::vector<std::int64_t> shape = need.storedShape();
        if (!tensor)
            missing.push_back(fmt::format("{} {}", need.name, shapeText(shape)));
        else if (tensor->shape != shape)
            misshapen.push_back(fmt::format("{} is {} instead of {}", tensor->name, shapeText(tensor->shape),
                                            shapeText(shape)));
        else if (!isWeightDtype(tensor->dtype))
            problems.unsupported("the weights of {} are {}; F32, F16 and BF16 are computed", need.name,
                                 dtypeName(tensor->dtype));
    }
    if (!missing.empty())
        problems.invalid("{} tensors are missing: {}", missing.size(), fmt::join(missing, ", "));
    if (!misshapen.empty())
        problems.invalid("{} tensors have another shape than the configuration asks for: {}",
                         misshapen.size(), fmt::join(misshapen, ", "));
}

void checkTiedHead(const FamilyTraits& traits, const TensorSet& tensors, Problems& problems) {
    const Tensor* embedding = findWeight(tensors, traits.family, traits.embedding);
    const Tensor* head = tensors.find(traits.head);
    if (!embedding || !head)
        return;
    if (!sameElements(*head, *embedding))
        problems.invalid("the configuration ties the head to the embedding, but {} and {} differ; set "
                         "\"tie_word_embeddings\" to what the model was trained with",
                         head->name, embedding->name);
}

void warnOfRest(const ModelConfig& config, const std::vector<TensorNeed>& needs, const TensorSet& tensors,
                std::vector<std::string>& warnings) {
    const FamilyTraits& traits = traitsOf(config.family);
    std::set<const Tensor*> expected;
    for (const TensorNeed& need : needs)
        expected.insert(findWeight(tensors, config.family, need.name));
    if (config.tiedHead)
        expected.insert(tensors.find(traits.head));
    std::vector<std::string> unused;
    std::set<std::string_view> dtypes;
    for (const Tensor& tensor : tensors.all()) {
        if (expected.contains(&tensor))
            dtypes.insert(dtypeName(tensor.dtype));
        else if (!traits.isBuffer(tensor.name))
            unused.push_back(tensor.name);
    }
    if (!unused.empty())
        warnings.push_back(fmt::format("The model doesn't use {} of the tensors in the files: {}.",
                                       unused.size(), listed(unused)));
    if (dtypes.size() > 1)
        warnings.push_back(
            fmt::format("The weights have several element types: {}.", fmt::join(dtypes, ", ")));
}

} // namespace

const Tensor* findWeight(const TensorSet& tensors, Family family, std::string_view name) {
    if (const Tensor* tensor = tensors.find(name))
        return tensor;
    const std::string_view prefix = traitsOf(family).basePrefix;
    return name.starts_with(prefix) ? tensors.find(name.substr(prefix.size())) : nullptr;
}

WeightCheck checkWeights(const ModelConfig& config, const TensorSet& tensors) {
    WeightCheck check;
    const std::vector<TensorNeed> needs = neededTensors(config);
    checkNeeded(config.family, needs, tensors, check.problems);
    if (config.tiedHead)
        checkTiedHead(traitsOf(config.family), tensors, check.problems);
    warnOfRest(config, needs, tensors, check.warnings);
    return check;
}

Result<Checkpoint> openCheckpoint(const std::filesystem::path& directory,
                                  const std::filesystem::path& adapter) {
    RETORT_TRY(const CheckpointFolders folders, findFolders(directory, adapter));
    Checkpoint checkpoint;
    checkpoint.directory = folders.base;
    checkpoint.tokenizer = folders.tokenizer();
    RETORT_TRY(checkpoint.config, readModelConfig(folders.base));
    RETORT_TRY(checkpoint.tensors, TensorSet::open(folders.base));
    WeightCheck check = checkWeights(checkpoint.config, checkpoint.tensors);
    if (!check.problems.none())
        return check.problems.error(folders.base.string());
    if (!folders.adapter.empty()) {
        RETORT_TRY(checkpoint.adapter, readAdapter(folders.adapter, checkpoint.config));
    }
    checkpoint.warnings = std::move(check.warnings);
    checkpoint.config.fileDtype =
        findWeight(checkpoint.tensors, checkpoint.config.family, embeddingName(checkpoint.config.family))
            ->dtype;
    return checkpoint;
}

} // namespace retort::checkpoint
