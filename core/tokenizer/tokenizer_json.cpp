// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer_json.h"

#include <algorithm>
#include <map>
#include <set>

namespace retort::tokenizer {

namespace {

tl::unexpected<Error> unknownType(const JsonNode& node, std::string_view what, std::string_view type) {
    return fail(ErrorCode::Unsupported, "{}: the {} \"{}\" is not supported yet", node.place(), what, type);
}

Result<AddedToken> readAddedToken(const JsonNode& node) {
    RETORT_CHECK(node.allow({"id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"}));
    AddedToken token;
    RETORT_TRY(const JsonNode id, node.at("id"));
    RETORT_TRY(token.id, id.id());
    RETORT_TRY(token.content, node.textAt("content"));
    RETORT_TRY(token.singleWord, node.flagAt("single_word", false));
    RETORT_TRY(token.lstrip, node.flagAt("lstrip", false));
    RETORT_TRY(token.rstrip, node.flagAt("rstrip", false));
    RETORT_TRY(token.special, node.flagAt("special", false));
    RETORT_TRY(token.normalized, node.flagAt("normalized", !token.special));
    return token;
}

Status readNormalizers(const JsonNode& node, std::vector<std::unique_ptr<const Normalizer>>& out) {
    RETORT_TRY(const std::string type, node.textAt("type"));
    if (type == "NFC") {
        RETORT_CHECK(node.allow({"type"}));
        out.push_back(std::make_unique<NfcNormalizer>());
        return {};
    }
    if (type != "Sequence")
        return unknownType(node, "normalizer", type);
    RETORT_CHECK(node.allow({"type", "normalizers"}));
    RETORT_TRY(const JsonNode list, node.at("normalizers"));
    RETORT_TRY(const auto items, list.items());
    for (const JsonNode& item : items)
        RETORT_CHECK(readNormalizers(item, out));
    return {};
}

Result<Regex> readPattern(const JsonNode& node) {
    if (const auto pattern = node.find("Regex")) {
        RETORT_TRY(const std::string text, pattern->text());
        return Regex::compile(text, pattern->place());
    }
    const auto literal = node.find("String");
    if (!literal)
        return fail(ErrorCode::Unsupported, "{}: is neither a Regex nor a String", node.place());
    RETORT_TRY(const std::string text, literal->text());
    if (text.empty())
        return fail(ErrorCode::Unsupported, "{}: is empty", literal->place());
    return Regex::literal(text, literal->place());
}

Result<std::unique_ptr<const PreTokenizer>> readSplit(const JsonNode& node) {
    static const std::map<std::string, SplitBehavior, std::less<>> kBehaviors = {
        {"Removed", SplitBehavior::Removed},
        {"Isolated", SplitBehavior::Isolated},
        {"MergedWithPrevious", SplitBehavior::MergedWithPrevious},
        {"MergedWithNext", SplitBehavior::MergedWithNext},
        {"Contiguous", SplitBehavior::Contiguous}};
    RETORT_CHECK(node.allow({"type", "pattern", "behavior", "invert"}));
    RETORT_TRY(const JsonNode patternNode, node.at("pattern"));
    RETORT_TRY(Regex pattern, readPattern(patternNode));
    RETORT_TRY(const std::string behavior, node.textAt("behavior"));
    RETORT_TRY(const bool invert, node.flagAt("invert", false));
    const auto place = kBehaviors.find(behavior);
    if (place == kBehaviors.end())
        return unknownType(node, "split behavior", behavior);
    return std::make_unique<const SplitPreTokenizer>(std::move(pattern), place->second, invert);
}

Result<std::unique_ptr<const PreTokenizer>> readDigits(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "individual_digits"}));
    RETORT_TRY(const bool individual, node.flagAt("individual_digits", false));
    RETORT_TRY(Regex pattern, Regex::compile("\\p{N}", node.place()));
    const auto behavior = individual ? SplitBehavior::Isolated : SplitBehavior::Contiguous;
    return std::make_unique<const SplitPreTokenizer>(std::move(pattern), behavior, false);
}

Result<std::unique_ptr<const PreTokenizer>> readByteLevel(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "add_prefix_space", "trim_offsets", "use_regex"}));
    RETORT_TRY(const bool addPrefixSpace, node.flagAt("add_prefix_space", true));
    RETORT_TRY(const bool useRegex, node.flagAt("use_regex", true));
    std::optional<Regex> pattern;
    if (useRegex) {
        RETORT_TRY(pattern, Regex::compile(ByteLevelPreTokenizer::kPattern, node.place()));
    }
    return std::make_unique<const ByteLevelPreTokenizer>(std::move(pattern), addPrefixSpace);
}

Status readPreTokenizers(const JsonNode& node, std::vector<std::unique_ptr<const PreTokenizer>>& out,
                         bool& byteLevel) {
    RETORT_TRY(const std::string type, node.textAt("type"));
    if (type == "Sequence") {
        RETORT_CHECK(node.allow({"type", "pretokenizers"}));
        RETORT_TRY(const JsonNode list, node.at("pretokenizers"));
        RETORT_TRY(const auto items, list.items());
        for (const JsonNode& item : items)
            RETORT_CHECK(readPreTokenizers(item, out, byteLevel));
        return {};
    }
    if (byteLevel)
        return fail(ErrorCode::Unsupported, "{}: a pre-tokenizer after ByteLevel is not supported yet",
                    node.place());
    using Read = Result<std::unique_ptr<const PreTokenizer>> (*)(const JsonNode&);
    static const std::map<std::string, Read, std::less<>> kReaders = {
        {"Split", &readSplit}, {"Digits", &readDigits}, {"ByteLevel", &readByteLevel}};
    const auto place = kReaders.find(type);
    if (place == kReaders.end())
        return unknownType(node, "pre-tokenizer", type);
    RETORT_TRY(auto made, place->second(node));
    out.push_back(std::move(made));
    byteLevel = type == "ByteLevel";
    return {};
}

Result<std::pair<std::string, std::string>> readMerge(const JsonNode& node) {
    if (node.element().is_array()) {
        RETORT_TRY(const auto parts, node.items());
        if (parts.size() != 2)
            return fail(ErrorCode::InvalidInput, "{}: is not a pair", node.place());
        RETORT_TRY(std::string left, parts[0].text());
        RETORT_TRY(std::string right, parts[1].text());
        return std::pair(std::move(left), std::move(right));
    }
    RETORT_TRY(const std::string text, node.text());
    const std::size_t space = text.find(' ');
    if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos)
        return fail(ErrorCode::InvalidInput, "{}: is not two tokens with one space between", node.place());
    return std::pair(text.substr(0, space), text.substr(space + 1));
}

Status readVocabulary(const JsonNode& node, StringIds& out) {
    simdjson::dom::object object;
    if (node.element().get(object) != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not an object", node.place());
    std::vector<bool> taken;
    for (const auto& member : object) {
        std::int64_t id = -1;
        if (member.value.get(id) != simdjson::SUCCESS || id < 0 || id > JsonNode::kLargestId)
            return fail(ErrorCode::InvalidInput, "{}: the id of \"{}\" is not a whole number from 0 to {}",
                        node.place(), member.key, JsonNode::kLargestId);
        const auto index = static_cast<std::size_t>(id);
        if (taken.size() <= index)
            taken.resize(index + 1);
        if (taken[index])
            return fail(ErrorCode::InvalidInput, "{}: two tokens have the id {}", node.place(), id);
        taken[index] = true;
        if (!out.try_emplace(std::string(member.key), static_cast<std::int32_t>(id)).second)
            return fail(ErrorCode::InvalidInput, "{}: \"{}\" stands there twice", node.place(), member.key);
    }
    return {};
}

Result<BpeModel> readModel(const JsonNode& node) {
    // Files older than tokenizers 0.9 leave the type out.
    if (node.find("type")) {
        RETORT_TRY(const std::string type, node.textAt("type"));
        if (type != "BPE")
            return unknownType(node, "model", type);
    }
    RETORT_CHECK(
        node.allow({"type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
                    "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges"}));
    if (const auto dropout = node.find("dropout")) {
        double value = -1;
        if (dropout->element().get(value) != simdjson::SUCCESS || value != 0)
            return fail(ErrorCode::Unsupported, "{}: BPE dropout makes token ids random; remove it",
                        dropout->place());
    }
    for (const std::string_view key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        const auto affix = node.find(key);
        if (!affix)
            continue;
        RETORT_TRY(const std::string text, affix->text());
        if (!text.empty())
            return fail(ErrorCode::Unsupported, "{}: is \"{}\"; only an empty one is supported yet",
                        affix->place(), text);
    }
    BpeRules rules;
    if (const auto unknown = node.find("unk_token")) {
        RETORT_TRY(rules.unknownToken, unknown->text());
    }
    RETORT_TRY(rules.fuseUnknown, node.flagAt("fuse_unk", false));
    RETORT_TRY(rules.byteFallback, node.flagAt("byte_fallback", false));
    RETORT_TRY(rules.ignoreMerges, node.flagAt("ignore_merges", false));
    RETORT_TRY(const JsonNode vocabulary, node.at("vocab"));
    RETORT_CHECK(readVocabulary(vocabulary, rules.vocabulary));
    RETORT_TRY(const JsonNode merges, node.at("merges"));
    RETORT_TRY(const auto items, merges.items());
    rules.merges.reserve(items.size());
    for (const JsonNode& item : items) {
        RETORT_TRY(auto merge, readMerge(item));
        rules.merges.push_back(std::move(merge));
    }
    return BpeModel::make(std::move(rules), node.place());
}

Status readTemplate(const JsonNode& node, Pipeline& pipeline) {
    RETORT_CHECK(node.allow({"type", "single", "pair", "special_tokens"}));
    RETORT_TRY(const JsonNode single, node.at("single"));
    RETORT_TRY(const auto steps, single.items());
    bool content = false;
    for (const JsonNode& step : steps) {
        if (const auto sequence = step.find("Sequence")) {
            RETORT_TRY(const std::string name, sequence->textAt("id"));
            if (name != "A" || content)
                return fail(ErrorCode::Unsupported, "{}: the text must stand in it once, as \"A\"",
                            single.place());
            content = true;
            continue;
        }
        RETORT_TRY(const JsonNode special, step.at("SpecialToken"));
        RETORT_TRY(const std::string name, special.textAt("id"));
        RETORT_TRY(const JsonNode table, node.at("special_tokens"));
        RETORT_TRY(const JsonNode entry, table.at(name));
        RETORT_TRY(const JsonNode ids, entry.at("ids"));
        RETORT_TRY(const auto items, ids.items());
        for (const JsonNode& item : items) {
            RETORT_TRY(const std::int32_t id, item.id());
            (content ? pipeline.suffix : pipeline.prefix).push_back(id);
        }
    }
    if (!content)
        return fail(ErrorCode::InvalidInput, "{}: leaves the text out", single.place());
    return {};
}

Status readPostProcessor(const JsonNode& node, Pipeline& pipeline) {
    RETORT_TRY(const std::string type, node.textAt("type"));
    if (type == "ByteLevel") // only changes the offsets that Hugging Face reports
        return {};
    if (type == "TemplateProcessing") {
        if (!pipeline.prefix.empty() || !pipeline.suffix.empty())
            return fail(ErrorCode::Unsupported, "{}: a second template is not supported", node.place());
        return readTemplate(node, pipeline);
    }
    if (type != "Sequence")
        return unknownType(node, "post-processor", type);
    RETORT_TRY(const JsonNode list, node.at("processors"));
    RETORT_TRY(const auto items, list.items());
    for (const JsonNode& item : items)
        RETORT_CHECK(readPostProcessor(item, pipeline));
    return {};
}

Result<DecoderKind> readDecoder(const JsonNode& node) {
    RETORT_TRY(const std::string type, node.textAt("type"));
    if (type != "ByteLevel")
        return unknownType(node, "decoder", type);
    return DecoderKind::ByteLevel;
}

// The official library gives added tokens ids by a rule and only warns when the file says otherwise; a file
// whose ids break the rule would be read differently by different programs.
Status checkAdded(const Pipeline& pipeline, const JsonNode& root) {
    const auto entries = static_cast<std::int32_t>(pipeline.model->vocabulary().size());
    std::set<std::string_view> seen;
    std::int32_t largest = -1;
    for (const AddedToken& token : pipeline.added) {
        const std::int32_t expected =
            pipeline.model->idOf(token.content).value_or(std::max(entries, largest + 1));
        if (!seen.insert(token.content).second)
            return fail(ErrorCode::InvalidInput, "{}: the added token \"{}\" stands there twice",
                        root.place(), token.content);
        if (token.id != expected)
            return fail(ErrorCode::InvalidInput,
                        "{}: the added token \"{}\" has the id {}, where the vocabulary and the order of "
                        "added tokens "
                        "give it {}; correct the ids",
                        root.place(), token.content, token.id, expected);
        largest = std::max(largest, token.id);
    }
    return {};
}

} // namespace

Result<Pipeline> readTokenizerJson(const JsonNode& root) {
    RETORT_CHECK(root.allow({"version", "truncation", "padding", "added_tokens", "normalizer",
                             "pre_tokenizer", "post_processor", "decoder", "model"}));
    Pipeline pipeline;
    RETORT_TRY(const JsonNode model, root.at("model"));
    RETORT_TRY(pipeline.model, readModel(model));
    if (const auto added = root.find("added_tokens")) {
        RETORT_TRY(const auto items, added->items());
        for (const JsonNode& item : items) {
            RETORT_TRY(AddedToken token, readAddedToken(item));
            pipeline.added.push_back(std::move(token));
        }
    }
    RETORT_CHECK(checkAdded(pipeline, root));
    if (const auto normalizer = root.find("normalizer"))
        RETORT_CHECK(readNormalizers(*normalizer, pipeline.normalizers));
    bool byteLevel = false;
    if (const auto preTokenizer = root.find("pre_tokenizer"))
        RETORT_CHECK(readPreTokenizers(*preTokenizer, pipeline.preTokenizers, byteLevel));
    if (const auto postProcessor = root.find("post_processor"))
        RETORT_CHECK(readPostProcessor(*postProcessor, pipeline));
    if (const auto decoder = root.find("decoder")) {
        RETORT_TRY(pipeline.decoder, readDecoder(*decoder));
    }
    return pipeline;
}

} // namespace retort::tokenizer
