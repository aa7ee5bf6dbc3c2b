// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/delegate.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace retort::cli {

std::string_view delegateOf(std::string_view verb) {
    for (const std::string_view known : {"run", "score", "generate", "distill", "bench", "selftest"}) {
        if (verb == known)
            return "retort-engine";
    }
    return verb == "report" ? "retort" : "";
}

Error becomeProgram(std::string_view program, char** arguments) {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    const std::array candidates = {folder / program, folder / ".." / "libexec" / "retort" / program};
    for (const std::filesystem::path& candidate : candidates) {
        if (::access(candidate.c_str(), X_OK) != 0)
            continue;
        ::execv(candidate.c_str(), arguments);
        return {ErrorCode::Io,
                fmt::format("{}: can't be started: {}", candidate.string(), std::strerror(errno))};
    }
    return {ErrorCode::NotFound,
            fmt::format("{} is not installed beside this program ({}), and this verb needs it", program,
                        folder.string())};
}

} // namespace retort::cli
