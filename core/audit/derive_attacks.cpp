// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/derive.h"
#include "core/audit/derive_parts.h"
#include "core/audit/pass_rows.h"
#include "core/audit/shared_text.h"
#include "core/membership/attack.h"

#include <algorithm>
#include <limits>
#include <list>
#include <optional>

namespace retort::audit {

namespace {

using membership::ChosenAttack;
using membership::References;

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

// The rows of one model on one data set.
struct ModelRows {
    ModelRows(const ModelPlan& model, const PreparedData& data, scores::TokenTable rows)
        : name(model.name), tokens(&data.tokens(model)), table(std::move(rows)), index(table) {}
    ModelRows(const ModelRows&) = delete; // the index points to the table
    ModelRows& operator=(const ModelRows&) = delete;

    std::string_view name;
    const Tokenization* tokens; // equal for models that share their tokens
    scores::TokenTable table;
    scores::TokenTableIndex index;
};

std::vector<ChosenAttack> chosenAttacks(const Plan& plan) {
    std::vector<ChosenAttack> chosen;
    for (const std::string& name : plan.attacks)
        chosen.push_back(membership::chooseAttack(name).value()); // the plan was refused unless it fits
    return chosen;
}

// What one further pass of the model gave, record by record.
class PassScores {
public:
    // `sums` has a row for each variant and record, variant by variant.
    PassScores(const scores::RowSums& sums, std::size_t records) : m_variants(sums.rows() / records) {
        m_scores.resize(sums.rows());
        for (std::size_t row = 0; row < sums.rows(); ++row)
            m_scores[row % records * m_variants + row / records] = {sums.mean(row), sums.tokens[row]};
    }
    [[nodiscard]] scores::PassResult of(std::size_t record) const {
        return std::span(m_scores).subspan(record * m_variants, m_variants);
    }

private:
    std::size_t m_variants;
    std::vector<scores::VariantScore> m_scores;
};

// The scores of one model's records under the attacks of the plan.
class AttackScores {
public:
    AttackScores(const std::vector<store::Record>& records, const ModelRows& target,
                 std::span<const double> frequencies)
        : m_records(records), m_target(target), m_frequencies(frequencies) {}

    [[nodiscard]] std::vector<double> column(const ChosenAttack& attack,
                                             const std::vector<const ModelRows*>& references,
                                             const std::vector<PassScores>& passes) const {
        std::vector<double> values(m_records.size(), kAbsent);
        for (const store::Record& record : m_records) {
            if (!record.excluded)
                values[record.ordinal] = score(record, attack, references, passes);
        }
        return values;
    }

private:
    [[nodiscard]] double score(const store::Record& record, const ChosenAttack& attack,
                               const std::vector<const ModelRows*>& references,
                               const std::vector<PassScores>& passes) const {
        const corpus::TokenizedRecord& tokens = m_target.tokens->records[record.ordinal];
        membership::RecordView view;
        view.target = m_target.index.row(record.ordinal);
        view.zlibBytes = static_cast<std::uint32_t>(tokens.zlibBytes);
        view.predictedIds = std::span(tokens.ids).last(std::min(view.target.size(), tokens.ids.size()));
        view.frequencies = m_frequencies;
        std::vector<membership::ReferenceRow> rows;
        for (const ModelRows* reference : references)
            rows.push_back({reference->name, reference->index.row(record.ordinal),
                            reference->tokens == m_target.tokens});
        if (!std::ranges::all_of(rows, &membership::ReferenceRow::sharesTokens))
            keepSharedText(record.ordinal, references, view, rows);
        view.references = rows;
        std::vector<scores::PassResult> results;
        for (const PassScores& pass : passes)
            results.push_back(pass.of(record.ordinal));
        view.passes = results;
        return attack.attack->score(view, attack.parameters);
    }

    // Leaves what all models predict, and says how many bytes that are; token by token nothing is left.
    void keepSharedText(std::size_t record, const std::vector<const ModelRows*>& references,
                        membership::RecordView& view, std::vector<membership::ReferenceRow>& rows) const {
        const auto tokensOf = [&](const ModelRows& model) -> const corpus::TokenizedRecord& {
            return model.tokens->records[record];
        };
        ByteRange shared = predictedText(tokensOf(m_target), view.target.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            shared = commonText(shared, predictedText(tokensOf(*references[i]), rows[i].columns.size()));
        const TextColumns own = columnsWithin(tokensOf(m_target), view.target, shared);
        view.target = own.columns;
        view.textBytes = own.bytes;
        view.predictedIds = {};
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const TextColumns other = columnsWithin(tokensOf(*references[i]), rows[i].columns, shared);
            rows[i].columns = other.columns;
            rows[i].textBytes = other.bytes;
        }
    }

    const std::vector<store::Record>& m_records;
    const ModelRows& m_target;
    std::span<const double> m_frequencies;
};

// The reference models whose rows the attacks read, loaded once.
class ReferenceRows {
public:
    ReferenceRows(const store::AuditFile& audit, const PreparedData& data) : m_audit(audit), m_data(data) {}

    [[nodiscard]] Result<std::vector<const ModelRows*>> of(const std::vector<const ModelPlan*>& models) {
        std::vector<const ModelRows*> rows;
        for (const ModelPlan* model : models) {
            auto found = std::ranges::find(m_loaded, model->name, &ModelRows::name);
            if (found == m_loaded.end()) {
                RETORT_TRY(scores::TokenTable table,
                           loadRows(m_audit, model->name, m_data.plan.name, "record"));
                m_loaded.emplace_back(*model, m_data, std::move(table));
                found = std::prev(m_loaded.end());
            }
            rows.push_back(&*found);
        }
        return rows;
    }

private:
    const store::AuditFile& m_audit;
    const PreparedData& m_data;
    std::list<ModelRows> m_loaded;
};

// What the attack's further passes gave. Nothing where one of them was not made, or for no record.
Result<std::optional<std::vector<PassScores>>> loadPasses(const store::AuditFile& audit,
                                                          const ChosenAttack& attack, std::string_view model,
                                                          const PreparedData& data) {
    std::vector<PassScores> passes;
    if (attack.attack->passes == nullptr)
        return passes;
    for (const scores::PassRequest& request : attack.attack->passes(attack.parameters)) {
        const std::string kind = std::string(store::kSumsKind) + passName(request);
        RETORT_TRY(const auto set, audit.chunks().find(model, data.plan.name, kind));
        if (!set || set->rows == 0)
            return std::nullopt;
        RETORT_TRY(const scores::RowSums sums, audit.chunks().loadSums(set->key));
        passes.emplace_back(sums, data.records.size());
    }
    return passes;
}

} // namespace

Status deriveAttacks(store::AuditFile& audit, const Plan& plan, const ModelPlan& model,
                     const PreparedData& data, std::span<const double> frequencies) {
    const std::string& dataSet = data.plan.name;
    RETORT_TRY(const std::vector<store::Record> records, audit.records().all(dataSet));
    RETORT_TRY(scores::TokenTable table, loadRows(audit, model.name, dataSet, "record"));
    const ModelRows target(model, data, std::move(table));
    const AttackScores scores(records, target, frequencies);
    ReferenceRows references(audit, data);
    // Where nothing is tested, no comparison with a reference is an attack.
    const bool compared = !testKind(plan, model, data.plan).empty() || data.plan.seenBy.empty();
    for (const ChosenAttack& attack : chosenAttacks(plan)) {
        if (attack.attack->references != References::None && !compared)
            continue;
        RETORT_TRY(const auto passes, loadPasses(audit, attack, model.name, data));
        if (!passes)
            continue;
        for (const TriedAttack& tried : triedAttacks(plan, attack, model, data.plan)) {
            RETORT_TRY(const auto rows, references.of(tried.references));
            RETORT_CHECK(audit.results().putColumn(dataSet, model.name, attackColumn(tried.name),
                                                   scores.column(attack, rows, *passes)));
        }
    }
    return {};
}

} // namespace retort::audit
