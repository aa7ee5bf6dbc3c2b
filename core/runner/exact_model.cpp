// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/exact_model.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/checkpoint/model_config.h"
#include "core/checkpoint/tensors.h"
#include "core/tokenizer/byte_alphabet.h"

#include <cmath>
#include <map>
#include <span>

namespace retort::runner {

namespace {

constexpr std::size_t kBytes = 256;
constexpr unsigned char kFirst = 33; // '!' .. '~'
constexpr std::size_t kPrintable = 94;
constexpr std::size_t kStep = 37; // has no factor in common with 94: the successors go round all characters

unsigned char successor(unsigned char byte) {
    if (byte < kFirst || byte >= kFirst + kPrintable)
        return byte;
    return static_cast<unsigned char>(kFirst + (byte - kFirst + kStep) % kPrintable);
}

checkpoint::ModelConfig exactConfig() {
    checkpoint::ModelConfig config;
    config.family = checkpoint::Family::Llama;
    config.modelType = "llama";
    config.hiddenSize = kBytes;
    config.layers = 1;
    config.heads = 1;
    config.kvHeads = 1;
    config.headDim = 2;
    config.ffnSize = 2;
    config.vocabulary = kBytes;
    config.contextLength = 128;
    config.activation = checkpoint::Activation::Silu;
    config.normEpsilon = 1e-6;
    return config;
}

// The norm scales a one-hot vector to this height.
double normedHeight(const checkpoint::ModelConfig& config) {
    const auto width = static_cast<double>(config.hiddenSize);
    return 1 / std::sqrt(1 / width + config.normEpsilon);
}

std::vector<float> weightsOf(const checkpoint::TensorNeed& need, const checkpoint::ModelConfig& config) {
    std::size_t count = 1;
    for (const std::int64_t size : need.shape)
        count *= static_cast<std::size_t>(size);
    std::vector<float> weights(count, need.shape.size() == 1 ? 1.0F : 0.0F); // norms 1, matrices 0
    for (std::size_t byte = 0; byte < kBytes; ++byte) {
        if (need.name == checkpoint::embeddingName(config.family))
            weights[byte * kBytes + byte] = 1;
        else if (need.name == checkpoint::headName(config.family))
            weights[successor(static_cast<unsigned char>(byte)) * kBytes + byte] =
                static_cast<float>(kExactLogit / normedHeight(config));
    }
    return weights;
}

Json byteTokenizer() {
    Json vocabulary = Json::object();
    for (std::size_t byte = 0; byte < kBytes; ++byte)
        vocabulary[tokenizer::byteSpellings()[byte]] = byte;
    const Json byteLevel = {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}};
    return {{"added_tokens", Json::array()},
            {"pre_tokenizer", byteLevel},
            {"decoder", byteLevel},
            {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", Json::array()}}}};
}

} // namespace

double exactLogProbabilityOfSuccessor() {
    return kExactLogit + exactLogProbabilityOfOther();
}

double exactLogProbabilityOfOther() {
    return -std::log(std::exp(kExactLogit) + kBytes - 1);
}

std::string knownText(std::size_t start, std::size_t length) {
    std::string text;
    auto byte = static_cast<unsigned char>(kFirst + start % kPrintable);
    for (std::size_t i = 0; i < length; ++i) {
        text += static_cast<char>(byte);
        byte = successor(byte);
    }
    return text;
}

std::string unknownText(std::uint64_t seed, std::uint32_t number, std::size_t length) {
    Philox random(seed, 0x455841435421, number);
    std::string text;
    while (text.size() < length) {
        const auto byte = static_cast<char>(kFirst + random.below(kPrintable));
        if (text.empty() || byte != static_cast<char>(successor(static_cast<unsigned char>(text.back()))))
            text += byte;
    }
    return text;
}

Status writeExactModel(const std::filesystem::path& folder) {
    const checkpoint::ModelConfig config = exactConfig();
    std::vector<std::vector<float>> kept;
    std::vector<checkpoint::TensorData> tensors;
    for (const checkpoint::TensorNeed& need : checkpoint::neededTensors(config)) {
        const std::vector<float>& weights = kept.emplace_back(weightsOf(need, config));
        tensors.push_back({need.name, checkpoint::Dtype::F32, need.shape, std::as_bytes(std::span(weights))});
    }
    RETORT_CHECK(checkpoint::writeSafetensors(folder / "model.safetensors", tensors));
    RETORT_CHECK(writeFile(folder / "tokenizer.json", toJsonLine(byteTokenizer())));
    return writeFile(folder / "config.json", checkpoint::toHuggingFaceConfig(config).dump(2) + "\n");
}

} // namespace retort::runner
