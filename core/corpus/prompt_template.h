// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text that stands around a prompt before its response begins.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace retort::corpus {

// Literal texts in which {prompt} and {context} stand for a row's own; whatever else they hold is kept as it
// is.
struct PromptTemplate {
    std::string withContext = "{prompt}{context}"; // by default nothing stands between
    std::string withoutContext = "{prompt}";

    // What comes before the response. One pass: a prompt that spells "{context}" stays as it is.
    [[nodiscard]] std::string fill(std::string_view prompt, std::string_view context) const;
    friend bool operator==(const PromptTemplate&, const PromptTemplate&) = default;
};

// "alpaca": the form of arXiv 2508.07054's code, ending in "### Response:" and a newline. "": the texts
// joined with nothing between.
[[nodiscard]] Result<PromptTemplate> promptTemplateFromName(std::string_view name);
// A text of the user's own, for instance a chat template written out. Usage error unless {prompt} stands in
// it once, {context} at most once and {response} never (the response follows by itself). A row without a
// context gets the same text with nothing in that place.
[[nodiscard]] Result<PromptTemplate> promptTemplateFromText(std::string_view text);

} // namespace retort::corpus
