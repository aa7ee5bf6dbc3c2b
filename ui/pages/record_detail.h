// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One record in words and numbers, without its text.
#pragma once

#include "ui/models/audit_data.h"
#include "ui/pages/memorization_words.h"

namespace retort::ui {

[[nodiscard]] QString recordFacts(const DataTable& table, std::size_t record);
// Where the text is and why it is not shown.
[[nodiscard]] QString recordTextNote(const store::Record& record, bool storedInFile);
// One row a score, one column a model.
[[nodiscard]] ValueTable recordScores(const DataTable& table, std::size_t record);

} // namespace retort::ui
