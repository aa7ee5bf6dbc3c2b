// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The layouts of score files, one reader each. Internal to core/stats.
#pragma once

#include "core/base/csv_row.h"
#include "core/base/json.h"
#include "core/stats/score_file.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace retort::stats {

// Scores as the file has them; the door turns them. The text is UTF-8 without a byte order mark.
[[nodiscard]] Result<ScoreFile> parseCsvScores(std::string_view text, std::string_view where);
[[nodiscard]] Result<ScoreFile> parseJsonlScores(std::string_view text, std::string_view where);
[[nodiscard]] Result<ScoreFile> parseMimirScores(std::string_view text, std::string_view where);
[[nodiscard]] Result<ScoreFile> parseFastMiaScores(std::string_view text, std::string_view where);

// 0, 1, true, false; nothing for other text.
[[nodiscard]] std::optional<std::uint8_t> readMember(std::string_view text);
// A decimal number, inf, -inf, nan, or empty for nan; nothing for other text and numbers no double can hold.
[[nodiscard]] std::optional<double> readScore(std::string_view text);
// A JSON number, null for nan, or a string as readScore() takes it.
[[nodiscard]] std::optional<double> scoreOf(const Json& value);

// Python's json module writes NaN, Infinity and -Infinity, which JSON does not know: as strings that
// scoreOf() takes, filled up with blanks so that every byte keeps its place in messages. Text inside strings
// stays.
[[nodiscard]] std::string withoutPythonNumbers(std::string_view text);

// Splits RFC 4180 text into rows.
class ScoreRows {
public:
    ScoreRows(std::string_view text, std::string_view where) : m_text(text), m_where(where) {}

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    // Line on which the row last read began, counted from 1.
    [[nodiscard]] std::size_t line() const { return m_rowLine; }
    // Fields of the next row, valid until the next call; an empty line gives one empty field.
    Result<std::span<const std::string>> next();

private:
    // The next line and its end.
    std::pair<std::string_view, std::string_view> nextLine();

    std::string_view m_text;
    std::string_view m_where;
    CsvRow m_row{','};
    std::size_t m_at = 0;
    std::size_t m_line = 0; // the last one taken
    std::size_t m_rowLine = 1;
};

// Records with ids of their own, each once.
class RecordColumns {
public:
    RecordColumns(ScoreFile& file, std::string_view where) : m_file(&file), m_where(where) {}

    Status add(const std::string& id, std::uint8_t member, std::size_t line);
    // Of the record just added. Records with an empty cluster stand for themselves.
    void setCluster(const std::string& name);

private:
    ScoreFile* m_file;
    std::string_view m_where;
    std::unordered_map<std::string, std::size_t> m_lineOfId;
    std::unordered_map<std::string, std::uint64_t> m_clusters;
    std::uint64_t m_nextCluster = 0;
};

// A record of a layout without ids.
void addNumbered(ScoreFile& file, std::uint8_t member, std::size_t numberInClass);

} // namespace retort::stats
