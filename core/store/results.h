// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is derived from the token tables: per-record columns, ROC curves, and the findings.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

class Connection;

struct ColumnName {
    std::string dataSet;
    std::string model; // empty: depends on the text alone
    std::string name;
};

// Points of a ROC curve in order, one per distinct threshold; both spans have the same length.
struct Curve {
    std::vector<std::uint32_t> falsePositives;
    std::vector<std::uint32_t> truePositives;
};

struct StoredFindings {
    std::string inputsHash; // hex: the findings answer for these inputs and no others
    std::string json;
};

class Results {
public:
    explicit Results(Connection& connection) : m_connection(&connection) {}

    // One value per record of the data set, in order; NaN: absent. Replaces the column of that name.
    [[nodiscard]] Status putColumn(std::string_view dataSet, std::string_view model, std::string_view name,
                                   std::span<const double> values) const;
    // Nothing if there is no such column.
    [[nodiscard]] Result<std::optional<std::vector<double>>>
    column(std::string_view dataSet, std::string_view model, std::string_view name) const;
    [[nodiscard]] Result<std::vector<ColumnName>> columns() const; // sorted by data set, model, name

    [[nodiscard]] Status putCurve(std::string_view name, std::span<const std::uint32_t> falsePositives,
                                  std::span<const std::uint32_t> truePositives) const;
    [[nodiscard]] Result<std::optional<Curve>> curve(std::string_view name) const;
    [[nodiscard]] Result<std::vector<std::string>> curves() const; // sorted

    [[nodiscard]] Status putFindings(std::string_view inputsHash, std::string_view json) const;
    [[nodiscard]] Result<std::optional<StoredFindings>> findings() const;

private:
    Connection* m_connection;
};

} // namespace retort::store
