// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Findings and columns turned into what the plots draw; used by pages and report alike.
#pragma once

#include "ui/models/audit_data.h"
#include "ui/plots/roc_plot.h"
#include "ui/plots/scatter_plot.h"
#include "ui/plots/venn_plot.h"

#include <string>
#include <vector>

namespace retort::ui {

[[nodiscard]] VennData vennDataOf(const audit::OverlapFinding& overlap);

// One curve for each finding that has one among `curves` (as loadCurves() gives them); names hold attack and
// AUC.
[[nodiscard]] std::vector<RocSeries> rocSeriesOf(const std::vector<audit::MembershipFinding>& findings,
                                                 const std::string& model, const std::string& data,
                                                 const Curves& curves);
// Attacks the findings name for this model and data set, in order.
[[nodiscard]] std::vector<std::string> attacksOf(const std::vector<audit::MembershipFinding>& findings,
                                                 const std::string& model, const std::string& data);

// Features of a scatter; a name is a column, or "suffix_perplexity" (from suffix_log_probability and its
// tokens).
[[nodiscard]] ScatterData scatterDataOf(const DataTable& table, const std::string& model,
                                        const std::string& xName, const std::string& yName, int suffixTokens);
// Names scatterDataOf() accepts for this model.
[[nodiscard]] std::vector<std::string> scatterFeatures(const DataTable& table, const std::string& model);

} // namespace retort::ui
