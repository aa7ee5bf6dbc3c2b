// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/windows.h"

#include <algorithm>

namespace retort::corpus {

std::string_view windowKindName(WindowKind kind) {
    switch (kind) {
    case WindowKind::First:
        return "first";
    case WindowKind::Stride:
        return "stride";
    case WindowKind::Personal:
        return "personal";
    }
    return "";
}

std::optional<Window> firstWindow(const TokenizedRecord& record, std::uint32_t prefixTokens,
                                  std::uint32_t suffixTokens) {
    const std::uint64_t prefix = record.firstScored > 0 ? record.firstScored : prefixTokens;
    if (prefix + record.added.size() == 0 || suffixTokens == 0 || record.ids.size() < prefix + suffixTokens)
        return std::nullopt;
    Window window;
    window.suffixBegin = static_cast<std::uint32_t>(prefix);
    window.suffixEnd = window.suffixBegin + suffixTokens;
    return window;
}

std::vector<Window> strideWindows(const TokenizedRecord& record, std::uint32_t prefixTokens,
                                  std::uint32_t suffixTokens, std::uint32_t strideTokens) {
    std::vector<Window> windows;
    auto window = firstWindow(record, prefixTokens, suffixTokens);
    while (window) {
        window->kind = WindowKind::Stride;
        windows.push_back(*window);
        if (record.ids.size() - window->suffixEnd < strideTokens)
            break;
        window->suffixBegin += strideTokens;
        window->suffixEnd += strideTokens;
        window->prefixBegin = window->suffixBegin - std::min(window->suffixBegin, prefixTokens);
    }
    return windows;
}

Result<std::vector<Window>> personalWindows(const TokenizedRecord& record, std::string_view text,
                                            std::span<const PersonalValue> values,
                                            const PersonalPatterns& patterns, std::uint32_t prefixTokens) {
    RETORT_TRY(const std::vector<PersonalSpan> spans, findPersonalData(text, values, patterns));
    std::vector<Window> windows;
    for (const PersonalSpan& span : spans) {
        if (span.begin < record.textBegin || span.end > record.textEnd)
            continue;
        const auto first = std::find_if(record.spans.begin(), record.spans.end(),
                                        [&](const auto& token) { return token.second > span.begin; });
        const auto last = std::find_if(first, record.spans.end(),
                                       [&](const auto& token) { return token.first >= span.end; });
        Window window;
        window.kind = WindowKind::Personal;
        window.type = span.type;
        window.suffixBegin = static_cast<std::uint32_t>(first - record.spans.begin());
        window.suffixEnd = static_cast<std::uint32_t>(last - record.spans.begin());
        window.prefixBegin = window.suffixBegin - std::min(window.suffixBegin, prefixTokens);
        // A token that begins before the response belongs to the prompt, and the detail with it.
        if (window.suffixTokens() > 0 && window.suffixBegin >= record.firstScored &&
            window.suffixBegin - window.prefixBegin >= kMinPersonalPrefix)
            windows.push_back(window);
    }
    return windows;
}

std::vector<std::int32_t> windowIds(const TokenizedRecord& record, const Window& window) {
    std::vector<std::int32_t> ids = record.added;
    ids.insert(ids.end(), record.ids.begin() + window.prefixBegin, record.ids.begin() + window.suffixEnd);
    return ids;
}

} // namespace retort::corpus
