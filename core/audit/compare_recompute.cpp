// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/compare_parts.h"
#include "core/audit/derive.h"
#include "core/audit/derive_parts.h"
#include "core/memorization/record_scores.h"

namespace retort::audit {

Result<std::vector<memorization::Verdict>> firstWindowVerdicts(const ComparedAudit& audit,
                                                               std::string_view model, std::string_view data,
                                                               int prefixTokens, int suffixTokens) {
    using memorization::Verdict;
    std::vector<Verdict> verdicts;
    RETORT_TRY(const auto set, audit.file.chunks().find(model, data, "record"));
    RETORT_TRY(const auto prompts, audit.file.results().column(data, "", kPromptTokens));
    if (!set || prompts)
        return verdicts;
    RETORT_TRY(const scores::TokenTable table, audit.file.chunks().loadTable(set->key));
    RETORT_TRY(const std::vector<store::Record> records, audit.file.records().all(data));
    RETORT_TRY(const std::vector<std::uint32_t> tokens, contentTokens(audit.file, model, data, records));
    const scores::TokenTableIndex rows(table);
    verdicts.assign(records.size(), Verdict::None);
    for (const store::Record& record : records) {
        if (record.excluded || record.ordinal >= rows.rows())
            continue;
        const scores::TokenColumns row = rows.row(record.ordinal);
        const auto window = memorization::firstWindow(tokens[record.ordinal], row.size(),
                                                      static_cast<std::size_t>(prefixTokens),
                                                      static_cast<std::size_t>(suffixTokens));
        if (!window)
            continue;
        const auto suffix = memorization::suffixScores(row.middle(window->firstEntry, window->count));
        if (suffix)
            verdicts[record.ordinal] = suffix->memorized ? Verdict::Memorized : Verdict::NotMemorized;
    }
    return verdicts;
}

} // namespace retort::audit
