// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a Tokenizer consists of: its pipeline, its added tokens, and the tables from ids to pieces.
#pragma once

#include "core/tokenizer/pipeline.h"
#include "core/tokenizer/tokenizer.h"
#include "core/tokenizer/tokenizer_config.h"

#include <mutex>

namespace retort::tokenizer {

// What one call of encode() works in. Kept for the next call, since it remembers the pieces it has seen.
struct Workspace {
    Pieces pieces;
    std::vector<PieceToken> tokens;
    BpeWorkspace model;
};

// Workspaces that no call uses at the moment. Thread: any number of threads at once.
class WorkspacePool {
public:
    [[nodiscard]] std::unique_ptr<Workspace> take();
    void giveBack(std::unique_ptr<Workspace> workspace);

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Workspace>> m_free;
};

// Tokens by id. Ids can be far apart, so they index into a list.
class PieceTable {
public:
    struct Entry {
        std::string text;
        bool special = false;
    };
    void set(std::int32_t id, std::string_view text, bool special);
    [[nodiscard]] const Entry* find(std::int32_t id) const;
    [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(m_places.size()); }

private:
    std::vector<std::uint32_t> m_places; // by id: index into m_entries + 1, or 0
    std::vector<Entry> m_entries;
};

struct Tokenizer::Parts {
    Pipeline pipeline;
    AddedTokenSet rawTokens;        // looked for in the text as given
    AddedTokenSet normalizedTokens; // looked for after normalisation
    PieceTable pieces;
    StringIds addedIds;
    std::optional<std::int32_t> bos;
    std::optional<std::int32_t> eos;
    Digest fingerprint{};
    mutable WorkspacePool workspaces;

    // Everything but the fingerprint. `where` names the vocabulary's file.
    [[nodiscard]] static Result<std::shared_ptr<Parts>> make(Pipeline pipeline, const TokenizerConfig& config,
                                                             std::string_view where);
    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view piece) const;
    void encode(std::string_view text, Workspace& workspace, Encoding& out) const;

private:
    void addToken(const AddedToken& token);
    void addFromConfig(const std::vector<AddedToken>& tokens);
    void encodeSegment(Segment segment, Workspace& workspace, Encoding& out) const;
    void encodePieces(Segment segment, Workspace& workspace, Encoding& out) const;
};

} // namespace retort::tokenizer
