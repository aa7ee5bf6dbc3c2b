// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a run is told to stop, wait, go on or outlive the window: commands as JSON lines on stdin, SIGINT and
// SIGTERM.
#pragma once

#include "core/base/result.h"

#include <memory>
#include <stop_token>

namespace retort::jobs {

// One at a time in a process, made on the main thread. A thread of its own reads; the rest may be called from
// any thread. The second SIGINT or SIGTERM ends the process as usual.
class RunControl {
public:
    struct Options {
        int descriptor = 0;              // stdin; never read if it is a terminal
        bool cancelAtEndOfInput = false; // for a child of the window: its end means that the window died
        bool handleSignals = true;
    };

    RunControl();
    explicit RunControl(const Options& options);
    ~RunControl();
    RunControl(const RunControl&) = delete;
    RunControl& operator=(const RunControl&) = delete;

    // Between two units of work: waits as long as the run is paused, then the error Cancelled if it was told
    // to stop. Called on the main thread it also carries out a detach: no death with the parent, no SIGHUP,
    // end of input ignored.
    [[nodiscard]] Status checkpoint();

    // For code that takes a stop token, and for a caller that wants to cancel by itself.
    [[nodiscard]] std::stop_token token() const;
    void cancel();
    [[nodiscard]] bool paused() const;
    [[nodiscard]] bool detached() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace retort::jobs
