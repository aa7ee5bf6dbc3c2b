// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_layouts.h"

#include <algorithm>
#include <array>

namespace retort::stats {

namespace {

constexpr std::array<std::string_view, 5> kColumns{"id", "member", "score", "cluster", "group"};
enum Column : std::size_t { Id, Member, Score, Cluster, Group };

// Position of each known column in the header.
using Layout = std::array<std::optional<std::size_t>, kColumns.size()>;

Result<Layout> readHeader(std::span<const std::string> header, std::string_view where) {
    Layout layout;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const auto column =
            static_cast<std::size_t>(std::ranges::find(kColumns, header[i]) - kColumns.begin());
        if (column == kColumns.size())
            return fail(
                ErrorCode::InvalidInput,
                "{}:1: column {} of the header is none of {}; the first line must name the columns, for "
                "example: id,member,score",
                where, i + 1, fmt::join(kColumns, ", "));
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

Status readRow(std::span<const std::string> row, const Layout& layout, std::string_view where,
               std::size_t line, RecordColumns& records, ScoreFile& file) {
    const auto member = readMember(row[*layout[Member]]);
    if (!member)
        return fail(ErrorCode::InvalidInput, "{}:{}: member must be 0, 1, true or false", where, line);
    const auto score = readScore(row[*layout[Score]]);
    if (!score)
        return fail(
            ErrorCode::InvalidInput,
            "{}:{}: the score is not a decimal number that a double can hold (inf, -inf, nan and empty "
            "are allowed)",
            where, line);
    RETORT_CHECK(records.add(row[*layout[Id]], *member, line));
    file.attacks.front().scores.push_back(*score);
    if (layout[Cluster])
        records.setCluster(row[*layout[Cluster]]);
    if (layout[Group])
        file.groups.push_back(row[*layout[Group]]);
    return {};
}

} // namespace

Result<ScoreFile> parseCsvScores(std::string_view text, std::string_view where) {
    ScoreRows rows(text, where);
    RETORT_TRY(const auto header, rows.next());
    const std::size_t columns = header.size();
    RETORT_TRY(const Layout layout, readHeader(header, where));
    ScoreFile file;
    file.attacks.push_back({"score", {}});
    RecordColumns records(file, where);
    while (!rows.atEnd()) {
        RETORT_TRY(const auto row, rows.next());
        if (row.size() == 1 && row.front().empty())
            continue;
        if (row.size() != columns)
            return fail(ErrorCode::InvalidInput, "{}:{}: {} fields, but the header has {}", where,
                        rows.line(), row.size(), columns);
        RETORT_CHECK(readRow(row, layout, where, rows.line(), records, file));
    }
    return file;
}

} // namespace retort::stats
