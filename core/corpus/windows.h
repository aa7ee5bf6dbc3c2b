// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Windows: which tokens are given to the model and which it is asked to continue with (definitions, "Tokens
// and spans").
#pragma once

#include "core/corpus/personal_data.h"
#include "core/corpus/tokenized_record.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

enum class WindowKind { First, Stride, Personal };
// "first", "stride", "personal".
[[nodiscard]] std::string_view windowKindName(WindowKind kind);

// Indices into the content tokens of a record: prefix [prefixBegin, suffixBegin), suffix [suffixBegin,
// suffixEnd). The window is a sequence of its own: an added BOS, prefix, suffix, positions from 0.
struct Window {
    WindowKind kind = WindowKind::First;
    std::uint32_t prefixBegin = 0;
    std::uint32_t suffixBegin = 0;
    std::uint32_t suffixEnd = 0;
    std::string type; // of personal data; empty for the other kinds

    [[nodiscard]] std::uint32_t suffixTokens() const { return suffixEnd - suffixBegin; }
};

inline constexpr std::uint32_t kMinPersonalPrefix = 8;

// Tokens 1 to prefixTokens + suffixTokens; for prompt/response data the prompt and the first suffixTokens
// tokens of the response. None when the record is too short.
[[nodiscard]] std::optional<Window> firstWindow(const TokenizedRecord& record, std::uint32_t prefixTokens,
                                                std::uint32_t suffixTokens);
// The first window, and the same moved on by strideTokens (at least 1) as long as a whole suffix is left.
// With prompt/response data the prompt is the prefix of the first one alone; later ones have the prefixTokens
// tokens before their suffix.
[[nodiscard]] std::vector<Window> strideWindows(const TokenizedRecord& record, std::uint32_t prefixTokens,
                                                std::uint32_t suffixTokens, std::uint32_t strideTokens);
// One window for each typed span of the scored text whose tokens all lie before the cut: the suffix is the
// tokens that overlap the span, the prefix up to prefixTokens tokens before it, kMinPersonalPrefix at least.
// A span of which a token begins before the response gives none. `text` is the record's text. Errors: those
// of findPersonalData.
[[nodiscard]] Result<std::vector<Window>>
personalWindows(const TokenizedRecord& record, std::string_view text, std::span<const PersonalValue> values,
                const PersonalPatterns& patterns, std::uint32_t prefixTokens);
// What the model is given: added BOS, prefix, suffix.
[[nodiscard]] std::vector<std::int32_t> windowIds(const TokenizedRecord& record, const Window& window);

} // namespace retort::corpus
