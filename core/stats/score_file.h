// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scores that other tools computed, through one door: records, who is a member, and one column per attack.
#pragma once

#include "core/stats/score_set.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::stats {

// Csv: a header line with id,member,score and optionally cluster,group, in any order (RFC 4180).
// Jsonl: one object a line with id, member, score or scores {attack: number}, and optionally cluster, group.
// Mimir: ATTACK_results.json of iamgroot42/mimir, written by compute_metrics_from_scores() and main() of its
//   run.py (commit 1b6fd64): one object with "name" (ATTACK_threshold) and "predictions" {"member" [numbers],
//   "nonmember" [numbers]}. Lower = member for every attack: get_roc_metrics() of
//   mimir/attacks/attack_utils.py negates them.
// FastMia: detailed_scores.csv of Nikkei/fast-mia, written by save_detailed_scores() of its
// src/result_writer.py
//   (commit 522e135): label (1 = member), then one column per method. Higher = member: get_metrics() of
//   src/utils.py takes them so.
enum class ScoreFormat { Csv, Jsonl, Mimir, FastMia };
[[nodiscard]] std::string_view formatName(ScoreFormat format); // csv, jsonl, mimir, fast-mia
[[nodiscard]] std::optional<ScoreFormat> findFormat(std::string_view name);

// Which scores mean "member", as the file writes them.
enum class ScoreDirection { Higher, Lower };
[[nodiscard]] std::optional<ScoreDirection> findDirection(std::string_view name); // higher, lower

struct ScoreFile {
    struct Attack {
        std::string name; // "score" where the file gives none
        std::vector<double> scores;
    };
    ScoreFormat format = ScoreFormat::Csv;
    ScoreDirection direction = ScoreDirection::Higher; // of the file; `scores` are turned: higher = member
    bool named = true;                                 // else ids are "member:1", "nonmember:1" in file order
    std::vector<std::string> ids;
    std::vector<std::uint8_t> isMember;
    std::vector<std::uint64_t> clusters; // empty: none given
    std::vector<std::string> groups;     // empty: none given
    std::vector<Attack> attacks;         // one at least

    [[nodiscard]] ScoreSet set(std::size_t attack) const;
};

struct ScoreFileOptions {
    std::optional<ScoreFormat> format;       // else told from the content
    std::optional<ScoreDirection> direction; // else the layout's own; csv and jsonl: higher
};

// Absent scores (empty, null, NaN) are NaN. Refused, with the place: unknown columns and keys, missing ones,
// unreadable values, an id that occurs twice, no record at all.
[[nodiscard]] Result<ScoreFile> parseScores(std::string_view text, std::string_view where,
                                            const ScoreFileOptions& options = {});
[[nodiscard]] Result<ScoreFile> readScores(const std::filesystem::path& path,
                                           const ScoreFileOptions& options = {});

} // namespace retort::stats
