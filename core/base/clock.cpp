// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>

namespace retort {

std::string utcNow() {
    if (const char* fixed = std::getenv("RETORT_FIXED_TIME"))
        return fixed;
    using namespace std::chrono;
    const auto now = system_clock::now();
    const auto seconds = time_point_cast<std::chrono::seconds>(now);
    const auto millis = duration_cast<milliseconds>(now - seconds).count();
    const std::time_t value = system_clock::to_time_t(seconds);
    std::tm parts{};
    ::gmtime_r(&value, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, millis);
}

} // namespace retort
