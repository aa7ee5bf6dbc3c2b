// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells whoever started a program how far it is: JSON lines on a descriptor, a bar on a terminal, or plain
// lines.
#pragma once

#include "core/base/result.h"
#include "core/jobs/protocol.h"
#include "core/jobs/rate.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace retort::jobs {

// Thread: any. A reader that went away is no error: the program goes on in silence, and SIGPIPE is ignored in
// the whole process from the first ProgressWriter on.
class ProgressWriter {
public:
    enum class Style { JsonLines, Bar, PlainLines };

    // `progressDescriptor` as given by --progress-fd; without one, stderr with a bar if it is a terminal.
    // Usage error if the descriptor isn't open for writing. The descriptor stays the caller's.
    [[nodiscard]] static Result<ProgressWriter> open(std::optional<int> progressDescriptor);
    ProgressWriter(int descriptor, Style style);
    ~ProgressWriter();
    ProgressWriter(ProgressWriter&&) noexcept;
    ProgressWriter& operator=(ProgressWriter&&) noexcept;

    // A new job begins; alreadyDone comes from an earlier run. total 0: unknown.
    void begin(std::string_view job, std::uint64_t total, std::string_view unit,
               std::uint64_t alreadyDone = 0);
    // Absolute, not a step. Call as often as you like: lines are written at most ten times a second (plain
    // lines at every tenth part or 30 seconds), the last one always.
    void progress(std::uint64_t done);
    void log(std::string_view message, std::string_view level = "info");
    void error(const Error& error);
    // The last line. exitStatus as exitStatus(ErrorCode) gives it, 0 for success.
    void finished(int exitStatus);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace retort::jobs
