// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_layouts.h"

#include <algorithm>
#include <array>

namespace retort::stats {

Result<ScoreFile> parseFastMiaScores(std::string_view text, std::string_view where) {
    ScoreRows rows(text, where);
    RETORT_TRY(const auto header, rows.next());
    if (header.size() < 2 || header.front() != "label")
        return fail(
            ErrorCode::InvalidInput,
            "{}:1: is not Fast-MIA's detailed_scores.csv: its columns are label and one for each method",
            where);
    ScoreFile file;
    file.format = ScoreFormat::FastMia;
    for (const std::string& name : header.subspan(1)) {
        const bool known =
            std::ranges::any_of(file.attacks, [&](const auto& attack) { return attack.name == name; });
        if (name.empty() || known)
            return fail(ErrorCode::InvalidInput, "{}:1: the method in column {} has no name of its own",
                        where, file.attacks.size() + 2);
        file.attacks.push_back({name, {}});
    }
    std::array<std::size_t, 2> counts{};
    while (!rows.atEnd()) {
        RETORT_TRY(const auto row, rows.next());
        if (row.size() == 1 && row.front().empty())
            continue;
        if (row.size() != file.attacks.size() + 1)
            return fail(ErrorCode::InvalidInput, "{}:{}: {} fields, but the header has {}", where,
                        rows.line(), row.size(), file.attacks.size() + 1);
        const auto member = readMember(row.front());
        if (!member)
            return fail(ErrorCode::InvalidInput, "{}:{}: the label must be 1 (member) or 0", where,
                        rows.line());
        addNumbered(file, *member, ++counts[*member]);
        for (std::size_t a = 0; a < file.attacks.size(); ++a) {
            const auto score = readScore(row[a + 1]);
            if (!score)
                return fail(ErrorCode::InvalidInput, "{}:{}: the score of \"{}\" is no number", where,
                            rows.line(), file.attacks[a].name);
            file.attacks[a].scores.push_back(*score);
        }
    }
    return file;
}

} // namespace retort::stats
