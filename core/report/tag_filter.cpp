// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/tag_filter.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace retort::report {
namespace {

constexpr int kMarkOrigin = -20000;
constexpr int kMarksPerRow = 1000;

} // namespace

std::pair<int, int> tagMark(int tag) {
    const int code = tag + 2;
    return {kMarkOrigin - code % kMarksPerRow, kMarkOrigin - code / kMarksPerRow};
}

void TagFilter::flush() {
    for (const QPDFTokenizer::Token& token : m_pending)
        writeToken(token);
    m_pending.clear();
}

bool TagFilter::isMark(int& tag) const {
    std::vector<double> numbers;
    for (const QPDFTokenizer::Token& token : m_pending) {
        if (token.getType() == QPDFTokenizer::tt_integer || token.getType() == QPDFTokenizer::tt_real)
            numbers.push_back(std::strtod(token.getValue().c_str(), nullptr));
    }
    if (numbers.size() != 2 || numbers[0] > kMarkOrigin + 0.5 || numbers[1] > kMarkOrigin + 0.5)
        return false;
    const int column = static_cast<int>(std::lround(kMarkOrigin - numbers[0]));
    const int row = static_cast<int>(std::lround(kMarkOrigin - numbers[1]));
    tag = row * kMarksPerRow + column - 2;
    return tag >= kMarkEnd && tag < static_cast<int>(m_tags.size());
}

void TagFilter::writeMark(int tag) {
    if (m_open)
        write("\nEMC\n");
    m_open = tag != kMarkEnd;
    if (tag == kMarkArtifact) {
        write("\n/Artifact BMC\n");
    } else if (tag >= 0) {
        const std::string& type = m_tags[static_cast<std::size_t>(tag)].type;
        write(fmt::format("\n/{} <</MCID {}>> BDC\n", type, m_marked.size()));
        m_marked.push_back(tag);
    }
}

void TagFilter::handleToken(QPDFTokenizer::Token const& token) {
    if (token.getType() != QPDFTokenizer::tt_word) {
        m_pending.push_back(token);
        return;
    }
    const std::string& word = token.getValue();
    if (word == "m" && isMark(m_tag)) {
        m_pending.clear();
        m_partsToSkip = 2;
        return;
    }
    if (m_partsToSkip > 0 && (word == "l" || word == "S")) {
        m_pending.clear();
        if (--m_partsToSkip == 0)
            writeMark(m_tag);
        return;
    }
    flush();
    writeToken(token);
}

} // namespace retort::report
