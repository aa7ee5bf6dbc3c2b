// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_layouts.h"

#include <algorithm>
#include <limits>

namespace retort::stats {

namespace {

class JsonlReader {
public:
    explicit JsonlReader(std::string_view where) : m_where(where), m_records(m_file, where) {
        m_file.format = ScoreFormat::Jsonl;
    }

    Status add(std::string_view text, std::size_t line) {
        RETORT_TRY(const Json row,
                   parseJson(withoutPythonNumbers(text), fmt::format("{}:{}", m_where, line)));
        if (!row.is_object())
            return fail(ErrorCode::InvalidInput, "{}:{}: is not a JSON object", m_where, line);
        for (const auto& [key, value] : row.items()) {
            if (key != "id" && key != "member" && key != "score" && key != "scores" && key != "cluster" &&
                key != "group")
                return fail(ErrorCode::InvalidInput,
                            "{}:{}: the key \"{}\" is none of id, member, score, scores, cluster, group",
                            m_where, line, key);
        }
        const auto id = textOf(row, "id");
        if (!id)
            return fail(ErrorCode::InvalidInput, "{}:{}: \"id\" must be a text or a whole number", m_where,
                        line);
        RETORT_TRY(const std::uint8_t member, memberOf(row, line));
        RETORT_CHECK(m_records.add(*id, member, line));
        RETORT_CHECK(addColumn(row, "cluster", line, m_withClusters));
        RETORT_CHECK(addColumn(row, "group", line, m_withGroups));
        return addScores(row, line);
    }

    ScoreFile take() { return std::move(m_file); }

private:
    // A text, or a whole number as text; nothing for anything else.
    static std::optional<std::string> textOf(const Json& row, const char* key) {
        if (!row.contains(key))
            return std::nullopt;
        const Json& value = row.at(key);
        if (value.is_string())
            return value.get<std::string>();
        return value.is_number_integer() ? std::optional(value.dump()) : std::nullopt;
    }

    Result<std::uint8_t> memberOf(const Json& row, std::size_t line) const {
        const Json value = row.value("member", Json());
        if (value.is_boolean())
            return static_cast<std::uint8_t>(value.get<bool>() ? 1 : 0);
        if (value.is_number_integer() && (value == 0 || value == 1))
            return static_cast<std::uint8_t>(value == 1 ? 1 : 0);
        return fail(ErrorCode::InvalidInput, "{}:{}: \"member\" must be true, false, 1 or 0", m_where, line);
    }

    // A key that the first record has or has not, as all others.
    Status addColumn(const Json& row, const char* key, std::size_t line, std::optional<bool>& expected) {
        const auto value = textOf(row, key);
        if (!expected)
            expected = row.contains(key);
        if (*expected != row.contains(key) || (row.contains(key) && !value))
            return fail(ErrorCode::InvalidInput,
                        "{}:{}: \"{}\" must be a text or a whole number, in every record or in none", m_where,
                        line, key);
        if (value && std::string_view(key) == "cluster")
            m_records.setCluster(*value);
        else if (value)
            m_file.groups.push_back(*value);
        return {};
    }

    Status addScores(const Json& row, std::size_t line) {
        const bool several = row.contains("scores");
        if (several == row.contains("score") || (several && !row.at("scores").is_object()))
            return fail(ErrorCode::InvalidInput,
                        "{}:{}: needs \"score\", a number, or \"scores\", an object with one for each attack",
                        m_where, line);
        const Json scores = several ? row.at("scores") : Json{{"score", row.at("score")}};
        const bool first = m_file.attacks.empty();
        for (const auto& [name, value] : scores.items()) {
            auto attack = std::ranges::find(m_file.attacks, name, &ScoreFile::Attack::name);
            if (attack == m_file.attacks.end()) {
                if (!first || name.empty())
                    return fail(ErrorCode::InvalidInput,
                                "{}:{}: the attack \"{}\" is not among those of the first record", m_where,
                                line, name);
                attack = m_file.attacks.insert(attack, {name, {}});
            }
            const auto score = scoreOf(value);
            if (!score)
                return fail(ErrorCode::InvalidInput, "{}:{}: the score of \"{}\" is no number", m_where, line,
                            name);
            attack->scores.push_back(*score);
        }
        for (ScoreFile::Attack& attack : m_file.attacks)
            attack.scores.resize(m_file.ids.size(), std::numeric_limits<double>::quiet_NaN());
        return {};
    }

    std::string_view m_where;
    ScoreFile m_file;
    RecordColumns m_records;
    std::optional<bool> m_withClusters;
    std::optional<bool> m_withGroups;
};

} // namespace

Result<ScoreFile> parseJsonlScores(std::string_view text, std::string_view where) {
    JsonlReader reader(where);
    std::size_t line = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line;
        if (row.find_first_not_of(" \t\r") != std::string_view::npos)
            RETORT_CHECK(reader.add(row, line));
    }
    return reader.take();
}

} // namespace retort::stats
