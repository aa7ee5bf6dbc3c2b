// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/derive.h"
#include "core/audit/derive_parts.h"
#include "core/audit/prepare.h"
#include "core/audit/subject_parts.h"
#include "core/memorization/record_scores.h"
#include "core/store/window_sets.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace retort::audit {

namespace {

constexpr std::string_view kAttackPrefix = "attack_";

// Columns, windows and records of an audit, each read once.
class Shelf {
public:
    explicit Shelf(const store::AuditFile& audit) : m_audit(&audit) {}

    [[nodiscard]] Result<const std::vector<double>*> column(const std::string& data, const std::string& model,
                                                            std::string_view name) {
        const std::string key = fmt::format("{}\n{}\n{}", data, model, name);
        auto found = m_columns.find(key);
        if (found == m_columns.end()) {
            RETORT_TRY(auto values, m_audit->results().column(data, model, name));
            found = m_columns.emplace(key, std::move(values)).first;
        }
        return found->second ? &*found->second : nullptr;
    }
    [[nodiscard]] Result<const std::vector<store::Record>*> records(const std::string& data) {
        auto found = m_records.find(data);
        if (found == m_records.end()) {
            RETORT_TRY(auto rows, m_audit->records().all(data));
            found = m_records.emplace(data, std::move(rows)).first;
        }
        return &found->second;
    }
    // Counted in the model's own tokens.
    [[nodiscard]] Result<const std::vector<store::Window>*> windows(const std::string& data,
                                                                    const store::Model& model) {
        const std::string name = model.info.value(store::kOtherTokenizer, std::string());
        auto found = m_windows.find({data, name});
        if (found == m_windows.end()) {
            RETORT_TRY(auto rows, m_audit->records().windows(data, name));
            found = m_windows.emplace(std::pair(data, name), std::move(rows)).first;
        }
        return &found->second;
    }
    // Of every record of the data set, in the model's own tokens.
    [[nodiscard]] Result<const std::vector<std::uint32_t>*> tokens(const std::string& data,
                                                                   const std::string& model) {
        auto found = m_tokens.find({data, model});
        if (found == m_tokens.end()) {
            RETORT_TRY(const auto* rows, records(data));
            RETORT_TRY(auto counts, contentTokens(*m_audit, model, data, *rows));
            found = m_tokens.emplace(std::pair(data, model), std::move(counts)).first;
        }
        return &found->second;
    }
    // Scores of the sets that nobody saw, ascending.
    [[nodiscard]] Result<const std::vector<double>*>
    heldOut(const std::vector<store::DataSet>& sets, const std::string& model, const std::string& name) {
        auto found = m_heldOut.find({model, name});
        if (found == m_heldOut.end()) {
            std::vector<double> scores;
            for (const store::DataSet& set : sets) {
                if (!set.seenBy.empty())
                    continue;
                RETORT_TRY(const auto* values, column(set.name, model, name));
                if (values)
                    std::ranges::copy_if(*values, std::back_inserter(scores),
                                         [](double value) { return !std::isnan(value); });
            }
            std::ranges::sort(scores);
            found = m_heldOut.emplace(std::pair(model, name), std::move(scores)).first;
        }
        return &found->second;
    }

private:
    const store::AuditFile* m_audit;
    std::map<std::string, std::optional<std::vector<double>>> m_columns;
    std::map<std::string, std::vector<store::Record>> m_records;
    std::map<std::pair<std::string, std::string>, std::vector<store::Window>> m_windows;
    std::map<std::pair<std::string, std::string>, std::vector<std::uint32_t>> m_tokens;
    std::map<std::pair<std::string, std::string>, std::vector<double>> m_heldOut;
};

std::optional<double> shareBelow(const std::vector<double>& sorted, double score) {
    if (sorted.empty() || std::isnan(score))
        return std::nullopt;
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), score);
    const auto below = static_cast<double>(first - sorted.begin());
    const auto ties = static_cast<double>(last - first);
    return (below + ties / 2) / static_cast<double>(sorted.size());
}

// Everything that describing one record needs of the audit.
struct Context {
    const store::AuditFile& audit;
    const std::vector<store::DataSet>& sets;
    const std::vector<store::Model>& models;
    const std::vector<store::ColumnName>& columns;
    Shelf& shelf;
};

Result<std::optional<double>> valueOf(Context& context, const SubjectRecord& record, const std::string& model,
                                      std::string_view name) {
    RETORT_TRY(const auto* values, context.shelf.column(record.data, model, name));
    if (!values || std::isnan((*values)[record.ordinal]))
        return std::optional<double>();
    return std::optional((*values)[record.ordinal]);
}

Status addVerdicts(Context& context, const SubjectRecord& record, SubjectModel& model) {
    for (const char* window : {"first", "stride", "personal"}) {
        RETORT_TRY(const auto verdict, valueOf(context, record, model.name, verdictColumn(window)));
        if (verdict)
            model.memorized.emplace_back(window, *verdict > 0);
    }
    RETORT_TRY(const auto rank, valueOf(context, record, model.name, kSlotRank));
    RETORT_TRY(const auto candidates, valueOf(context, record, model.name, kSlotCandidates));
    if (rank && candidates) {
        model.slotRank = static_cast<std::uint64_t>(*rank);
        model.slotCandidates = static_cast<std::uint64_t>(*candidates);
    }
    return {};
}

Status addScores(Context& context, const SubjectRecord& record, SubjectModel& model) {
    for (const store::ColumnName& column : context.columns) {
        if (column.dataSet != record.data || column.model != model.name ||
            !column.name.starts_with(kAttackPrefix))
            continue;
        RETORT_TRY(const auto score, valueOf(context, record, model.name, column.name));
        if (!score)
            continue;
        RETORT_TRY(const auto* heldOut, context.shelf.heldOut(context.sets, model.name, column.name));
        model.scores.push_back(
            {column.name.substr(kAttackPrefix.size()), *score, shareBelow(*heldOut, *score)});
    }
    return {};
}

Status addDetails(Context& context, const SubjectRecord& record, const store::Model& known,
                  SubjectModel& model) {
    RETORT_TRY(const auto own, context.audit.chunks().find(model.name, record.data, "record"));
    RETORT_TRY(const auto windowSet, context.audit.chunks().find(model.name, record.data, "window"));
    RETORT_TRY(const auto* windows, context.shelf.windows(record.data, known));
    RETORT_TRY(const auto* tokens, context.shelf.tokens(record.data, known.name));
    for (const store::Window& window : *windows) {
        if (window.record != record.ordinal || window.kind != store::WindowKind::Personal)
            continue;
        const auto& set = window.sequence >= 0 ? windowSet : own;
        if (!set)
            continue;
        const std::uint64_t row =
            window.sequence >= 0 ? static_cast<std::uint64_t>(window.sequence) : window.record;
        RETORT_TRY(const scores::TokenTable table, context.audit.chunks().loadRow(set->key, row));
        const scores::TokenTableIndex index(table);
        const auto suffix =
            memorization::suffixScores(suffixOfRow(window, tokens->at(window.record), index.row(0)));
        if (suffix)
            model.details.push_back({window.type, suffix->memorized});
    }
    return {};
}

Status addModels(Context& context, SubjectRecord& record) {
    for (const store::Model& known : context.models) {
        SubjectModel model;
        model.name = known.name;
        model.saw = std::ranges::count(record.seenBy, known.name) > 0;
        RETORT_CHECK(addVerdicts(context, record, model));
        RETORT_CHECK(addScores(context, record, model));
        if (!record.excluded)
            RETORT_CHECK(addDetails(context, record, known, model));
        record.models.push_back(std::move(model));
    }
    return {};
}

Status addDuplicates(Context& context, std::uint64_t cluster, SubjectRecord& record) {
    for (const store::DataSet& set : context.sets) {
        RETORT_TRY(const auto* records, context.shelf.records(set.name));
        for (const store::Record& other : *records) {
            const bool itself = set.name == record.data && other.ordinal == record.ordinal;
            if (other.cluster == cluster && !itself && !other.excluded)
                record.sayTheSame.emplace_back(set.name, other.id);
        }
    }
    return {};
}

// Detected details, the record's own fields, and every place where a term was found.
Result<std::string> masked(const SubjectHit& hit, const SubjectQuery& query,
                           const corpus::PersonalPatterns& patterns) {
    std::vector<corpus::PersonalValue> values = hit.personal;
    for (const std::string& subject : hit.subjects)
        values.push_back({std::string(corpus::kName), subject});
    for (const corpus::Term& term : query.terms) {
        for (const corpus::FoundTerm& found : term.find(*hit.text))
            values.push_back({std::string(corpus::termKindName(term.kind())),
                              hit.text->substr(found.begin, found.end - found.begin)});
    }
    return corpus::maskPersonal(*hit.text, values, patterns);
}

Result<SubjectRecord> describeHit(Context& context, const store::DataSet& set, const store::Record& stored,
                                  const SubjectHit& hit) {
    SubjectRecord record;
    record.data = set.name;
    record.id = stored.id;
    record.ordinal = stored.ordinal;
    record.group = stored.group;
    record.path = stored.path;
    record.line = stored.line;
    record.byteOffset = stored.byteOffset;
    record.byteLength = stored.byteLength;
    record.repeats = stored.repeats;
    record.excluded = stored.excluded;
    record.extractionExcluded = stored.extractionExcluded;
    record.seenBy = set.seenBy;
    record.matches = hit.matches;
    record.text = hit.text;
    record.subjects = hit.subjects;
    RETORT_CHECK(addModels(context, record));
    if (!stored.excluded)
        RETORT_CHECK(addDuplicates(context, stored.cluster, record));
    return record;
}

} // namespace

Result<std::vector<SubjectRecord>> describeHits(const store::AuditFile& audit, const Result<Plan>& plan,
                                                const SubjectQuery& query,
                                                const std::map<std::string, SubjectHits>& hits) {
    RETORT_TRY(const auto sets, audit.inputs().dataSets());
    RETORT_TRY(const auto models, audit.inputs().models());
    RETORT_TRY(const auto columns, audit.results().columns());
    Shelf shelf(audit);
    Context context{audit, sets, models, columns, shelf};
    corpus::PersonalPatterns patterns;
    if (plan) {
        RETORT_TRY(patterns, personalPatterns(*plan));
    }
    std::vector<SubjectRecord> found;
    for (const store::DataSet& set : sets) {
        const SubjectHits& ofSet = hits.at(set.name);
        if (ofSet.empty())
            continue;
        RETORT_TRY(const auto* records, shelf.records(set.name));
        for (const auto& [ordinal, hit] : ofSet) {
            RETORT_TRY(SubjectRecord record, describeHit(context, set, (*records)[ordinal], hit));
            if (hit.text) {
                RETORT_TRY(record.maskedText, masked(hit, query, patterns));
            }
            found.push_back(std::move(record));
        }
    }
    return found;
}

} // namespace retort::audit
