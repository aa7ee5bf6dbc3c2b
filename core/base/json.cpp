// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include "core/base/files.h"

#include <algorithm>
#include <set>
#include <vector>

namespace retort {

namespace {

constexpr int kMaxDepth = 64;

// Where the text stops being JSON; byte is counted from 1.
std::string placeOf(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, std::min(text.size(), std::max<std::size_t>(byte, 1) - 1));
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
    return line == 1 ? fmt::format("byte {}", column) : fmt::format("line {}, byte {}", line, column);
}

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
    } catch (const Json::parse_error& error) {
        return fail(ErrorCode::InvalidInput, "{}: is not valid JSON from {} on", where,
                    placeOf(text, error.byte));
    } catch (const Json::out_of_range&) {
        return fail(ErrorCode::InvalidInput, "{}: holds a number too large for a double", where);
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
