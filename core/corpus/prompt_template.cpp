// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/prompt_template.h"

#include <array>
#include <utility>

namespace retort::corpus {

namespace {

constexpr std::string_view kPrompt = "{prompt}";
constexpr std::string_view kContext = "{context}";
constexpr std::string_view kResponse = "{response}";

std::size_t count(std::string_view text, std::string_view word) {
    std::size_t found = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        ++found;
    return found;
}

} // namespace

std::string PromptTemplate::fill(std::string_view prompt, std::string_view context) const {
    const std::string_view form = context.empty() ? withoutContext : withContext;
    const std::array<std::pair<std::string_view, std::string_view>, 2> places = {
        {{kPrompt, prompt}, {kContext, context}}};
    std::string text;
    for (std::size_t at = 0; at < form.size();) {
        std::size_t taken = 0;
        for (const auto& [word, value] : places) {
            if (form.substr(at).starts_with(word)) {
                text += value;
                taken = word.size();
            }
        }
        if (taken == 0)
            text += form[at++];
        at += taken;
    }
    return text;
}

Result<PromptTemplate> promptTemplateFromName(std::string_view name) {
    if (name.empty())
        return PromptTemplate();
    if (name == "alpaca")
        return PromptTemplate{
            "Below is an instruction that describes a task, paired with an input that provides further "
            "context. Write a response that appropriately completes the request.\n\n"
            "### Instruction:\n{prompt}\n\n### Input:\n{context}\n\n### Response:\n",
            "Below is an instruction that describes a task. Write a response that appropriately "
            "completes the request.\n\n### Instruction:\n{prompt}\n\n### Response:\n"};
    return fail(ErrorCode::Usage,
                "the prompt template \"{}\" is unknown; use \"alpaca\", leave it out, or write your own as "
                "template text",
                name);
}

Result<PromptTemplate> promptTemplateFromText(std::string_view text) {
    if (count(text, kPrompt) != 1)
        return fail(ErrorCode::Usage, "the template text must hold {{prompt}} once; it holds it {} times",
                    count(text, kPrompt));
    if (count(text, kContext) > 1)
        return fail(ErrorCode::Usage, "the template text may hold {{context}} once; it holds it {} times",
                    count(text, kContext));
    if (count(text, kResponse) > 0)
        return fail(ErrorCode::Usage,
                    "the template text holds {{response}}; leave it out, the response follows "
                    "the text by itself");
    return PromptTemplate{std::string(text), std::string(text)};
}

} // namespace retort::corpus
