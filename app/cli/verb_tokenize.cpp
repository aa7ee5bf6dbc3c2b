// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/base/files.h"
#include "core/checkpoint/checkpoint_folders.h"
#include "core/tokenizer/tokenizer.h"

#include <algorithm>
#include <ctime>
#include <iostream>
#include <iterator>
#include <limits>

namespace retort::cli {

namespace {

struct TokenizeOptions {
    std::string model;
    std::string text = "-";
    bool json = false;
    bool whole = false;
    std::string bench; // a file to encode again and again
};

// Without line ends; an empty text is one empty line.
std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t begin = 0; begin < text.size() || begin == 0;) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        if (lines.back().ends_with('\r'))
            lines.back().remove_suffix(1);
        begin = end + 1;
    }
    return lines;
}

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

// The file's lines, each one text, as often as fit in two seconds and at least twice: the fastest round, in
// seconds of the processor, so that other programs change it little.
Status bench(const tokenizer::Tokenizer& tokenizer, const TokenizeOptions& options) {
    const auto seconds = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
    RETORT_TRY(const std::string file, readFile(options.bench, std::uint64_t{1} << 30U));
    const std::vector<std::string_view> lines = linesOf(file);
    double best = std::numeric_limits<double>::infinity();
    std::size_t tokens = 0;
    double elapsed = 0;
    for (int round = 0; round < 2 || elapsed < 2; ++round) {
        tokens = 0;
        const double start = seconds();
        for (const std::string_view line : lines)
            tokens += tokenizer.encode(line).ids.size();
        const double taken = seconds() - start;
        elapsed += taken;
        best = std::min(best, taken);
    }
    std::size_t bytes = 0;
    for (const std::string_view line : lines)
        bytes += line.size();
    const double rate = static_cast<double>(bytes) / 1e6 / best;
    if (options.json)
        print(toJsonLine({{"bytes", bytes}, {"tokens", tokens}, {"seconds", best}, {"mb_per_second", rate}}) +
              "\n");
    else
        print(fmt::format("{} bytes, {} tokens, {:.4f} s, {:.1f} MB/s on one thread\n", bytes, tokens, best,
                          rate));
    return {};
}

Status tokenize(const TokenizeOptions& options) {
    RETORT_TRY(const checkpoint::CheckpointFolders folders, checkpoint::findFolders(options.model));
    RETORT_TRY(const tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(folders.tokenizer()));
    if (!options.bench.empty())
        return bench(tokenizer, options);
    std::string text = options.text;
    if (text == "-")
        text.assign(std::istreambuf_iterator<char>(std::cin), {});
    if (options.whole) {
        tokenizeOne(tokenizer, text, options.json);
        return {};
    }
    for (const std::string_view line : linesOf(text))
        tokenizeOne(tokenizer, line, options.json);
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
    verb->add_option("--bench", options->bench,
                     "Measure instead: encode this file line by line, on one thread");
    verb->callback([=, &action] { action = [=] { return tokenize(*options); }; });
}

} // namespace retort::cli
