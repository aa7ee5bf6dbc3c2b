// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the bundled demo lies, whose models and data the self-test uses.
#pragma once

#include <filesystem>

namespace retort::app {

// ../share/retort/demo beside the program's folder, in a build tree as in an installation.
[[nodiscard]] std::filesystem::path demoFolder();

} // namespace retort::app
