// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/document.h"

namespace retort::report {

Text& Text::add(std::string words) {
    runs.push_back({std::move(words), false, {}});
    return *this;
}

Text& Text::addStrong(std::string words) {
    runs.push_back({std::move(words), true, {}});
    return *this;
}

Text& Text::addLink(std::string words, std::string target) {
    runs.push_back({std::move(words), false, std::move(target)});
    return *this;
}

std::string plainText(const Text& text) {
    std::string words;
    for (const Run& run : text.runs)
        words += run.text;
    return words;
}

} // namespace retort::report
