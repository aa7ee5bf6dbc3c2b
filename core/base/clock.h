// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Wall-clock time for events and reports, and time spent for progress.
#pragma once

#include <chrono>
#include <string>

namespace retort {

// "2026-01-31T12:34:56.789Z". With RETORT_FIXED_TIME set in the environment, that text: repeatable documents
// in tests.
[[nodiscard]] std::string utcNow();

class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace retort
