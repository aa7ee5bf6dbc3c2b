// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/sentencepiece.h"

#include "core/base/utf8.h"
#include "core/tokenizer/characters.h"
#include "core/tokenizer/json_node.h"
#include "core/tokenizer/protobuf.h"

#include <algorithm>
#include <cmath>

namespace retort::tokenizer {

namespace {

// Numbers of fields and kinds: sentencepiece_model.proto.
enum class PieceKind { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };
constexpr std::uint64_t kBpe = 2;
constexpr std::size_t kLongestPiece = 4096; // training stops at 16 characters unless told otherwise

struct ModelPiece {
    std::string text;
    float score = 0;
    PieceKind kind = PieceKind::Normal;
};

struct Model {
    std::vector<ModelPiece> pieces; // by id
    std::uint64_t kind = 1;
    bool byteFallback = false;
    bool spaceAsSuffix = false;
    std::string bos = "<s>";
    std::string eos = "</s>";
    std::string unknownSurface = " \xE2\x81\x87 ";
    std::string normalizerName;
    bool hasCharacterTable = false;
    bool addDummyPrefix = true;
    bool removeExtraWhitespaces = true;
    bool escapeWhitespaces = true;
};

// Calls `use` for every field; what it returns for a field ends the walk if it is an error.
template <class Use>
Status forEachField(std::string_view message, std::string_view where, Use use) {
    ProtoReader reader(message, where);
    while (true) {
        RETORT_TRY(const auto field, reader.next());
        if (!field)
            return {};
        RETORT_CHECK(use(*field));
    }
}

Status readPiece(std::string_view message, std::string_view where, Model& model) {
    ModelPiece piece;
    const std::string place = fmt::format("{}: piece {}", where, model.pieces.size());
    RETORT_CHECK(forEachField(message, place, [&](const ProtoField& field) -> Status {
        if (field.number == 1)
            piece.text = field.bytes;
        if (field.number == 2)
            piece.score = field.number32();
        if (field.number == 3) {
            if (field.value < 1 || field.value > 6)
                return fail(ErrorCode::Unsupported, "{}: is of the unknown kind {}", place, field.value);
            piece.kind = static_cast<PieceKind>(field.value);
        }
        return {};
    }));
    if (piece.text.empty() || firstInvalidUtf8(piece.text) != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "{}: is empty or not UTF-8; the file is damaged", place);
    if (piece.text.size() > kLongestPiece)
        return fail(ErrorCode::Unsupported, "{}: is longer than {} bytes, which is not supported", place,
                    kLongestPiece);
    if (!std::isfinite(piece.score))
        return fail(ErrorCode::InvalidInput, "{}: its score is not a number; the file is damaged", place);
    if (piece.kind == PieceKind::Unused)
        return fail(ErrorCode::Unsupported, "{}: is unused, which is not supported", place);
    if (model.pieces.size() > static_cast<std::size_t>(JsonNode::kLargestId))
        return fail(ErrorCode::Unsupported, "{}: has more than {} pieces", where, JsonNode::kLargestId + 1);
    model.pieces.push_back(std::move(piece));
    return {};
}

Status readTrainer(std::string_view message, std::string_view where, Model& model) {
    return forEachField(message, fmt::format("{}: trainer_spec", where),
                        [&](const ProtoField& field) -> Status {
                            switch (field.number) {
                            case 3:
                                model.kind = field.value;
                                break;
                            case 24:
                                model.spaceAsSuffix = field.flag();
                                break;
                            case 35:
                                model.byteFallback = field.flag();
                                break;
                            case 44:
                                model.unknownSurface = field.bytes;
                                break;
                            case 46:
                                model.bos = field.bytes;
                                break;
                            case 47:
                                model.eos = field.bytes;
                                break;
                            default:
                                break;
                            }
                            return {};
                        });
}

Status readNormalizer(std::string_view message, std::string_view where, Model& model) {
    return forEachField(message, fmt::format("{}: normalizer_spec", where),
                        [&](const ProtoField& field) -> Status {
                            switch (field.number) {
                            case 1:
                                model.normalizerName = field.bytes;
                                break;
                            case 2:
                                model.hasCharacterTable = model.hasCharacterTable || !field.bytes.empty();
                                break;
                            case 3:
                                model.addDummyPrefix = field.flag();
                                break;
                            case 4:
                                model.removeExtraWhitespaces = field.flag();
                                break;
                            case 5:
                                model.escapeWhitespaces = field.flag();
                                break;
                            default:
                                break;
                            }
                            return {};
                        });
}

Result<Model> readModelProto(std::string_view bytes, std::string_view where) {
    Model model;
    RETORT_CHECK(forEachField(bytes, where, [&](const ProtoField& field) -> Status {
        if (field.number == 1)
            return readPiece(field.bytes, where, model);
        if (field.number == 2)
            return readTrainer(field.bytes, where, model);
        if (field.number == 3)
            return readNormalizer(field.bytes, where, model);
        if (field.number != 5) // self-test data
            return {};
        return forEachField(field.bytes, where, [&](const ProtoField& member) -> Status {
            if (member.number == 2 && !member.bytes.empty())
                return fail(ErrorCode::Unsupported,
                            "{}: denormalizer_spec has a table of characters, which "
                            "is not supported",
                            where);
            return {};
        });
    }));
    if (model.pieces.empty())
        return fail(ErrorCode::InvalidInput, "{}: holds no pieces; this is not a SentencePiece model", where);
    if (model.kind != kBpe)
        return fail(ErrorCode::Unsupported,
                    "{}: is a SentencePiece model of kind {} ({}); only BPE is supported", where, model.kind,
                    model.kind == 1   ? "unigram"
                    : model.kind == 3 ? "word"
                    : model.kind == 4 ? "char"
                                      : "unknown");
    if (model.hasCharacterTable)
        return fail(
            ErrorCode::Unsupported,
            "{}: normalises with the character table \"{}\"; only models without one (\"identity\") are "
            "supported",
            where, model.normalizerName);
    if (model.spaceAsSuffix)
        return fail(ErrorCode::Unsupported, "{}: treats white space as suffix, which is not supported",
                    where);
    return model;
}

Result<BpeRules> rulesOf(const Model& model, std::string_view where) {
    BpeRules rules;
    rules.byteFallback = model.byteFallback;
    rules.fuseUnknown = true;
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const ModelPiece& piece = model.pieces[id];
        if (!rules.vocabulary.try_emplace(piece.text, static_cast<std::int32_t>(id)).second)
            return fail(ErrorCode::InvalidInput, "{}: the piece \"{}\" stands there twice", where,
                        piece.text);
        if (piece.kind == PieceKind::Byte && !model.byteFallback)
            return fail(ErrorCode::InvalidInput, "{}: has byte pieces, but byte_fallback is off", where);
        if (piece.kind == PieceKind::UserDefined)
            rules.whole.push_back(piece.text);
        if (piece.kind != PieceKind::Unknown)
            continue;
        if (rules.unknownToken)
            return fail(ErrorCode::InvalidInput, "{}: has two unknown pieces", where);
        rules.unknownToken = piece.text;
    }
    if (!rules.unknownToken)
        return fail(ErrorCode::InvalidInput, "{}: has no unknown piece", where);
    return rules;
}

// SentencePiece merges any two neighbours that are a piece together, the best score first: every way to cut a
// piece in two pieces is a merge, and equal scores have equal rank.
Status addMerges(const Model& model, std::string_view where, BpeRules& rules) {
    std::vector<float> scores;
    for (const ModelPiece& piece : model.pieces)
        scores.push_back(piece.score);
    std::sort(scores.begin(), scores.end(), std::greater<>());
    scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
    const auto rankOf = [&](float score) {
        return static_cast<std::uint32_t>(
            std::lower_bound(scores.begin(), scores.end(), score, std::greater<>()) - scores.begin());
    };
    const auto isNormal = [&](std::string_view text) {
        const auto place = rules.vocabulary.find(text);
        return place != rules.vocabulary.end() &&
               model.pieces[static_cast<std::size_t>(place->second)].kind == PieceKind::Normal;
    };
    for (const ModelPiece& piece : model.pieces) {
        if (piece.kind != PieceKind::Normal)
            continue;
        const std::string_view text = piece.text;
        for (std::size_t at = 0; at < text.size() && characterLength(text.front()) < text.size();) {
            const std::size_t length = characterLength(text[at]);
            if (rules.vocabulary.find(text.substr(at, length)) == rules.vocabulary.end())
                return fail(ErrorCode::Unsupported,
                            "{}: the piece \"{}\" holds a character that is no piece itself, which is not "
                            "supported",
                            where, text);
            if (at > 0 && isNormal(text.substr(0, at)) && isNormal(text.substr(at)))
                rules.merges.push_back(
                    {std::string(text.substr(0, at)), std::string(text.substr(at)), rankOf(piece.score)});
            at += length;
        }
    }
    return {};
}

void addSteps(const Model& model, const BpeRules& rules, Pipeline& pipeline) {
    SentencePieceNormalizer::Rules normalizer;
    normalizer.addDummyPrefix = model.addDummyPrefix;
    normalizer.removeExtraWhitespaces = model.removeExtraWhitespaces;
    normalizer.escapeWhitespaces = model.escapeWhitespaces;
    for (std::size_t i = 0; i < rules.whole.size(); ++i)
        normalizer.whole.add(rules.whole[i], i);
    pipeline.normalizers.push_back(std::make_unique<const SentencePieceNormalizer>(std::move(normalizer)));
    SentencePieceDecoder::Rules decoder;
    decoder.dropFirstSpace = model.addDummyPrefix;
    decoder.removeExtraWhitespaces = model.removeExtraWhitespaces;
    decoder.byteFallback = model.byteFallback;
    decoder.unknownPiece = rules.unknownToken.value_or("");
    decoder.unknownSurface = model.unknownSurface;
    pipeline.decoders.push_back(std::make_unique<const SentencePieceDecoder>(std::move(decoder)));
}

} // namespace

Result<Pipeline> readSentencePiece(std::string_view bytes, std::string_view where, TokenizerConfig& config) {
    RETORT_TRY(const Model model, readModelProto(bytes, where));
    RETORT_TRY(BpeRules rules, rulesOf(model, where));
    RETORT_CHECK(addMerges(model, where, rules));
    Pipeline pipeline;
    pipeline.description = "sentencepiece";
    pipeline.specialSeparates = true;
    addSteps(model, rules, pipeline);
    RETORT_TRY(pipeline.model, BpeModel::make(std::move(rules), where));
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const PieceKind kind = model.pieces[id].kind;
        if (kind == PieceKind::Control)
            pipeline.special.push_back(static_cast<std::int32_t>(id));
        if (kind != PieceKind::Normal && kind != PieceKind::UserDefined)
            pipeline.unsearched.push_back(static_cast<std::int32_t>(id));
    }
    for (auto* tokens : {&config.added, &config.extra}) {
        for (AddedToken& token : *tokens)
            token.normalized = false; // the normaliser belongs to the model, as transformers has it
    }
    for (auto& [role, token] : config.roles) {
        if (token)
            token->normalized = false;
    }
    if (pipeline.model->idOf(model.bos))
        config.setDefault("bos_token", model.bos);
    if (pipeline.model->idOf(model.eos))
        config.setDefault("eos_token", model.eos);
    return pipeline;
}

} // namespace retort::tokenizer
