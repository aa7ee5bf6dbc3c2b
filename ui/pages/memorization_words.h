// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The overlap and the reduction in sentences.
#pragma once

#include "core/audit/findings.h"
#include "ui/models/value_table.h"

#include <QString>

#include <vector>

namespace retort::ui {

[[nodiscard]] QString inheritedText(const audit::OverlapFinding& overlap);
[[nodiscard]] QString easyText(const audit::OverlapFinding& overlap);
[[nodiscard]] QString reductionText(const audit::Reduction& reduction);

struct ValueTable {
    std::vector<ValueColumn> columns;
    std::vector<std::vector<ValueCell>> rows;
};
[[nodiscard]] ValueTable extractionTable(const std::vector<audit::ExtractionFinding>& findings);
// One row a count name (a number of repeats, a kind of personal data), one column a model.
[[nodiscard]] ValueTable countTable(const std::vector<audit::ExtractionFinding>& findings,
                                    const std::string& data, const std::string& window,
                                    std::vector<audit::CountOf> audit::ExtractionFinding::*counts,
                                    const QString& header);

} // namespace retort::ui
