// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_file.h"

#include "core/base/files.h"
#include "core/base/utf8.h"
#include "core/stats/score_layouts.h"

#include <algorithm>
#include <array>

namespace retort::stats {

namespace {

struct LayoutEntry {
    ScoreFormat format;
    std::string_view name;
    Result<ScoreFile> (*parse)(std::string_view text, std::string_view where);
};

constexpr std::array<LayoutEntry, 4> kLayouts{{{ScoreFormat::Csv, "csv", parseCsvScores},
                                               {ScoreFormat::Jsonl, "jsonl", parseJsonlScores},
                                               {ScoreFormat::Mimir, "mimir", parseMimirScores},
                                               {ScoreFormat::FastMia, "fast-mia", parseFastMiaScores}}};

// The first line tells: an object with a score is JSONL, any other object MIMIR's; a header that begins with
// "label" is Fast-MIA's.
ScoreFormat formatOf(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || text[begin] != '{') {
        const std::string_view header = text.substr(0, text.find_first_of(",\r\n"));
        return header == "label" ? ScoreFormat::FastMia : ScoreFormat::Csv;
    }
    const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
    const auto first = parseJson(withoutPythonNumbers(line), "");
    const bool hasScore = first && (first->contains("score") || first->contains("scores"));
    return hasScore ? ScoreFormat::Jsonl : ScoreFormat::Mimir;
}

} // namespace

std::string_view formatName(ScoreFormat format) {
    return std::ranges::find(kLayouts, format, &LayoutEntry::format)->name;
}

std::optional<ScoreFormat> findFormat(std::string_view name) {
    const auto* layout = std::ranges::find(kLayouts, name, &LayoutEntry::name);
    return layout == kLayouts.end() ? std::nullopt : std::optional(layout->format);
}

std::optional<ScoreDirection> findDirection(std::string_view name) {
    if (name == "higher")
        return ScoreDirection::Higher;
    return name == "lower" ? std::optional(ScoreDirection::Lower) : std::nullopt;
}

ScoreSet ScoreFile::set(std::size_t attack) const {
    return {attacks[attack].scores, isMember, clusters, ids, groups};
}

Result<ScoreFile> parseScores(std::string_view text, std::string_view where,
                              const ScoreFileOptions& options) {
    if (const std::size_t place = firstInvalidUtf8(text); place != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "{}: byte {} is not UTF-8; save the file as UTF-8", where,
                    place);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    if (text.empty())
        return fail(ErrorCode::InvalidInput, "{}: the file is empty; it needs a header line id,member,score",
                    where);
    const ScoreFormat format = options.format.value_or(formatOf(text));
    RETORT_TRY(ScoreFile file, std::ranges::find(kLayouts, format, &LayoutEntry::format)->parse(text, where));
    if (file.ids.empty() || file.attacks.empty())
        return fail(ErrorCode::InvalidInput, "{}: holds no record with a score", where);
    file.direction = options.direction.value_or(file.direction);
    if (file.direction == ScoreDirection::Lower) {
        for (ScoreFile::Attack& attack : file.attacks)
            std::ranges::transform(attack.scores, attack.scores.begin(), std::negate<>());
    }
    return file;
}

Result<ScoreFile> readScores(const std::filesystem::path& path, const ScoreFileOptions& options) {
    RETORT_TRY(const auto file, MappedFile::open(path));
    return parseScores(file->text(), path.string(), options);
}

} // namespace retort::stats
