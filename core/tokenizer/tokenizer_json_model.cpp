// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer_json_model.h"

#include "core/tokenizer/tokenizer_json_steps.h"

#include <array>

namespace retort::tokenizer {

namespace {

// Both spellings: "a b", and ["a", "b"] since tokenizers 0.20.
Result<BpeRules::MergeRule> readMerge(simdjson::dom::element element, std::string_view list,
                                      std::size_t index) {
    std::string_view text;
    if (element.get(text) == simdjson::SUCCESS)
        return readMergeText(text, fmt::format("{}[{}]", list, index));
    simdjson::dom::array pair;
    std::array<std::string_view, 2> sides;
    std::size_t count = 0;
    if (element.get(pair) == simdjson::SUCCESS) {
        for (const simdjson::dom::element side : pair) {
            if (count >= sides.size() || side.get(sides[count]) != simdjson::SUCCESS) {
                count = 0;
                break;
            }
            ++count;
        }
    }
    if (count != sides.size())
        return fail(ErrorCode::InvalidInput, "{}[{}]: is not a pair of tokens", list, index);
    return BpeRules::MergeRule{std::string(sides[0]), std::string(sides[1])};
}

Status readMerges(const JsonNode& node, std::vector<BpeRules::MergeRule>& out) {
    simdjson::dom::array list;
    if (node.element().get(list) != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not a list", node.place());
    for (const simdjson::dom::element element : list) {
        RETORT_TRY(auto merge, readMerge(element, node.place(), out.size()));
        merge.rank = static_cast<std::uint32_t>(out.size());
        out.push_back(std::move(merge));
    }
    return {};
}

Status refuseUnsupported(const JsonNode& node) {
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
            return fail(ErrorCode::Unsupported, "{}: is \"{}\"; only an empty one is supported",
                        affix->place(), text);
    }
    return {};
}

} // namespace

Result<BpeRules::MergeRule> readMergeText(std::string_view text, std::string_view place) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos || text.find(' ', space + 1) != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "{}: is not two tokens with one space between", place);
    return BpeRules::MergeRule{std::string(text.substr(0, space)), std::string(text.substr(space + 1))};
}

Result<StringIds> readVocabulary(const JsonNode& node) {
    simdjson::dom::object object;
    if (node.element().get(object) != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not an object", node.place());
    StringIds ids;
    ids.reserve(object.size());
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
        if (!ids.try_emplace(std::string(member.key), static_cast<std::int32_t>(id)).second)
            return fail(ErrorCode::InvalidInput, "{}: \"{}\" stands there twice", node.place(), member.key);
    }
    return ids;
}

Result<BpeModel> readModel(const JsonNode& node, bool byteLevel) {
    RETORT_CHECK(refuseUnsupported(node));
    BpeRules rules;
    rules.byteLevel = byteLevel;
    if (const auto unknown = node.find("unk_token")) {
        RETORT_TRY(rules.unknownToken, unknown->text());
    }
    RETORT_TRY(rules.fuseUnknown, node.flagAt("fuse_unk", false));
    RETORT_TRY(rules.byteFallback, node.flagAt("byte_fallback", false));
    RETORT_TRY(rules.ignoreMerges, node.flagAt("ignore_merges", false));
    RETORT_TRY(const JsonNode vocabulary, node.at("vocab"));
    RETORT_TRY(rules.vocabulary, readVocabulary(vocabulary));
    RETORT_TRY(const JsonNode merges, node.at("merges"));
    RETORT_CHECK(readMerges(merges, rules.merges));
    return BpeModel::make(std::move(rules), node.place());
}

} // namespace retort::tokenizer
