// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Internal to core/report: the content-stream filter that turns tag marks into marked content.
#pragma once

#include "core/report/finish.h"

#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFTokenizer.hh>

#include <vector>

namespace retort::report {

class TagFilter : public QPDFObjectHandle::TokenFilter {
public:
    explicit TagFilter(const std::vector<Tag>& tags) : m_tags(tags) {}

    void handleToken(QPDFTokenizer::Token const& token) override;
    void handleEOF() override { flush(); }

    // The tag of each marked-content id of this page, in order of the ids.
    [[nodiscard]] const std::vector<int>& marked() const { return m_marked; }

private:
    void flush();
    [[nodiscard]] bool isMark(int& tag) const;
    void writeMark(int tag);

    const std::vector<Tag>& m_tags;
    std::vector<QPDFTokenizer::Token> m_pending; // operands of the operator to come
    std::vector<int> m_marked;
    int m_tag = 0;
    int m_partsToSkip = 0; // operators of a mark's line still to come
    bool m_open = false;
};

} // namespace retort::report
