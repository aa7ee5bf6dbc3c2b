// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Verbs that another program of Retort carries out: retort-engine (weights), retort (typesetting).
#pragma once

#include "core/base/result.h"

#include <string_view>

namespace retort::cli {

// The program that carries out this verb ("retort-engine", "retort"), or empty if retort-cli does it itself.
[[nodiscard]] std::string_view delegateOf(std::string_view verb);

// Becomes that program with the same arguments; returns only if it can't. It is looked for beside this
// program and in ../libexec/retort, never in the working folder or PATH.
[[nodiscard]] Error becomeProgram(std::string_view program, char** arguments);

} // namespace retort::cli
