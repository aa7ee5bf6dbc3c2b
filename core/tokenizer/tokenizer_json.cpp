// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer_json.h"

#include "core/tokenizer/added_token_json.h"
#include "core/tokenizer/tokenizer_json_model.h"
#include "core/tokenizer/tokenizer_json_steps.h"

#include <algorithm>
#include <set>

namespace retort::tokenizer {

namespace {

Result<AddedToken> readTokenWithId(const JsonNode& node) {
    RETORT_CHECK(node.allow({"id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"}));
    RETORT_TRY(AddedToken token, readAddedToken(node));
    RETORT_TRY(const JsonNode id, node.at("id"));
    RETORT_TRY(token.id, id.id());
    return token;
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
    pipeline.description = "tokenizer.json";
    bool byteLevel = false;
    if (const auto preTokenizer = root.find("pre_tokenizer")) {
        RETORT_TRY(auto steps, readPreTokenizers(*preTokenizer));
        pipeline.preTokenizers = std::move(steps.list);
        byteLevel = steps.byteLevel;
    }
    RETORT_TRY(const JsonNode model, root.at("model"));
    RETORT_TRY(pipeline.model, readModel(model, byteLevel));
    if (const auto added = root.find("added_tokens")) {
        RETORT_TRY(const auto items, added->items());
        for (const JsonNode& item : items) {
            RETORT_TRY(AddedToken token, readTokenWithId(item));
            pipeline.added.push_back(std::move(token));
        }
    }
    RETORT_CHECK(checkAdded(pipeline, root));
    if (const auto normalizer = root.find("normalizer")) {
        RETORT_TRY(pipeline.normalizers, readNormalizers(*normalizer));
    }
    if (const auto postProcessor = root.find("post_processor"))
        RETORT_CHECK(readPostProcessor(*postProcessor, pipeline));
    if (const auto decoder = root.find("decoder")) {
        RETORT_TRY(pipeline.decoders, readDecoders(*decoder));
    }
    return pipeline;
}

} // namespace retort::tokenizer
