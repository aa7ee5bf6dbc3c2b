// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verbs that retort-cli carries out itself. Each add function declares its options and, if its verb was
// given, leaves in `action` what to do.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace retort::cli {

using Action = std::function<Status()>;

void addInspect(CLI::App& app, Action& action);
void addTokenize(CLI::App& app, Action& action);
void addCheck(CLI::App& app, Action& action);
void addShow(CLI::App& app, Action& action);
void addExport(CLI::App& app, Action& action);
void addStats(CLI::App& app, Action& action);
void addErase(CLI::App& app, Action& action);
void addRedact(CLI::App& app, Action& action);
void addReview(CLI::App& app, Action& action);
void addCompare(CLI::App& app, Action& action);
void addSubject(CLI::App& app, Action& action);
void addVerify(CLI::App& app, Action& action);

// One JSON document and a line end on stdout.
void printJson(const Json& document);
// Text on stdout, as it is.
void print(std::string_view text);

} // namespace retort::cli
