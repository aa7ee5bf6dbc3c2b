// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_csv.h"

#include "core/base/csv_row.h"
#include "core/base/files.h"
#include "core/base/utf8.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace retort::stats {

namespace {

constexpr std::array<std::string_view, 4> kColumns{"id", "member", "score", "cluster"};
enum Column : std::size_t { Id, Member, Score, Cluster };

// Splits RFC 4180 text into rows.
class CsvReader {
public:
    CsvReader(std::string_view text, std::string_view where) : m_text(text), m_where(where) {}

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    // Line on which the row last read began, counted from 1.
    [[nodiscard]] std::size_t line() const { return m_rowLine; }

    // Fields of the next row, valid until the next call; an empty line gives one empty field.
    Result<std::span<const std::string>> next() {
        m_rowLine = m_line + 1;
        auto [first, ending] = nextLine();
        CsvRow::State state = m_row.begin(first, ending);
        while (state == CsvRow::State::Open && !atEnd()) {
            const auto [more, moreEnding] = nextLine();
            state = m_row.extend(more, moreEnding);
        }
        if (state == CsvRow::State::Open)
            return fail(ErrorCode::InvalidInput, "{}:{}: a quoted field is not closed", m_where, m_rowLine);
        if (state == CsvRow::State::TextAfterQuote)
            return fail(ErrorCode::InvalidInput, "{}:{}: text follows the closing quote of a field", m_where,
                        m_line);
        if (m_row.hasBareQuote())
            return fail(ErrorCode::InvalidInput,
                        "{}:{}: a quote stands inside a field; put the whole field in "
                        "quotes and double those inside it",
                        m_where, m_line);
        return m_row.fields();
    }

private:
    // The next line and its end.
    std::pair<std::string_view, std::string_view> nextLine() {
        ++m_line;
        const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
        std::string_view line = m_text.substr(m_at, end - m_at);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const std::size_t next = std::min(end + 1, m_text.size());
        const std::string_view ending = m_text.substr(m_at + line.size(), next - m_at - line.size());
        m_at = next;
        return {line, ending};
    }

    std::string_view m_text;
    std::string_view m_where;
    CsvRow m_row{','};
    std::size_t m_at = 0;
    std::size_t m_line = 0; // the last one taken
    std::size_t m_rowLine = 1;
};

// Position of each known column in the header.
using Layout = std::array<std::optional<std::size_t>, kColumns.size()>;

Result<Layout> readHeader(std::span<const std::string> header, std::string_view where) {
    Layout layout;
    for (std::size_t i = 0; i < header.size(); ++i) {
        std::size_t column = 0;
        while (column < kColumns.size() && kColumns[column] != header[i])
            ++column;
        if (column == kColumns.size())
            return fail(
                ErrorCode::InvalidInput,
                "{}:1: column {} of the header is none of id, member, score, cluster; the first line must "
                "name the columns, for example: id,member,score",
                where, i + 1);
        if (layout[column])
            return fail(ErrorCode::InvalidInput, "{}:1: the column \"{}\" occurs twice", where,
                        kColumns[column]);
        layout[column] = i;
    }
    for (const Column column : {Id, Member, Score}) {
        if (!layout[column])
            return fail(ErrorCode::InvalidInput,
                        "{}:1: the column \"{}\" is missing; needed are id, member, score", where,
                        kColumns[column]);
    }
    return layout;
}

std::optional<std::uint8_t> readMember(std::string_view text) {
    if (text == "1" || text == "true" || text == "True" || text == "TRUE")
        return std::uint8_t{1};
    if (text == "0" || text == "false" || text == "False" || text == "FALSE")
        return std::uint8_t{0};
    return std::nullopt;
}

std::optional<double> readScore(std::string_view text) {
    if (text.empty())
        return std::numeric_limits<double>::quiet_NaN();
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (rest != end || error == std::errc::invalid_argument)
        return std::nullopt;
    if (error == std::errc::result_out_of_range)
        return std::nullopt;
    return value;
}

class SetBuilder {
public:
    SetBuilder(Layout layout, std::string_view where) : m_layout(layout), m_where(where) {}

    Status add(std::span<const std::string> row, std::size_t line) {
        const auto member = readMember(row[*m_layout[Member]]);
        if (!member)
            return fail(ErrorCode::InvalidInput, "{}:{}: member must be 0, 1, true or false", m_where, line);
        const auto score = readScore(row[*m_layout[Score]]);
        if (!score)
            return fail(
                ErrorCode::InvalidInput,
                "{}:{}: the score is not a decimal number that a double can hold (inf, -inf, nan and empty "
                "are allowed)",
                m_where, line);
        const std::string& id = row[*m_layout[Id]];
        if (id.empty())
            return fail(ErrorCode::InvalidInput, "{}:{}: the id is empty", m_where, line);
        if (const auto [known, isNew] = m_lineOfId.try_emplace(id, line); !isNew)
            return fail(ErrorCode::InvalidInput,
                        "{}:{}: the id is the same as in line {}; every record needs its own", m_where, line,
                        known->second);
        m_set.ids.push_back(id);
        m_set.isMember.push_back(*member);
        m_set.scores.push_back(*score);
        if (m_layout[Cluster])
            m_set.clusters.push_back(clusterNumber(row[*m_layout[Cluster]]));
        return {};
    }

    ScoreSet take() { return std::move(m_set); }

private:
    std::uint64_t clusterNumber(const std::string& name) {
        const std::uint64_t fresh = m_nextCluster;
        // An empty cluster is never shared, so it is not remembered.
        if (name.empty()) {
            ++m_nextCluster;
            return fresh;
        }
        const auto [known, isNew] = m_clusters.try_emplace(name, fresh);
        m_nextCluster += isNew ? 1U : 0U;
        return known->second;
    }

    Layout m_layout;
    std::string_view m_where;
    ScoreSet m_set;
    std::unordered_map<std::string, std::size_t> m_lineOfId;
    std::unordered_map<std::string, std::uint64_t> m_clusters;
    std::uint64_t m_nextCluster = 0;
};

} // namespace

Result<ScoreSet> parseScoresCsv(std::string_view text, std::string_view where) {
    if (const std::size_t place = firstInvalidUtf8(text); place != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "{}: byte {} is not UTF-8; save the file as UTF-8", where,
                    place);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    CsvReader reader(text, where);
    if (reader.atEnd())
        return fail(ErrorCode::InvalidInput, "{}: the file is empty; it needs a header line id,member,score",
                    where);
    RETORT_TRY(const auto header, reader.next());
    const std::size_t columns = header.size();
    RETORT_TRY(const Layout layout, readHeader(header, where));
    SetBuilder builder(layout, where);
    while (!reader.atEnd()) {
        RETORT_TRY(const auto row, reader.next());
        if (row.size() == 1 && row.front().empty())
            continue;
        if (row.size() != columns)
            return fail(ErrorCode::InvalidInput, "{}:{}: {} fields, but the header has {}", where,
                        reader.line(), row.size(), columns);
        RETORT_CHECK(builder.add(row, reader.line()));
    }
    return builder.take();
}

Result<ScoreSet> readScoresCsv(const std::filesystem::path& path) {
    RETORT_TRY(const auto file, MappedFile::open(path));
    return parseScoresCsv(file->text(), path.string());
}

} // namespace retort::stats
