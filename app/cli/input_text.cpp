// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/input_text.h"

#include "core/base/files.h"
#include "core/base/utf8.h"

#include <iostream>
#include <iterator>
#include <sstream>

namespace retort::cli {

namespace {

constexpr std::uint64_t kMaxBytes = 1U << 20U;

void trimLineEnds(std::string& text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
}

} // namespace

Result<std::string> inputText(const std::string& file) {
    std::string text;
    if (file == "-") {
        text.assign(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
    } else {
        RETORT_TRY(text, readFile(file, kMaxBytes));
    }
    if (text.size() > kMaxBytes || firstInvalidUtf8(text) < text.size())
        return fail(ErrorCode::InvalidInput, "{}: not UTF-8 text, or more than 1 MiB of it",
                    file == "-" ? "stdin" : file);
    trimLineEnds(text);
    return text;
}

Result<std::vector<std::string>> inputLines(const std::string& file) {
    RETORT_TRY(const std::string text, inputText(file));
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        trimLineEnds(line);
        if (line.find_first_not_of(" \t") != std::string::npos)
            lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace retort::cli
