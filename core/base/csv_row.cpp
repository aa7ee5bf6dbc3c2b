// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv_row.h"

#include <algorithm>

namespace retort {

CsvRow::State CsvRow::begin(std::string_view line, std::string_view ending) {
    m_count = 0;
    m_size = 0;
    m_hasBareQuote = false;
    return parse(line, ending, false);
}

CsvRow::State CsvRow::extend(std::string_view line, std::string_view ending) {
    return parse(line, ending, true);
}

std::string& CsvRow::newField() {
    if (m_count == m_fields.size())
        m_fields.emplace_back();
    m_fields[m_count].clear();
    return m_fields[m_count++];
}

CsvRow::State CsvRow::parse(std::string_view line, std::string_view ending, bool insideQuotes) {
    std::size_t at = 0;
    m_size += line.size();
    for (;;) {
        if (!insideQuotes && (at == line.size() || line[at] != '"')) {
            const std::size_t end = std::min(line.find(m_delimiter, at), line.size());
            std::string& field = newField();
            field = line.substr(at, end - at);
            m_hasBareQuote = m_hasBareQuote || field.find('"') != std::string::npos;
            at = end;
        } else {
            if (!insideQuotes) {
                newField();
                ++at;
            }
            insideQuotes = false;
            std::string& field = m_fields[m_count - 1];
            for (;;) {
                const std::size_t quote = line.find('"', at);
                field += line.substr(at, quote - at);
                if (quote == std::string_view::npos) {
                    field += ending;
                    m_size += ending.size();
                    return State::Open;
                }
                at = quote + 1;
                if (at == line.size() || line[at] != '"')
                    break;
                field += '"';
                ++at;
            }
        }
        if (at == line.size())
            return State::Complete;
        if (line[at] != m_delimiter)
            return State::TextAfterQuote;
        ++at;
    }
}

} // namespace retort
