// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/tokenizer/tokenizer.h"

#include <iostream>
#include <iterator>

namespace retort::cli {

namespace {

struct TokenizeOptions {
    std::string model;
    std::string text = "-";
    bool json = false;
    bool whole = false;
};

void tokenizeOne(const tokenizer::Tokenizer& tokenizer, std::string_view text, bool json) {
    const std::vector<std::int32_t> ids = tokenizer.encode(text).withAdded();
    std::vector<std::string> pieces;
    for (const std::int32_t id : ids)
        pieces.push_back(tokenizer.piece(id));
    if (json) {
        print(toJsonLine({{"ids", ids}, {"pieces", pieces}}) + "\n");
        return;
    }
    for (std::size_t i = 0; i < ids.size(); ++i)
        print(fmt::format("{}\t{}\n", ids[i], pieces[i]));
}

Status tokenize(const TokenizeOptions& options) {
    RETORT_TRY(const tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(options.model));
    std::string text = options.text;
    if (text == "-")
        text.assign(std::istreambuf_iterator<char>(std::cin), {});
    if (options.whole) {
        tokenizeOne(tokenizer, text, options.json);
        return {};
    }
    for (std::size_t begin = 0; begin < text.size() || begin == 0;) {
        std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = std::string_view(text).substr(begin, end - begin);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        tokenizeOne(tokenizer, line, options.json);
        begin = end + 1;
    }
    return {};
}

} // namespace

void addTokenize(CLI::App& app, Action& action) {
    CLI::App* verb =
        app.add_subcommand("tokenize", "Ids and pieces as the checkpoint's own tokenizer gives them");
    auto options = std::make_shared<TokenizeOptions>();
    verb->add_option("--model", options->model, "Folder of the checkpoint")->required();
    verb->add_option("TEXT", options->text, "The text, or - for stdin (the default), line by line");
    verb->add_flag("--json", options->json, "One JSON object for each line");
    verb->add_flag("--whole", options->whole, "One text with its line ends");
    verb->callback([=, &action] { action = [=] { return tokenize(*options); }; });
}

} // namespace retort::cli
