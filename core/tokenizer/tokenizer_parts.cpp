// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer_parts.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace retort::tokenizer {

std::unique_ptr<Workspace> WorkspacePool::take() {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_free.empty()) {
            auto workspace = std::move(m_free.back());
            m_free.pop_back();
            return workspace;
        }
    }
    return std::make_unique<Workspace>();
}

void WorkspacePool::giveBack(std::unique_ptr<Workspace> workspace) {
    const std::lock_guard lock(m_mutex);
    m_free.push_back(std::move(workspace));
}

void PieceTable::set(std::int32_t id, std::string_view text, bool special) {
    const auto index = static_cast<std::size_t>(id);
    if (m_places.size() <= index)
        m_places.resize(index + 1);
    if (m_places[index] == 0) {
        m_entries.emplace_back();
        m_places[index] = static_cast<std::uint32_t>(m_entries.size());
    }
    m_entries[m_places[index] - 1] = {std::string(text), special};
}

const PieceTable::Entry* PieceTable::find(std::int32_t id) const {
    if (id < 0 || id >= size() || m_places[static_cast<std::size_t>(id)] == 0)
        return nullptr;
    return &m_entries[m_places[static_cast<std::size_t>(id)] - 1];
}

Result<std::shared_ptr<Tokenizer::Parts>>
Tokenizer::Parts::make(Pipeline pipeline, const TokenizerConfig& config, std::string_view where) {
    auto parts = std::make_shared<Parts>();
    parts->pipeline = std::move(pipeline);
    for (const auto& [piece, id] : parts->pipeline.model->vocabulary())
        parts->pieces.set(id, piece, false);
    for (const std::int32_t id : parts->pipeline.special)
        parts->pieces.set(id, std::string(parts->pieces.find(id)->text), true);
    for (const AddedToken& token : parts->pipeline.added)
        parts->addToken(token);
    parts->addFromConfig(config.tokens());
    if (const auto token = config.named("bos_token"))
        parts->bos = parts->idOf(token->content);
    if (const auto token = config.named("eos_token"))
        parts->eos = parts->idOf(token->content);
    for (const auto* ids : {&parts->pipeline.prefix, &parts->pipeline.suffix}) {
        for (const std::int32_t id : *ids) {
            if (parts->pieces.find(id) == nullptr)
                return fail(ErrorCode::InvalidInput,
                            "{}: the post-processor adds the id {}, which no token has", where, id);
        }
    }
    return parts;
}

std::optional<std::int32_t> Tokenizer::Parts::idOf(std::string_view piece) const {
    const auto place = addedIds.find(piece);
    return place != addedIds.end() ? std::optional(place->second) : pipeline.model->idOf(piece);
}

void Tokenizer::Parts::addToken(const AddedToken& token) {
    pieces.set(token.id, token.content, token.special);
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
    pieces.set(token.id, spelling.text, token.special); // as the official library spells it when decoding
}

// Tokens that the configuration names and the vocabulary's file lacks are added as the transformers library
// does: with their id in the vocabulary, or else the next free one.
void Tokenizer::Parts::addFromConfig(const std::vector<AddedToken>& tokens) {
    const auto& unsearched = pipeline.unsearched;
    for (AddedToken token : tokens) {
        const auto known = pipeline.model->idOf(token.content);
        const bool hidden =
            known && std::find(unsearched.begin(), unsearched.end(), *known) != unsearched.end();
        if (hidden || addedIds.find(token.content) != addedIds.end())
            continue;
        std::size_t next = pipeline.model->vocabulary().size();
        for (const AddedToken& other : pipeline.added)
            next = std::max(next, static_cast<std::size_t>(other.id) + 1);
        token.id = known.value_or(static_cast<std::int32_t>(next));
        pipeline.added.push_back(token);
        addToken(token);
    }
}

void Tokenizer::Parts::encodePieces(Segment segment, Workspace& workspace, Encoding& out) const {
    if (segment.text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw std::length_error("a text of 2 GiB or more can't be tokenized");
    Pieces& work = workspace.pieces;
    work.list.clear();
    if (!segment.text.empty())
        work.list.push_back({0, segment.text.size()});
    work.segment = std::move(segment);
    for (const auto& preTokenizer : pipeline.preTokenizers)
        preTokenizer->apply(work);
    const std::string_view text = work.segment.text;
    for (const Piece& piece : work.list) {
        workspace.tokens.clear();
        pipeline.model->tokenize(text.substr(piece.begin, piece.end - piece.begin), workspace.model,
                                 workspace.tokens);
        for (const PieceToken& token : workspace.tokens) {
            out.ids.push_back(token.id);
            out.spans.push_back(work.segment.originOf(piece.begin + token.begin, piece.begin + token.end));
        }
    }
}

void Tokenizer::Parts::encodeSegment(Segment segment, Workspace& workspace, Encoding& out) const {
    for (const auto& normalizer : pipeline.normalizers)
        normalizer->apply(segment);
    const auto cuts = normalizedTokens.cut(segment.text);
    if (cuts.size() == 1 && !cuts.front().id) {
        encodePieces(std::move(segment), workspace, out);
        return;
    }
    for (const AddedTokenSet::Found& found : cuts) {
        if (found.id) {
            out.ids.push_back(*found.id);
            out.spans.push_back(segment.originOf(found.begin, found.end));
        } else {
            encodePieces(segment.part(found.begin, found.end), workspace, out);
        }
    }
}

void Tokenizer::Parts::encode(std::string_view text, Workspace& workspace, Encoding& out) const {
    const std::size_t guess = text.size() / 4 + 8; // natural text has about 4 bytes a token
    out.ids.reserve(guess);
    out.spans.reserve(guess);
    const Segment whole = segmentOf(text);
    for (const AddedTokenSet::Found& found : rawTokens.cut(whole.text)) {
        if (found.id) {
            out.ids.push_back(*found.id);
            out.spans.push_back(whole.originOf(found.begin, found.end));
        } else {
            encodeSegment(whole.part(found.begin, found.end), workspace, out);
        }
    }
}

} // namespace retort::tokenizer
