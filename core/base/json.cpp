// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include "core/base/files.h"

#include <set>
#include <vector>

namespace retort {

namespace {

constexpr int kMaxDepth = 64;

} // namespace

Result<Json> parseJson(std::string_view text, std::string_view where) {
    std::vector<std::set<std::string>> keys;
    std::string problem;
    const Json::parser_callback_t callback = [&](int depth, Json::parse_event_t event, Json& parsed) {
        if (depth > kMaxDepth && problem.empty())
            problem = fmt::format("is nested deeper than {} levels", kMaxDepth);
        if (event == Json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == Json::parse_event_t::object_end)
            keys.pop_back();
        else if (event == Json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second &&
                 problem.empty())
            problem = fmt::format("has the key \"{}\" twice in one object", parsed.get<std::string>());
        return true;
    };
    try {
        Json value = Json::parse(text, callback);
        if (!problem.empty())
            return fail(ErrorCode::InvalidInput, "{}: {}", where, problem);
        return value;
    } catch (const Json::exception& exception) {
        return fail(ErrorCode::InvalidInput, "{}: is not valid JSON ({})", where, exception.what());
    }
}

Result<Json> readJsonFile(const std::filesystem::path& path, std::uint64_t maxBytes) {
    RETORT_TRY(const std::string text, readFile(path, maxBytes));
    return parseJson(text, path.string());
}

std::string toJsonLine(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace retort
