// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer_config.h"

#include "core/tokenizer/added_token_json.h"
#include "core/tokenizer/json_node.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace retort::tokenizer {

namespace {

constexpr std::array<std::string_view, 7> kRoles = {"bos_token", "eos_token", "unk_token", "sep_token",
                                                    "pad_token", "cls_token", "mask_token"};

// A text, or an object with the text in "content".
Result<AddedToken> readToken(const JsonNode& node) {
    if (node.isObject())
        return readAddedToken(node);
    AddedToken token;
    token.special = true;
    RETORT_TRY(token.content, node.text());
    return token;
}

Status readRoles(const JsonNode& file, TokenizerConfig& config) {
    for (const std::string_view role : kRoles) {
        simdjson::dom::element member;
        if (file.element().at_key(role).get(member) != simdjson::SUCCESS)
            continue;
        auto& named = config.roles[std::string(role)];
        named.reset();
        if (const auto node = file.find(role)) {
            RETORT_TRY(named, readToken(*node));
            named->special = true;
        }
    }
    return {};
}

Status readExtra(const JsonNode& file, TokenizerConfig& config) {
    for (const std::string_view key : {"additional_special_tokens", "extra_special_tokens"}) {
        const auto list = file.find(key);
        if (!list)
            continue;
        std::vector<JsonNode> items;
        if (list->isObject()) { // names of the file's own for tokens
            RETORT_TRY(items, list->members());
        } else {
            RETORT_TRY(items, list->items());
        }
        for (const JsonNode& item : items) {
            RETORT_TRY(AddedToken token, readToken(item));
            token.special = true;
            config.extra.push_back(std::move(token));
        }
    }
    return {};
}

Status readDecoder(const JsonNode& table, TokenizerConfig& config) {
    RETORT_TRY(const auto entries, table.members());
    for (const JsonNode& entry : entries) {
        RETORT_TRY(AddedToken token, readToken(entry));
        const std::string_view key = entry.key();
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), token.id);
        if (error != std::errc() || end != key.data() + key.size() || token.id < 0 ||
            token.id > JsonNode::kLargestId)
            return fail(ErrorCode::InvalidInput, "{}: \"{}\" is not a token id", table.place(), key);
        config.added.push_back(std::move(token));
    }
    return {};
}

// added_tokens.json: tokens with their ids.
Status readAddedTokens(const JsonNode& file, TokenizerConfig& config) {
    const auto isSpecial = [&](std::string_view content) {
        const auto same = [&](const AddedToken& token) { return token.content == content; };
        return std::any_of(config.roles.begin(), config.roles.end(),
                           [&](const auto& role) { return role.second && same(*role.second); }) ||
               std::any_of(config.extra.begin(), config.extra.end(), same);
    };
    RETORT_TRY(const auto entries, file.members());
    for (const JsonNode& entry : entries) {
        AddedToken token;
        RETORT_TRY(token.id, entry.id());
        token.content = entry.key();
        token.special = isSpecial(token.content);
        token.normalized = !token.special;
        config.added.push_back(std::move(token));
    }
    return {};
}

Result<std::optional<bool>> readFlag(const JsonNode& file, std::string_view key) {
    if (!file.find(key))
        return std::nullopt;
    RETORT_TRY(const bool value, file.flagAt(key, false));
    return value;
}

Status readMain(const JsonNode& file, TokenizerConfig& config) {
    if (const auto name = file.find("tokenizer_class")) {
        RETORT_TRY(config.tokenizerClass, name->text());
        if (config.tokenizerClass.ends_with("Fast"))
            config.tokenizerClass.resize(config.tokenizerClass.size() - 4);
    }
    RETORT_TRY(config.addBos, readFlag(file, "add_bos_token"));
    RETORT_TRY(config.addEos, readFlag(file, "add_eos_token"));
    RETORT_TRY(config.addPrefixSpace, readFlag(file, "add_prefix_space"));
    RETORT_TRY(const bool split, file.flagAt("split_special_tokens", false));
    if (split)
        return fail(ErrorCode::Unsupported, "{}.split_special_tokens: is on, which is not supported",
                    file.place());
    RETORT_CHECK(readRoles(file, config));
    return readExtra(file, config);
}

} // namespace

std::optional<AddedToken> TokenizerConfig::named(std::string_view role) const {
    const auto place = roles.find(role);
    return place == roles.end() ? std::nullopt : place->second;
}

void TokenizerConfig::setDefault(std::string_view role, std::string_view content) {
    AddedToken token;
    token.content = content;
    token.special = true;
    roles.try_emplace(std::string(role), std::move(token));
}

std::vector<AddedToken> TokenizerConfig::tokens() const {
    std::vector<AddedToken> all = added;
    for (const std::string_view role : kRoles) {
        const auto token = named(role);
        if (!token)
            continue;
        for (AddedToken& other : all)
            other.special = other.special || other.content == token->content;
        all.push_back(*token);
    }
    all.insert(all.end(), extra.begin(), extra.end());
    return all;
}

Result<TokenizerConfig> readTokenizerConfig(const TokenizerConfigTexts& texts, std::string_view folder) {
    TokenizerConfig config;
    std::array<simdjson::dom::parser, 3> parsers;
    const auto parse = [&](std::size_t which, std::string_view text,
                           std::string_view name) -> Result<JsonNode> {
        return JsonNode::parse(parsers.at(which), text, fmt::format("{}/{}", folder, name));
    };
    bool complete = false;
    if (!texts.tokenizerConfig.empty()) {
        RETORT_TRY(const JsonNode file, parse(0, texts.tokenizerConfig, "tokenizer_config.json"));
        RETORT_CHECK(readMain(file, config));
        if (const auto table = file.find("added_tokens_decoder")) {
            RETORT_CHECK(readDecoder(*table, config));
            complete = true;
        }
    }
    if (!complete && !texts.specialTokensMap.empty()) {
        RETORT_TRY(const JsonNode file, parse(1, texts.specialTokensMap, "special_tokens_map.json"));
        RETORT_CHECK(readRoles(file, config));
        RETORT_CHECK(readExtra(file, config));
    }
    if (!complete && !texts.addedTokens.empty()) {
        RETORT_TRY(const JsonNode file, parse(2, texts.addedTokens, "added_tokens.json"));
        RETORT_CHECK(readAddedTokens(file, config));
    }
    std::sort(config.added.begin(), config.added.end(),
              [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
    return config;
}

} // namespace retort::tokenizer
