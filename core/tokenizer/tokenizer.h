// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A checkpoint's tokenizer: text to token ids with their places in the text, and back.
// Semantics: huggingface/tokenizers for tokenizer.json (BPE), transformers 5 for vocab.json + merges.txt, and
// the sentencepiece library for tokenizer.model (BPE). Whatever a file asks for and this room does not
// compute exactly is refused by name when loading.
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::tokenizer {

struct Encoding {
    // Content tokens: without what the post-processor adds.
    std::vector<std::int32_t> ids;
    // For each content token its half-open byte range in the text given to encode(). Ranges ascend. A token
    // that holds part of a character covers just those bytes; what normalisation changed covers the whole
    // changed run.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;
    // Added before and after the content, usually BOS and EOS; empty when the tokenizer adds none.
    std::vector<std::int32_t> prefix;
    std::vector<std::int32_t> suffix;

    // prefix, content, suffix: the ids the checkpoint's tokenizer gives by itself.
    [[nodiscard]] std::vector<std::int32_t> withAdded() const;
};

// The texts of a tokenizer's files, as far as they are there.
struct TokenizerFiles {
    std::string folder; // names the source in messages
    std::optional<std::string> tokenizerJson;
    std::optional<std::string> vocabulary;    // vocab.json
    std::optional<std::string> merges;        // merges.txt
    std::optional<std::string> sentencePiece; // tokenizer.model
    std::optional<std::string> tokenizerConfig;
    std::optional<std::string> specialTokensMap;
    std::optional<std::string> addedTokens;
    std::optional<std::string> modelConfig; // config.json
};

// An immutable value that is cheap to copy. Thread: any number of threads may use one object at once.
class Tokenizer {
public:
    // Reads the tokenizer of a checkpoint directory: tokenizer.json, or else vocab.json + merges.txt, or else
    // tokenizer.model; with the files beside it that matter.
    [[nodiscard]] static Result<Tokenizer> load(const std::filesystem::path& checkpointDirectory);
    [[nodiscard]] static Result<Tokenizer> fromFiles(const TokenizerFiles& files);
    // `where` names the source in messages; `configJson` is the text of tokenizer_config.json, or empty.
    [[nodiscard]] static Result<Tokenizer> fromJson(std::string_view tokenizerJson, std::string_view where,
                                                    std::string_view configJson = {});

    // The text must be shorter than 2 GiB. Ill-formed UTF-8 is read as if every maximal ill-formed part were
    // U+FFFD (the WHATWG rule); spans still refer to the bytes as given. Throws std::runtime_error when the
    // file's regular expression gives up on the text (resource limits), std::length_error for longer text.
    [[nodiscard]] Encoding encode(std::string_view text) const;
    // Bytes that are not UTF-8 after joining the tokens become U+FFFD; ids outside the vocabulary are left
    // out.
    [[nodiscard]] std::string decode(std::span<const std::int32_t> ids, bool skipSpecial) const;
    // The token as the vocabulary spells it; empty for ids without a token.
    [[nodiscard]] std::string piece(std::int32_t id) const;
    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view piece) const;
    // Largest id + 1; a model's vocabulary must be at least that large.
    [[nodiscard]] std::int32_t vocabularySize() const;
    [[nodiscard]] bool isSpecial(std::int32_t id) const;

    // The token that the tokenizer itself puts before (after) every text, if it does.
    [[nodiscard]] std::optional<std::int32_t> addedBos() const;
    [[nodiscard]] std::optional<std::int32_t> addedEos() const;
    // The tokens that the files name as bos_token and eos_token, added or not.
    [[nodiscard]] std::optional<std::int32_t> namedBos() const;
    [[nodiscard]] std::optional<std::int32_t> namedEos() const;

    // SHA-256 over what was read: equal fingerprints give equal ids for every text.
    [[nodiscard]] const Digest& fingerprint() const;

private:
    struct Parts;
    explicit Tokenizer(std::shared_ptr<const Parts> parts);
    std::shared_ptr<const Parts> m_parts;
};

} // namespace retort::tokenizer
