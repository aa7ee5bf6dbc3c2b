// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/demo_folder.h"

#include <system_error>

namespace retort::app {

std::filesystem::path demoFolder() {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    return (folder / ".." / "share" / "retort" / "demo").lexically_normal();
}

} // namespace retort::app
