// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_layouts.h"

namespace retort::stats {

Result<ScoreFile> parseMimirScores(std::string_view text, std::string_view where) {
    RETORT_TRY(const Json document, parseJson(withoutPythonNumbers(text), where));
    if (!document.is_object() || !document.contains("predictions") || !document["predictions"].is_object())
        return fail(ErrorCode::InvalidInput,
                    "{}: is not one of MIMIR's ATTACK_results.json: an object with \"predictions\"", where);
    ScoreFile file;
    file.format = ScoreFormat::Mimir;
    file.direction = ScoreDirection::Lower;
    std::string name = document.contains("name") && document["name"].is_string()
                           ? document["name"].get<std::string>()
                           : std::string("score");
    constexpr std::string_view kEnding = "_threshold";
    if (name.size() > kEnding.size() && name.ends_with(kEnding))
        name.resize(name.size() - kEnding.size());
    file.attacks.push_back({std::move(name), {}});
    for (const bool isMember : {true, false}) {
        const std::string_view key = isMember ? "member" : "nonmember";
        const Json& predictions = document["predictions"];
        if (!predictions.contains(key) || !predictions[key].is_array())
            return fail(ErrorCode::InvalidInput, "{}: predictions.{} is missing: a list of numbers", where,
                        key);
        std::size_t count = 0;
        for (const Json& value : predictions[key]) {
            const auto score = scoreOf(value);
            if (!score)
                return fail(ErrorCode::InvalidInput, "{}: predictions.{}[{}] is no number", where, key,
                            count);
            addNumbered(file, isMember ? 1 : 0, ++count);
            file.attacks.front().scores.push_back(*score);
        }
    }
    return file;
}

} // namespace retort::stats
