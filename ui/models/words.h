// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers and names as people read them in the window.
#pragma once

#include "core/audit/findings.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>

namespace retort::ui {

[[nodiscard]] QString countText(std::uint64_t count);
[[nodiscard]] QString numberText(double value, int decimals = 3); // empty for NaN
[[nodiscard]] QString scoreText(double value);   // three decimals, or three digits that count below 0.1
[[nodiscard]] QString percentText(double share); // two digits that count below 10 %
[[nodiscard]] QString pValueText(const std::optional<double>& p); // empty if absent
[[nodiscard]] QString intervalText(const std::optional<double>& low, const std::optional<double>& high,
                                   int decimals);

// "Comparison model" for baseline; a reference keeps its own name.
[[nodiscard]] QString modelText(const std::string& name);
[[nodiscard]] QString windowText(const std::string& window);
[[nodiscard]] QString attackText(const std::string& attack);
// The same, and that it compares per byte of text where the models' tokenizers differ.
[[nodiscard]] QString attackText(const audit::MembershipFinding& finding);
[[nodiscard]] QString kindText(const std::string& kind);
// A column's name as a table header, with the unit.
[[nodiscard]] QString columnText(const std::string& column);
[[nodiscard]] QString columnHelp(const std::string& column);
// Order of columns for people: verdicts first, what the program does not know last.
[[nodiscard]] bool columnComesBefore(const std::string& left, const std::string& right);
[[nodiscard]] bool isVerdictColumn(const std::string& column); // 0 or 1: shown as no or yes

// Untrusted text on one line: control and direction characters become visible.
[[nodiscard]] QString plainText(const std::string& text);

} // namespace retort::ui
