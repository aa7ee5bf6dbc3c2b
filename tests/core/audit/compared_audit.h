// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small audits with stored findings, to be compared with each other.
#pragma once

#include "core/audit/compare.h"
#include "tests/core/audit/small_audit.h"

namespace retort::audit::testing {

// What one audit of a pair is made of; a student that was trained on `train`, beside `held`.
struct SideSpec {
    std::string plan = {};                                  // further lines
    std::string seenBy = "'student'";                       // of `train`
    std::size_t records = 200;                              // of `train`
    std::size_t held = 300;                                 // records of `held`
    std::pair<std::size_t, std::size_t> memorized = {0, 0}; // of `train`: [first, last)
    double gap = 0;                                         // mean score of members
    std::uint32_t stream = 1;                               // of the scores
    std::string precision = "f32", tokenizer = "t", weights = "w", base = "b";
    std::map<std::size_t, std::uint64_t> clusters = {};
};

inline SmallSet setOf(const std::string& name, std::size_t records) {
    SmallSet set;
    set.name = name;
    set.records = records;
    set.tokens = 120;
    set.zlibBytes = 90;
    return set;
}

// Adds a row of 120 predicted tokens that greedy decoding reproduces from entry `from` on.
inline void addRow(scores::TokenTable& table, std::size_t from) {
    scores::TokenTable row = scores::TokenTable::sized({120});
    for (std::size_t i = 0; i < row.tokens(); ++i) {
        row.logProbability[i] = -0.5F;
        row.margin[i] = i < from ? -1.0F : 1.0F;
        row.rank[i] = i < from ? 2 : 1;
    }
    table.append(row);
}

class SideAudit {
public:
    explicit SideAudit(const SideSpec& spec) : m_audit(planOf(spec), sets(spec)) {
        m_audit.putMemorized("student", "train",
                             marked(spec.records, spec.memorized.first, spec.memorized.second));
        m_audit.putMemorized("student", "held", marked(spec.held, 0, 0));
        m_audit.putLoss("student", "train", normals(spec.records, spec.gap, spec.stream));
        m_audit.putLoss("student", "held", normals(spec.held, 0, 2));
        m_spec = spec;
    }

    [[nodiscard]] SmallAudit& audit() { return m_audit; }
    // Assesses and stores; call once, after everything was put in.
    std::string store() {
        Findings findings = m_audit.assess();
        const Plan& plan = m_audit.plan();
        AuditFacts& facts = findings.audit;
        facts.title = plan.title;
        facts.primaryAttack = plan.primaryAttack;
        facts.version = "0.1.0";
        facts.planHash = plan.hash;
        facts.prefixTokens = plan.prefixTokens;
        facts.suffixTokens = plan.suffixTokens;
        facts.maxTokens = 128;
        for (const ModelPlan& model : plan.models) {
            ModelFinding row;
            row.name = model.name;
            row.role = model.role;
            row.weightsHash = model.name == "base" ? m_spec.base : m_spec.weights;
            row.tokenizerHash = m_spec.tokenizer;
            row.precision = m_spec.precision;
            row.instructionSet = "avx2";
            findings.models.push_back(row);
        }
        must(m_audit.file().results().putFindings(std::string(64, '1'), toJsonLine(toJson(findings))));
        return m_audit.file().path().string();
    }

private:
    static std::string planOf(const SideSpec& spec) {
        return "[models]\nstudent = {path='s'}\nbase = {path='b'}\n[data]\ntrain = {path='a', seen_by = [" +
               spec.seenBy + "], split = 'random'}\nheld = {path='h', split = 'random'}\n" + spec.plan;
    }
    static std::vector<SmallSet> sets(const SideSpec& spec) {
        SmallSet train = setOf("train", spec.records);
        train.clusters = spec.clusters;
        return {train, setOf("held", spec.held)};
    }

    SmallAudit m_audit;
    SideSpec m_spec;
};

} // namespace retort::audit::testing
