// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An audit without models: a plan, records with texts, and columns put in by the test, assessed as a run
// does.
#pragma once

#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/base/hash.h"
#include "core/base/philox.h"

#include <QTemporaryDir>

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace retort::audit::testing {

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

inline void must(const Status& status) {
    if (!status)
        throw std::runtime_error(status.error().message);
}

struct SmallSet {
    std::string name;
    std::size_t records = 200;
    std::function<std::string(std::size_t)> text = [](std::size_t i) {
        return "plain entry number " + std::to_string(i * 7919 % 100'003);
    };
    std::map<std::size_t, std::uint64_t> clusters = {}; // of records that share one; the others stand alone
    std::uint32_t tokens = 0;                           // of each record
    std::uint64_t zlibBytes = 0;                        // of each record
    std::vector<store::Window> windows = {};
    std::function<std::string(std::size_t)> group = [](std::size_t) { return std::string(); };
};

class SmallAudit {
public:
    SmallAudit(const std::string& planText, std::vector<SmallSet> sets)
        : m_plan(must(parsePlan(planText, "plan.toml"))),
          m_audit(must(store::AuditFile::create(m_folder.filePath(QStringLiteral("a.retort")).toStdString(),
                                                {planText, false}))),
          m_sets(std::move(sets)),
          m_prepared{
              m_plan,
              {},
              {{{}, must(tokenizer::Tokenizer::load(RETORT_SOURCE_DIR "/resources/demo/tokenizer")), {}}},
              128,
              {},
              {}} {
        for (const ModelPlan& model : m_plan.models) {
            store::Model row;
            row.name = model.name;
            row.role = model.role;
            row.path = model.path.string();
            row.fingerprint = model.name;
            must(m_audit.inputs().putModel(row));
        }
        for (const SmallSet& set : m_sets)
            addSet(set);
    }

    // One value for each record of the set, the scores of the attack `loss`.
    void putLoss(const std::string& model, const std::string& set, const std::vector<double>& values) {
        must(m_audit.results().putColumn(set, model, attackColumn("loss"), values));
    }
    // Whether each record of the set is memorized in the window `first`.
    void putMemorized(const std::string& model, const std::string& set, std::vector<double> values) {
        must(m_audit.results().putColumn(set, model, verdictColumn("first"), values));
    }

    // The rows of the model's own pass over the set.
    void putTable(const std::string& model, const std::string& set, const scores::TokenTable& table) {
        const std::string key = toHex(sha256(model + "/" + set));
        must(m_audit.chunks().declare({key, model, set, "record", table.rows(), 1, Json::object()}));
        must(m_audit.chunks().putChunk(key, 0, 0, table));
    }

    // As assess() goes through it, but for models and data, which are facts of real checkpoints.
    Findings assess(const RunFacts& facts = {}) {
        AuditView view(m_audit, m_plan);
        Findings findings;
        findings.audit.windows = m_plan.windows;
        must(assessData(view, m_prepared, findings));
        must(assessExtraction(view, findings));
        must(assessOverlap(view, findings));
        must(assessMembership(m_audit, view, findings));
        must(assessGroups(view, findings));
        adjustConfirmatory(findings);
        must(assessGates(view, m_prepared, facts, findings));
        assessVerdicts(m_plan, findings);
        return findings;
    }

    [[nodiscard]] const store::AuditFile& file() const { return m_audit; }
    [[nodiscard]] const Plan& plan() const { return m_plan; }

private:
    void addSet(const SmallSet& set) {
        store::DataSet row;
        row.name = set.name;
        row.paths = {set.name + ".jsonl"};
        row.fingerprint = set.name;
        row.seenBy = dataOf(m_plan, set.name).seenBy;
        row.split = dataOf(m_plan, set.name).split;
        must(m_audit.inputs().putDataSet(row));
        PreparedData data;
        data.plan = dataOf(m_plan, set.name);
        data.tokenizations.emplace_back();
        std::vector<store::Record> records(set.records);
        for (std::size_t i = 0; i < set.records; ++i) {
            corpus::Record record;
            record.id = std::to_string(i);
            record.text = set.text(i);
            corpus::TokenizedRecord tokens;
            tokens.textEnd = record.text.size();
            const auto shared = set.clusters.find(i);
            data.clusters.push_back(shared == set.clusters.end() ? m_nextCluster++ : shared->second);
            records[i].ordinal = i;
            records[i].id = record.id;
            records[i].cluster = data.clusters.back();
            records[i].path = row.paths.front();
            records[i].tokens = set.tokens;
            records[i].zlibBytes = set.zlibBytes;
            records[i].text = record.text;
            records[i].group = set.group(i);
            data.records.push_back(std::move(record));
            data.tokenizations.front().records.push_back(std::move(tokens));
        }
        must(m_audit.records().append(set.name, records));
        must(m_audit.records().putWindows(set.name, set.windows));
        must(m_audit.records().complete(set.name));
        m_prepared.data.push_back(std::move(data));
    }

    QTemporaryDir m_folder;
    Plan m_plan;
    store::AuditFile m_audit;
    std::vector<SmallSet> m_sets;
    PreparedAudit m_prepared;
    std::uint64_t m_nextCluster = 1'000'000; // below: clusters that a test gives
};

// Normal scores about `mean`; other numbers for another stream.
inline std::vector<double> normals(std::size_t count, double mean, std::uint32_t stream) {
    Philox random(7, 1, stream);
    std::vector<double> values(count);
    for (double& value : values)
        value = mean + random.normal();
    return values;
}

// 1 for the records [first, last), 0 for the rest.
inline std::vector<double> marked(std::size_t count, std::size_t first, std::size_t last) {
    std::vector<double> values(count, 0.0);
    for (std::size_t i = first; i < last; ++i)
        values[i] = 1;
    return values;
}

} // namespace retort::audit::testing
