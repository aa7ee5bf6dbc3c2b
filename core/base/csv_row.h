// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One row of delimited text (RFC 4180), taken line by line, because a quoted field may run over line ends.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

class CsvRow {
public:
    enum class State {
        Complete,
        Open,          // the line ended inside a quoted field: extend() with the next one
        TextAfterQuote // between a closing quote and the next delimiter: no row that RFC 4180 knows
    };

    explicit CsvRow(char delimiter) : m_delimiter(delimiter) {}

    // A new row. `line` stands without its end; `ending` (LF or CRLF) becomes content if a quoted field runs
    // over it.
    State begin(std::string_view line, std::string_view ending);
    // Only after Open.
    State extend(std::string_view line, std::string_view ending);

    // Of a complete row; an empty line gives one empty field. Quotes are taken off, doubled ones made single.
    [[nodiscard]] std::span<const std::string> fields() const { return {m_fields.data(), m_count}; }
    // A field that does not begin with a quote holds one; it is kept as a character.
    [[nodiscard]] bool hasBareQuote() const { return m_hasBareQuote; }
    // Bytes of the fields taken so far.
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    State parse(std::string_view line, std::string_view ending, bool insideQuotes);
    std::string& newField();

    char m_delimiter;
    std::vector<std::string> m_fields; // the first m_count of them; the others keep their memory
    std::size_t m_count = 0;
    std::size_t m_size = 0;
    bool m_hasBareQuote = false;
};

} // namespace retort
