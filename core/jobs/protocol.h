// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The lines by which the engine tells how far it is: one JSON object a line, UTF-8.
//   {"event":"progress","job":"score teacher
//   private","done":512,"total":4000,"unit":"records","per_second":81.5,"seconds_left":42}
//   {"event":"log","level":"info","message":"..."}
//   {"event":"error","code":"invalid_input","message":"..."}
//   {"event":"finished","state":"done","exit_status":0}
// A number that isn't known (total 0, no rate yet) is null. Readers ignore keys they don't know.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace retort::jobs {

struct ProgressEvent {
    std::string job;
    std::uint64_t done = 0;
    std::uint64_t total = 0; // 0: unknown
    std::string unit;
    std::optional<double> perSecond;
    std::optional<double> secondsLeft;
};

struct LogEvent {
    std::string level = "info"; // info | warning
    std::string message;
};

struct ErrorEvent {
    std::string code; // errorCodeName()
    std::string message;
};

struct FinishedEvent {
    std::string state = "done"; // done | failed | cancelled
    int exitStatus = 0;
};

using EngineEvent = std::variant<ProgressEvent, LogEvent, ErrorEvent, FinishedEvent>;

enum class Command { Cancel, Pause, Resume, Detach };

// One line, without the line end.
[[nodiscard]] std::string engineLine(const EngineEvent& event);
// The engine's output is input like any other: what isn't a known event is an InvalidInput error, never a
// crash.
[[nodiscard]] Result<EngineEvent> parseProgressLine(std::string_view line);

// {"command":"cancel"}
[[nodiscard]] std::string commandLine(Command command);
// The object above, or the bare word as a person would type it.
[[nodiscard]] Result<Command> parseCommandLine(std::string_view line);

} // namespace retort::jobs
