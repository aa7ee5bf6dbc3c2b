// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/vocab_merges.h"

#include "core/tokenizer/tokenizer_json_model.h"

#include <array>

namespace retort::tokenizer {

namespace {

constexpr std::string_view kQwenPattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kEndOfText = "<|endoftext|>";

struct Kind {
    std::string_view name;
    std::array<std::string_view, 2> families;
    bool nfc;
    std::string_view split; // pattern; empty: ByteLevel's own
    std::string_view bos;
    std::string_view pad;
};
constexpr std::array<Kind, 3> kKinds = {
    {{"GPT2Tokenizer", {"gpt2", "opt"}, false, "", kEndOfText, ""},
     {"GPTNeoXTokenizer", {"gpt_neox", ""}, true, "", kEndOfText, "<|padding|>"},
     {"Qwen2Tokenizer", {"qwen3", ""}, true, kQwenPattern, "", kEndOfText}}};

Result<std::string> familyOf(std::string_view modelConfig, std::string_view folder) {
    if (modelConfig.empty())
        return std::string(kKinds.front().families.front());
    simdjson::dom::parser parser;
    RETORT_TRY(const JsonNode file,
               JsonNode::parse(parser, modelConfig, fmt::format("{}/config.json", folder)));
    return file.textAt("model_type");
}

Result<const Kind*> kindOf(const VocabMergesTexts& texts, std::string_view folder,
                           const TokenizerConfig& config) {
    std::string family;
    if (config.tokenizerClass.empty()) {
        RETORT_TRY(family, familyOf(texts.modelConfig, folder));
    }
    for (const Kind& kind : kKinds) {
        if (family.empty() ? config.tokenizerClass == kind.name
                           : family == kind.families[0] || family == kind.families[1])
            return &kind;
    }
    return fail(
        ErrorCode::Unsupported,
        "{}: vocab.json and merges.txt alone don't say how a tokenizer of the {} \"{}\" works; save it "
        "with a current transformers library to get a tokenizer.json",
        folder, family.empty() ? "class" : "family", family.empty() ? config.tokenizerClass : family);
}

Status readMergesText(std::string_view text, std::string_view where, std::vector<BpeRules::MergeRule>& out) {
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.starts_with("#version") || (line.empty() && begin >= text.size()))
            continue;
        RETORT_TRY(auto merge, readMergeText(line, fmt::format("{}:{}", where, number)));
        merge.rank = static_cast<std::uint32_t>(out.size());
        out.push_back(std::move(merge));
    }
    return {};
}

Status addSteps(const Kind& kind, const TokenizerConfig& config, std::string_view folder,
                Pipeline& pipeline) {
    if (kind.nfc)
        pipeline.normalizers.push_back(
            std::make_unique<const UnicodeNormalizer>(UnicodeNormalizer::Form::Nfc));
    const std::string_view pattern = kind.split.empty() ? ByteLevelPreTokenizer::kPattern : kind.split;
    RETORT_TRY(Regex regex, Regex::compile(pattern, folder));
    const bool addPrefixSpace = config.addPrefixSpace.value_or(false);
    pipeline.description = fmt::format("{}{}", kind.name, addPrefixSpace ? " with prefix space" : "");
    if (kind.split.empty()) {
        pipeline.preTokenizers.push_back(
            std::make_unique<const ByteLevelPreTokenizer>(std::move(regex), addPrefixSpace));
    } else {
        pipeline.preTokenizers.push_back(
            std::make_unique<const SplitPreTokenizer>(std::move(regex), SplitBehavior::Isolated, false));
        pipeline.preTokenizers.push_back(
            std::make_unique<const ByteLevelPreTokenizer>(std::nullopt, addPrefixSpace));
    }
    pipeline.decoders.push_back(std::make_unique<const ByteLevelDecoder>());
    return {};
}

} // namespace

Result<Pipeline> readVocabMerges(const VocabMergesTexts& texts, std::string_view folder,
                                 TokenizerConfig& config) {
    RETORT_TRY(const Kind* kind, kindOf(texts, folder, config));
    simdjson::dom::parser parser;
    RETORT_TRY(const JsonNode vocabulary,
               JsonNode::parse(parser, texts.vocabulary, fmt::format("{}/vocab.json", folder)));
    BpeRules rules;
    rules.byteLevel = true;
    RETORT_TRY(rules.vocabulary, readVocabulary(vocabulary));
    const std::string mergesPlace = fmt::format("{}/merges.txt", folder);
    RETORT_CHECK(readMergesText(texts.merges, mergesPlace, rules.merges));
    Pipeline pipeline;
    RETORT_TRY(pipeline.model, BpeModel::make(std::move(rules), mergesPlace));
    RETORT_CHECK(addSteps(*kind, config, folder, pipeline));
    config.setDefault("eos_token", kEndOfText);
    config.setDefault("unk_token", kEndOfText);
    if (!kind->bos.empty())
        config.setDefault("bos_token", kind->bos);
    if (!kind->pad.empty())
        config.setDefault("pad_token", kind->pad);
    return pipeline;
}

} // namespace retort::tokenizer
