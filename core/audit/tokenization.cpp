// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/tokenization.h"

#include "core/corpus/windows.h"

#include <algorithm>

namespace retort::audit {

namespace {

store::WindowKind storedKind(corpus::WindowKind kind) {
    switch (kind) {
    case corpus::WindowKind::First:
        return store::WindowKind::First;
    case corpus::WindowKind::Stride:
        return store::WindowKind::Stride;
    case corpus::WindowKind::Personal:
        break;
    }
    return store::WindowKind::Personal;
}

} // namespace

scores::PassRow emptyRow() {
    return {{0}, 1};
}

scores::PassRow recordRow(const corpus::TokenizedRecord& tokens) {
    scores::PassRow row;
    row.ids = tokens.added;
    row.ids.insert(row.ids.end(), tokens.ids.begin(), tokens.ids.end());
    row.firstPredicted = static_cast<std::uint32_t>(tokens.added.size()) + tokens.firstPredicted();
    return row;
}

scores::PassRow Tokenization::recordRow(std::size_t record) const {
    return records[record].excluded.empty() ? audit::recordRow(records[record]) : emptyRow();
}

scores::PassRow Tokenization::windowRow(const store::Window& window) const {
    const corpus::TokenizedRecord& tokens = records[window.record];
    corpus::Window shape;
    shape.prefixBegin = window.prefixBegin;
    shape.suffixBegin = window.suffixBegin;
    shape.suffixEnd = window.suffixEnd;
    scores::PassRow row;
    row.ids = corpus::windowIds(tokens, shape);
    row.firstPredicted = static_cast<std::uint32_t>(row.ids.size()) - shape.suffixTokens();
    return row;
}

scores::TokenColumns Tokenization::suffixOf(const store::Window& window,
                                            const scores::TokenColumns& row) const {
    const std::size_t count = window.suffixEnd - window.suffixBegin;
    if (window.sequence >= 0)
        return row.last(count);
    const std::size_t behind = records[window.record].ids.size() - window.suffixEnd;
    return row.middle(row.size() - behind - count, count);
}

std::uint64_t Tokenization::predictedTokens() const {
    std::uint64_t total = 0;
    for (const corpus::TokenizedRecord& record : records) {
        if (record.excluded.empty())
            total += record.ids.size();
    }
    for (const std::size_t i : sequenceWindows)
        total += windows[i].suffixEnd - windows[i].prefixBegin;
    return total;
}

std::vector<corpus::PersonalValue> personalValues(const corpus::Record& record) {
    std::vector<corpus::PersonalValue> values;
    for (const std::string& subject : record.subjects)
        values.push_back({std::string(corpus::kName), subject});
    values.insert(values.end(), record.personal.begin(), record.personal.end());
    return values;
}

Result<corpus::PersonalPatterns> personalPatterns(const Plan& plan) {
    corpus::PersonalPatterns patterns;
    for (const auto& [type, pattern] : plan.personalPatterns)
        RETORT_CHECK(patterns.add(type, pattern));
    return patterns;
}

Status layWindows(Tokenization& tokens, std::span<const corpus::Record> records, const Plan& plan) {
    RETORT_TRY(const corpus::PersonalPatterns patterns, personalPatterns(plan));
    const auto wants = [&](std::string_view kind) {
        return std::find(plan.windows.begin(), plan.windows.end(), kind) != plan.windows.end();
    };
    const auto prefix = static_cast<std::uint32_t>(plan.prefixTokens);
    const auto suffix = static_cast<std::uint32_t>(plan.suffixTokens);
    const auto stride = static_cast<std::uint32_t>(plan.strideTokens);
    const auto add = [&](std::size_t record, const corpus::Window& window) {
        store::Window stored;
        stored.record = record;
        stored.kind = storedKind(window.kind);
        stored.type = window.type;
        stored.prefixBegin = window.prefixBegin;
        stored.suffixBegin = window.suffixBegin;
        stored.suffixEnd = window.suffixEnd;
        // A window that begins with the record sees what the record's own pass sees.
        if (window.prefixBegin > 0) {
            stored.sequence = static_cast<std::int64_t>(tokens.sequenceWindows.size());
            tokens.sequenceWindows.push_back(tokens.windows.size());
        }
        tokens.windows.push_back(std::move(stored));
    };
    tokens.extractionExcluded.resize(tokens.records.size());
    for (std::size_t i = 0; i < tokens.records.size(); ++i) {
        if (!tokens.records[i].excluded.empty())
            continue;
        const auto first = corpus::firstWindow(tokens.records[i], prefix, suffix);
        if (!first && (wants("first") || wants("stride")))
            tokens.extractionExcluded[i] = "too short for the window";
        if (first && wants("first"))
            add(i, *first);
        if (wants("stride")) {
            for (const corpus::Window& window :
                 corpus::strideWindows(tokens.records[i], prefix, suffix, stride))
                add(i, window);
        }
        if (wants("personal")) {
            const corpus::Record& record = records[i];
            const auto personal = corpus::personalWindows(tokens.records[i], record.text,
                                                          personalValues(record), patterns, prefix);
            if (!personal)
                return within(fmt::format("{}:{}", record.path.string(), record.line), personal.error());
            for (const corpus::Window& window : *personal)
                add(i, window);
        }
    }
    return {};
}

} // namespace retort::audit
