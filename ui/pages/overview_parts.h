// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The blocks of the overview page, made from findings.
#pragma once

#include "core/audit/findings.h"
#include "ui/pages/page.h"

#include <functional>

namespace retort::ui {

using GoTo = std::function<void(const Target&)>;

// "n of m personal details tested came out of the student", over the data sets somebody was trained on.
[[nodiscard]] QWidget* makePersonalDetails(const audit::Findings& findings, const GoTo& goTo);
[[nodiscard]] QWidget* makeVerdict(const audit::Verdict& verdict, const audit::Findings& findings,
                                   const GoTo& goTo);
// The five numbers that matter, each a link.
[[nodiscard]] QWidget* makeKeyFigures(const audit::Findings& findings, const GoTo& goTo);
[[nodiscard]] QWidget* makeSentences(const QString& heading, const std::vector<std::string>& sentences,
                                     const QString& objectName);
// Records in = records scored + records excluded, with the reasons; the models beside.
[[nodiscard]] QWidget* makeInputs(const audit::Findings& findings);
[[nodiscard]] QString questionText(const std::string& question);

} // namespace retort::ui
