// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer.h"

#include "core/base/files.h"
#include "core/base/utf8.h"
#include "core/tokenizer/sentencepiece.h"
#include "core/tokenizer/tokenizer_json.h"
#include "core/tokenizer/tokenizer_parts.h"
#include "core/tokenizer/vocab_merges.h"

#include <array>
#include <limits>
#include <stdexcept>
#include <utility>

namespace retort::tokenizer {

namespace {

constexpr std::uint64_t kMaxFile = 256U << 20U;
constexpr std::size_t kKeptWorkspace = 1U << 20U; // after longer texts a workspace is too large to keep

std::string_view textOf(const std::optional<std::string>& file) {
    return file ? std::string_view(*file) : std::string_view();
}

Result<Pipeline> readJsonPipeline(std::string_view text, std::string_view where) {
    simdjson::dom::parser parser;
    RETORT_TRY(const JsonNode root, JsonNode::parse(parser, text, where));
    return readTokenizerJson(root);
}

// The BOS and EOS that tokenizer_config.json has put around a text where no tokenizer.json says it.
void addEnds(const TokenizerConfig& config, const std::optional<std::int32_t>& bos,
             const std::optional<std::int32_t>& eos, Pipeline& pipeline) {
    if (config.addBos.value_or(false) && bos)
        pipeline.prefix = {*bos};
    if (config.addEos.value_or(false) && eos)
        pipeline.suffix = {*eos};
}

Digest fingerprintOf(const Pipeline& pipeline, const std::vector<std::string_view>& files) {
    Sha256 hash;
    hash.updateField("retort tokenizer 2").updateField(pipeline.description);
    for (const std::string_view file : files)
        hash.updateField(file);
    for (const AddedToken& token : pipeline.added) {
        hash.updateField(token.content).updateNumber(static_cast<std::uint64_t>(token.id));
        const std::array flags = {token.singleWord, token.lstrip, token.rstrip, token.normalized,
                                  token.special};
        for (const bool flag : flags)
            hash.updateNumber(flag ? 1 : 0);
    }
    for (const auto* ids : {&pipeline.prefix, &pipeline.suffix}) {
        hash.updateNumber(ids->size());
        for (const std::int32_t id : *ids)
            hash.updateNumber(static_cast<std::uint64_t>(id));
    }
    return hash.finish();
}

} // namespace

std::vector<std::int32_t> Encoding::withAdded() const {
    std::vector<std::int32_t> all = prefix;
    all.insert(all.end(), ids.begin(), ids.end());
    all.insert(all.end(), suffix.begin(), suffix.end());
    return all;
}

Tokenizer::Tokenizer(std::shared_ptr<const Parts> parts) : m_parts(std::move(parts)) {}

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& checkpointDirectory) {
    TokenizerFiles files;
    files.folder = checkpointDirectory.string();
    const std::array<std::pair<std::string_view, std::optional<std::string>*>, 8> wanted = {
        {{"tokenizer.json", &files.tokenizerJson},
         {"vocab.json", &files.vocabulary},
         {"merges.txt", &files.merges},
         {"tokenizer.model", &files.sentencePiece},
         {"tokenizer_config.json", &files.tokenizerConfig},
         {"special_tokens_map.json", &files.specialTokensMap},
         {"added_tokens.json", &files.addedTokens},
         {"config.json", &files.modelConfig}}};
    for (const auto& [name, text] : wanted) {
        const auto path = checkpointDirectory / name;
        std::error_code ignored;
        if (std::filesystem::exists(path, ignored)) {
            RETORT_TRY(*text, readFile(path, kMaxFile));
        }
    }
    return fromFiles(files);
}

Result<Tokenizer> Tokenizer::fromFiles(const TokenizerFiles& files) {
    RETORT_TRY(TokenizerConfig config,
               readTokenizerConfig(
                   {textOf(files.tokenizerConfig), textOf(files.specialTokensMap), textOf(files.addedTokens)},
                   files.folder));
    const auto pathOf = [&](std::string_view name) {
        return (std::filesystem::path(files.folder) / name).string();
    };
    Pipeline pipeline;
    std::string where;
    std::vector<std::string_view> sources;
    if (files.tokenizerJson) {
        where = pathOf("tokenizer.json");
        sources = {*files.tokenizerJson};
        RETORT_TRY(pipeline, readJsonPipeline(*files.tokenizerJson, where));
    } else if (files.vocabulary && files.merges) {
        where = pathOf("vocab.json");
        sources = {*files.vocabulary, *files.merges};
        RETORT_TRY(pipeline, readVocabMerges({*files.vocabulary, *files.merges, textOf(files.modelConfig)},
                                             files.folder, config));
    } else if (files.sentencePiece) {
        where = pathOf("tokenizer.model");
        sources = {*files.sentencePiece};
        RETORT_TRY(pipeline, readSentencePiece(*files.sentencePiece, where, config));
    } else {
        return fail(ErrorCode::NotFound,
                    "{}: has no tokenizer.json, no tokenizer.model, and not both vocab.json and merges.txt; "
                    "copy the checkpoint's tokenizer files there",
                    files.folder);
    }
    RETORT_TRY(const auto parts, Parts::make(std::move(pipeline), config, where));
    if (!files.tokenizerJson)
        addEnds(config, parts->bos, parts->eos, parts->pipeline);
    parts->fingerprint = fingerprintOf(parts->pipeline, sources);
    return Tokenizer(parts);
}

Result<Tokenizer> Tokenizer::fromJson(std::string_view tokenizerJson, std::string_view where,
                                      std::string_view configJson) {
    TokenizerFiles files;
    files.folder = std::filesystem::path(where).parent_path().string();
    files.tokenizerJson = tokenizerJson;
    if (!configJson.empty())
        files.tokenizerConfig = configJson;
    return fromFiles(files);
}

Encoding Tokenizer::encode(std::string_view text) const {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw std::length_error("a text of 2 GiB or more can't be tokenized");
    Encoding encoding;
    encoding.prefix = m_parts->pipeline.prefix;
    encoding.suffix = m_parts->pipeline.suffix;
    auto workspace = m_parts->workspaces.take();
    m_parts->encode(text, *workspace, encoding);
    if (text.size() <= kKeptWorkspace)
        m_parts->workspaces.giveBack(std::move(workspace));
    return encoding;
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skipSpecial) const {
    std::vector<std::string> tokens;
    for (const std::int32_t id : ids) {
        const auto* entry = m_parts->pieces.find(id);
        if (entry == nullptr || entry->text.empty())
            continue;
        if (!skipSpecial || !entry->special)
            tokens.push_back(entry->text);
        else if (m_parts->pipeline.specialSeparates)
            tokens.emplace_back();
    }
    for (const auto& decoder : m_parts->pipeline.decoders)
        decoder->apply(tokens);
    std::string text;
    const std::string_view between = m_parts->pipeline.decoders.empty() ? " " : "";
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        text += i == 0 ? "" : between;
        text += tokens[i];
    }
    return repairUtf8(text);
}

std::string Tokenizer::piece(std::int32_t id) const {
    const auto* entry = m_parts->pieces.find(id);
    return entry == nullptr ? std::string() : entry->text;
}

std::optional<std::int32_t> Tokenizer::idOf(std::string_view piece) const {
    return m_parts->idOf(piece);
}

std::int32_t Tokenizer::vocabularySize() const {
    return m_parts->pieces.size();
}

bool Tokenizer::isSpecial(std::int32_t id) const {
    const auto* entry = m_parts->pieces.find(id);
    return entry != nullptr && entry->special;
}

std::optional<std::int32_t> Tokenizer::addedBos() const {
    const auto& prefix = m_parts->pipeline.prefix;
    return prefix.empty() ? std::nullopt : std::optional(prefix.front());
}

std::optional<std::int32_t> Tokenizer::addedEos() const {
    const auto& suffix = m_parts->pipeline.suffix;
    return suffix.empty() ? std::nullopt : std::optional(suffix.back());
}

std::optional<std::int32_t> Tokenizer::namedBos() const {
    return m_parts->bos;
}

std::optional<std::int32_t> Tokenizer::namedEos() const {
    return m_parts->eos;
}

const Digest& Tokenizer::fingerprint() const {
    return m_parts->fingerprint;
}

} // namespace retort::tokenizer
