// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer.h"

#include "core/base/files.h"
#include "core/base/utf8.h"
#include "core/tokenizer/byte_alphabet.h"
#include "core/tokenizer/tokenizer_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <stdexcept>

namespace retort::tokenizer {

namespace {

constexpr std::uint64_t kMaxFile = 256U << 20U;

// place.
Result<simdjson::dom::element> parse(simdjson::dom::parser& parser, std::string_view text,
                                     std::string_view where) {
    simdjson::dom::element element;
    if (const auto error = parser.parse(simdjson::padded_string(text)).get(element);
        error != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not valid JSON ({})", where,
                    simdjson::error_message(error));
    return element;
}

// bos_token and the like: a text, or an object with the text in "content".
Result<std::optional<AddedToken>> readNamed(const JsonNode& config, std::string_view key) {
    const auto node = config.find(key);
    if (!node)
        return std::nullopt;
    AddedToken token;
    token.special = true;
    if (node->isObject()) {
        RETORT_TRY(token.content, node->textAt("content"));
        RETORT_TRY(token.singleWord, node->flagAt("single_word", false));
        RETORT_TRY(token.lstrip, node->flagAt("lstrip", false));
        RETORT_TRY(token.rstrip, node->flagAt("rstrip", false));
        RETORT_TRY(token.normalized, node->flagAt("normalized", false));
    } else {
        RETORT_TRY(token.content, node->text());
    }
    return token;
}

} // namespace

std::vector<std::int32_t> Encoding::withAdded() const {
    std::vector<std::int32_t> all = prefix;
    all.insert(all.end(), ids.begin(), ids.end());
    all.insert(all.end(), suffix.begin(), suffix.end());
    return all;
}

struct Tokenizer::Parts {
    Pipeline pipeline;
    AddedTokenSet rawTokens;         // looked for in the text as given
    AddedTokenSet normalizedTokens;  // looked for after normalisation
    std::vector<std::string> pieces; // by id; empty where there is none
    std::vector<bool> special;
    StringIds addedIds;
    std::optional<std::int32_t> bos;
    std::optional<std::int32_t> eos;
    Digest fingerprint{};

    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view piece) const {
        const auto place = addedIds.find(piece);
        return place != addedIds.end() ? std::optional(place->second) : pipeline.model->idOf(piece);
    }
    void setPiece(std::int32_t id, std::string_view piece, bool isSpecial);
    void addToken(const AddedToken& token);
    [[nodiscard]] Status readConfig(const JsonNode& config);
    void addFromConfig(const std::vector<AddedToken>& tokens);
    void finish(std::string_view tokenizerJson);

    void encodeSegment(Segment segment, Encoding& out) const;
    void encodePieces(Segment segment, Encoding& out) const;
};

void Tokenizer::Parts::setPiece(std::int32_t id, std::string_view piece, bool isSpecial) {
    const auto index = static_cast<std::size_t>(id);
    if (pieces.size() <= index) {
        pieces.resize(index + 1);
        special.resize(index + 1);
    }
    pieces[index] = piece;
    special[index] = isSpecial;
}

void Tokenizer::Parts::addToken(const AddedToken& token) {
    setPiece(token.id, token.content, token.special);
    addedIds.insert_or_assign(token.content, token.id);
    if (token.content.empty())
        return;
    if (!token.normalized) {
        rawTokens.add(token, token.content);
        return;
    }
    Segment spelling = segmentOf(token.content);
    for (const auto& normalizer : pipeline.normalizers)
        normalizer->apply(spelling);
    normalizedTokens.add(token, spelling.text);
    setPiece(token.id, spelling.text, token.special); // as the official library spells it when decoding
}

// Tokens that tokenizer_config.json names and tokenizer.json lacks are added as the transformers library
// does: with their id in the vocabulary, or else the next free one.
void Tokenizer::Parts::addFromConfig(const std::vector<AddedToken>& tokens) {
    for (AddedToken token : tokens) {
        if (addedIds.find(token.content) != addedIds.end())
            continue;
        std::size_t next = pipeline.model->vocabulary().size();
        for (const AddedToken& other : pipeline.added)
            next = std::max(next, static_cast<std::size_t>(other.id) + 1);
        token.id = pipeline.model->idOf(token.content).value_or(static_cast<std::int32_t>(next));
        pipeline.added.push_back(token);
        addToken(token);
    }
}

Status Tokenizer::Parts::readConfig(const JsonNode& config) {
    std::vector<AddedToken> tokens;
    if (const auto table = config.find("added_tokens_decoder")) {
        simdjson::dom::object object;
        if (table->element().get(object) != simdjson::SUCCESS)
            return fail(ErrorCode::InvalidInput, "{}: is not an object", table->place());
        std::map<std::int64_t, std::string> order;
        for (const auto& member : object) {
            std::int64_t id = -1;
            std::from_chars(member.key.data(), member.key.data() + member.key.size(), id);
            order.try_emplace(id, member.key);
        }
        for (const auto& [id, key] : order) {
            RETORT_TRY(auto token, readNamed(*table, key));
            if (!token)
                continue;
            RETORT_TRY(const JsonNode entry, table->at(key));
            RETORT_TRY(token->special, entry.flagAt("special", false));
            RETORT_TRY(token->normalized, entry.flagAt("normalized", !token->special));
            tokens.push_back(*token);
        }
    }
    std::map<std::string_view, std::string> named;
    for (const std::string_view key :
         {"bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"}) {
        RETORT_TRY(auto token, readNamed(config, key));
        if (!token)
            continue;
        named[key] = token->content;
        tokens.push_back(*std::move(token));
    }
    addFromConfig(tokens);
    if (named.count("bos_token") != 0)
        bos = idOf(named["bos_token"]);
    if (named.count("eos_token") != 0)
        eos = idOf(named["eos_token"]);
    return {};
}

void Tokenizer::Parts::finish(std::string_view tokenizerJson) {
    Sha256 hash;
    hash.updateField("retort tokenizer 1");
    hash.updateField(tokenizerJson);
    for (const AddedToken& token : pipeline.added) {
        hash.updateField(token.content).updateNumber(static_cast<std::uint64_t>(token.id));
        const std::array flags = {token.singleWord, token.lstrip, token.rstrip, token.normalized,
                                  token.special};
        for (const bool flag : flags)
            hash.updateNumber(flag ? 1 : 0);
    }
    fingerprint = hash.finish();
}

void Tokenizer::Parts::encodePieces(Segment segment, Encoding& out) const {
    Pieces pieceList;
    pieceList.list.push_back({0, segment.text.size()});
    pieceList.segment = std::move(segment);
    for (const auto& preTokenizer : pipeline.preTokenizers)
        preTokenizer->apply(pieceList);
    std::vector<PieceToken> tokens;
    for (const Piece& piece : pieceList.list) {
        tokens.clear();
        const std::string_view text =
            std::string_view(pieceList.segment.text).substr(piece.begin, piece.end - piece.begin);
        pipeline.model->tokenize(text, pieceList.byteLevel, tokens);
        for (const PieceToken& token : tokens) {
            out.ids.push_back(token.id);
            out.spans.push_back(
                pieceList.segment.originOf(piece.begin + token.begin, piece.begin + token.end));
        }
    }
}

void Tokenizer::Parts::encodeSegment(Segment segment, Encoding& out) const {
    for (const auto& normalizer : pipeline.normalizers)
        normalizer->apply(segment);
    for (const AddedTokenSet::Found& found : normalizedTokens.cut(segment.text)) {
        if (found.id) {
            out.ids.push_back(*found.id);
            out.spans.push_back(segment.originOf(found.begin, found.end));
        } else {
            encodePieces(segment.part(found.begin, found.end), out);
        }
    }
}

Tokenizer::Tokenizer(std::shared_ptr<const Parts> parts) : m_parts(std::move(parts)) {}

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& checkpointDirectory) {
    const auto file = checkpointDirectory / "tokenizer.json";
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        for (const std::string_view other : {"vocab.json", "tokenizer.model"}) {
            if (std::filesystem::exists(checkpointDirectory / other, ignored))
                return fail(
                    ErrorCode::Unsupported,
                    "{}: has {} but no tokenizer.json; save the tokenizer again with a current transformers "
                    "library to get one",
                    checkpointDirectory.string(), other);
        }
        return fail(ErrorCode::NotFound,
                    "{}: has no tokenizer.json; copy the checkpoint's tokenizer files there",
                    checkpointDirectory.string());
    }
    RETORT_TRY(const std::string json, readFile(file, kMaxFile));
    std::string config;
    const auto configFile = checkpointDirectory / "tokenizer_config.json";
    if (std::filesystem::exists(configFile, ignored)) {
        RETORT_TRY(config, readFile(configFile, kMaxFile));
    }
    return fromJson(json, file.string(), config);
}

Result<Tokenizer> Tokenizer::fromJson(std::string_view tokenizerJson, std::string_view where,
                                      std::string_view configJson) {
    auto parts = std::make_shared<Parts>();
    simdjson::dom::parser parser;
    RETORT_TRY(const auto element, parse(parser, tokenizerJson, where));
    RETORT_TRY(parts->pipeline, readTokenizerJson(JsonNode(element, std::string(where))));
    for (const auto& [piece, id] : parts->pipeline.model->vocabulary())
        parts->setPiece(id, piece, false);
    for (const AddedToken& token : parts->pipeline.added)
        parts->addToken(token);
    if (!configJson.empty()) {
        const std::string configWhere =
            (std::filesystem::path(where).parent_path() / "tokenizer_config.json").string();
        RETORT_TRY(const auto config, parse(parser, configJson, configWhere));
        RETORT_CHECK(parts->readConfig(JsonNode(config, configWhere)));
    }
    for (const auto* ids : {&parts->pipeline.prefix, &parts->pipeline.suffix}) {
        for (const std::int32_t id : *ids) {
            if (static_cast<std::size_t>(id) >= parts->pieces.size())
                return fail(ErrorCode::InvalidInput,
                            "{}: the post-processor adds the id {}, which no token has", where, id);
        }
    }
    parts->finish(tokenizerJson);
    return Tokenizer(std::move(parts));
}

Encoding Tokenizer::encode(std::string_view text) const {
    if (text.size() > std::numeric_limits<std::uint32_t>::max())
        throw std::length_error("a text of 4 GiB or more can't be tokenized");
    Encoding encoding;
    encoding.prefix = m_parts->pipeline.prefix;
    encoding.suffix = m_parts->pipeline.suffix;
    const Segment whole = segmentOf(text);
    for (const AddedTokenSet::Found& found : m_parts->rawTokens.cut(whole.text)) {
        if (found.id) {
            encoding.ids.push_back(*found.id);
            encoding.spans.push_back(whole.originOf(found.begin, found.end));
        } else {
            m_parts->encodeSegment(whole.part(found.begin, found.end), encoding);
        }
    }
    return encoding;
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skipSpecial) const {
    std::string text;
    bool first = true;
    for (const std::int32_t id : ids) {
        const std::string token = piece(id);
        if (token.empty() || (skipSpecial && isSpecial(id)))
            continue;
        if (m_parts->pipeline.decoder == DecoderKind::ByteLevel)
            text += spelledBytes(token).value_or(token);
        else
            text += first ? token : " " + token;
        first = false;
    }
    return repairUtf8(text);
}

std::string Tokenizer::piece(std::int32_t id) const {
    return id < 0 || id >= vocabularySize() ? std::string() : m_parts->pieces[static_cast<std::size_t>(id)];
}

std::optional<std::int32_t> Tokenizer::idOf(std::string_view piece) const {
    return m_parts->idOf(piece);
}

std::int32_t Tokenizer::vocabularySize() const {
    return static_cast<std::int32_t>(m_parts->pieces.size());
}

bool Tokenizer::isSpecial(std::int32_t id) const {
    return id >= 0 && id < vocabularySize() && m_parts->special[static_cast<std::size_t>(id)];
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
