// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/protocol.h"

#include "core/base/json.h"

#include <array>
#include <cmath>
#include <utility>

namespace retort::jobs {

namespace {

constexpr std::size_t kLongestLine = std::size_t{1} << 20;
constexpr std::array<std::pair<Command, std::string_view>, 4> kCommands = {{{Command::Cancel, "cancel"},
                                                                            {Command::Pause, "pause"},
                                                                            {Command::Resume, "resume"},
                                                                            {Command::Detach, "detach"}}};

// Three significant places are enough for a rate and keep the lines readable.
Json rounded(const std::optional<double>& value) {
    if (!value || !std::isfinite(*value))
        return nullptr;
    return std::round(*value * 1000) / 1000;
}

Json jsonOf(const ProgressEvent& event) {
    return {{"event", "progress"},
            {"job", event.job},
            {"done", event.done},
            {"total", event.total == 0 ? Json(nullptr) : Json(event.total)},
            {"unit", event.unit},
            {"per_second", rounded(event.perSecond)},
            {"seconds_left", rounded(event.secondsLeft)}};
}

Json jsonOf(const LogEvent& event) {
    return {{"event", "log"}, {"level", event.level}, {"message", event.message}};
}

Json jsonOf(const ErrorEvent& event) {
    return {{"event", "error"}, {"code", event.code}, {"message", event.message}};
}

Json jsonOf(const FinishedEvent& event) {
    return {{"event", "finished"}, {"state", event.state}, {"exit_status", event.exitStatus}};
}

std::string textAt(const Json& object, const char* key, std::string fallback = {}) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::move(fallback);
}

std::uint64_t countAt(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::optional<double> numberAt(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number())
        return std::nullopt;
    return found->get<double>();
}

Result<Json> parseObject(std::string_view line) {
    if (line.size() > kLongestLine)
        return fail(ErrorCode::InvalidInput, "a protocol line is longer than {} bytes", kLongestLine);
    RETORT_TRY(Json object, parseJson(line, "protocol line"));
    if (!object.is_object())
        return fail(ErrorCode::InvalidInput, "a protocol line is not a JSON object");
    return object;
}

} // namespace

std::string engineLine(const EngineEvent& event) {
    return std::visit([](const auto& known) { return toJsonLine(jsonOf(known)); }, event);
}

Result<EngineEvent> parseProgressLine(std::string_view line) {
    RETORT_TRY(const Json object, parseObject(line));
    const std::string kind = textAt(object, "event");
    if (kind == "progress")
        return EngineEvent(ProgressEvent{textAt(object, "job"), countAt(object, "done"),
                                         countAt(object, "total"), textAt(object, "unit"),
                                         numberAt(object, "per_second"), numberAt(object, "seconds_left")});
    if (kind == "log")
        return EngineEvent(LogEvent{textAt(object, "level", "info"), textAt(object, "message")});
    if (kind == "error")
        return EngineEvent(ErrorEvent{textAt(object, "code", "internal"), textAt(object, "message")});
    if (kind == "finished") {
        const double status = numberAt(object, "exit_status").value_or(0);
        if (status < 0 || status > 255)
            return fail(ErrorCode::InvalidInput, "a protocol line has an impossible exit status");
        return EngineEvent(FinishedEvent{textAt(object, "state", "done"), static_cast<int>(status)});
    }
    return fail(ErrorCode::InvalidInput, "a protocol line names no known event");
}

std::string commandLine(Command command) {
    for (const auto& [known, name] : kCommands)
        if (known == command)
            return toJsonLine({{"command", name}});
    return {};
}

Result<Command> parseCommandLine(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.remove_suffix(1);
    std::string word(line.substr(0, 32));
    if (line.starts_with('{')) {
        RETORT_TRY(const Json object, parseObject(line));
        word = textAt(object, "command");
    }
    for (const auto& [command, name] : kCommands)
        if (word == name)
            return command;
    return fail(ErrorCode::InvalidInput, "a command is not known; use cancel, pause, resume or detach");
}

} // namespace retort::jobs
