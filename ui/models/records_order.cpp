// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/records_order.h"

#include <QString>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace retort::ui {
namespace {

bool matchesText(const store::Record& record, const QString& needle) {
    return needle.isEmpty() || QString::fromStdString(record.id).contains(needle, Qt::CaseInsensitive) ||
           QString::fromStdString(record.group).contains(needle, Qt::CaseInsensitive);
}

std::vector<std::uint32_t> matching(const DataTable& table, const RecordQuery& query) {
    const QString needle = QString::fromStdString(query.text);
    const std::vector<double>* memorized = table.column(query.model, "memorized");
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < table.records.size(); ++i) {
        if (query.region && table.region(i).value_or(kUntestedRegion) != *query.region)
            continue;
        if (query.memorized) {
            const double value =
                memorized != nullptr ? (*memorized)[i] : std::numeric_limits<double>::quiet_NaN();
            if (std::isnan(value) || (value > 0.5) != *query.memorized)
                continue;
        }
        if (matchesText(table.records[i], needle))
            rows.push_back(static_cast<std::uint32_t>(i));
    }
    return rows;
}

std::vector<double> numericKeys(const DataTable& table, const RecordQuery& query) {
    constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
    if (query.sortBy->kind == RecordColumn::Kind::Value) {
        const std::vector<double>* values = table.column(query.model, query.sortBy->name);
        return values != nullptr ? *values : std::vector<double>(table.records.size(), kAbsent);
    }
    std::vector<double> keys(table.records.size(), kAbsent);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (query.sortBy->kind == RecordColumn::Kind::Repeats)
            keys[i] = table.records[i].repeats;
        else if (query.sortBy->kind == RecordColumn::Kind::Tokens)
            keys[i] = table.records[i].tokens;
        else
            keys[i] = table.region(i) ? *table.region(i) : kAbsent;
    }
    return keys;
}

std::string_view textKey(const store::Record& record, RecordColumn::Kind kind) {
    if (kind == RecordColumn::Kind::Id)
        return record.id;
    if (kind == RecordColumn::Kind::Group)
        return record.group;
    if (record.excluded)
        return *record.excluded;
    return record.extractionExcluded ? std::string_view(*record.extractionExcluded) : std::string_view();
}

bool isTextKind(RecordColumn::Kind kind) {
    return kind == RecordColumn::Kind::Id || kind == RecordColumn::Kind::Group ||
           kind == RecordColumn::Kind::Excluded;
}

} // namespace

std::vector<std::uint32_t> orderRecords(const DataTable& table, const RecordQuery& query) {
    std::vector<std::uint32_t> rows = matching(table, query);
    if (!query.sortBy)
        return rows;
    if (isTextKind(query.sortBy->kind)) {
        const auto kind = query.sortBy->kind;
        std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
            const std::string_view left = textKey(table.records[a], kind);
            const std::string_view right = textKey(table.records[b], kind);
            if (left.empty() != right.empty())
                return right.empty();
            return query.descending ? right < left : left < right;
        });
        return rows;
    }
    const std::vector<double> keys = numericKeys(table, query);
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (std::isnan(keys[a]) != std::isnan(keys[b]))
            return std::isnan(keys[b]);
        return query.descending ? keys[b] < keys[a] : keys[a] < keys[b];
    });
    return rows;
}

} // namespace retort::ui
