// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess.h"

#include "core/audit/assess_parts.h"
#include "core/audit/claims.h"
#include "core/audit/external_scores.h"
#include "core/audit/specification_curve.h"

namespace retort::audit {

namespace {

AuditFacts factsOf(const PreparedAudit& prepared, const RunFacts& run) {
    const Plan& plan = prepared.plan;
    AuditFacts facts;
    facts.title = plan.title;
    facts.organisation = plan.organisation;
    facts.auditor = plan.auditor;
    facts.access = plan.access;
    facts.audience = plan.audience;
    facts.primaryAttack = plan.primaryAttack;
    facts.version = run.version;
    facts.planHash = plan.hash;
    facts.seed = plan.seed;
    facts.sample = plan.sample;
    facts.storeText = plan.storeText;
    facts.prefixTokens = plan.prefixTokens;
    facts.suffixTokens = plan.suffixTokens;
    if (headlineWindow(plan.windows) == "stride")
        facts.strideTokens = plan.strideTokens;
    facts.maxTokens = prepared.maxTokens;
    facts.windows = plan.windows;
    facts.targetFpr = plan.targetFpr;
    facts.criteria = plan.criteria;
    return facts;
}

ModelFinding modelOf(const PreparedModel& model, const Plan& plan, const RunFacts& run) {
    const checkpoint::ModelConfig& config = model.checkpoint.config;
    ModelFinding finding;
    finding.name = model.plan.name;
    finding.role = model.plan.role;
    finding.family = familyName(config.family);
    finding.recipe = model.plan.recipe;
    finding.parameters = checkpoint::parameterCount(config);
    finding.vocabulary = config.vocabulary;
    finding.contextLength = config.contextLength;
    finding.weightsHash = model.fingerprint.weights;
    finding.tokenizerHash = model.fingerprint.tokenizer;
    finding.otherTokenizer = !model.plan.tokenizer.empty();
    finding.precision = plan.precision;
    finding.instructionSet = run.instructionSet;
    finding.threads = run.threads;
    return finding;
}

// How fragile each answer is, among the details of its verdict.
void addCurveSentences(Findings& findings) {
    for (const SpecificationCurve& curve : findings.specificationCurves) {
        for (Verdict& verdict : findings.verdicts) {
            if (verdict.question == curve.question && curve.planned())
                verdict.details.push_back(curveSentence(curve));
        }
    }
}

} // namespace

Result<Findings> assess(store::AuditFile& audit, const PreparedAudit& prepared, const RunFacts& facts) {
    Findings findings;
    findings.audit = factsOf(prepared, facts);
    findings.warnings = prepared.warnings;
    for (const PreparedModel& model : prepared.models)
        findings.models.push_back(modelOf(model, prepared.plan, facts));
    AuditView view(audit, prepared.plan);
    RETORT_CHECK(assessData(view, prepared, findings));
    RETORT_CHECK(assessExtraction(view, findings));
    RETORT_CHECK(assessOverlap(view, findings));
    RETORT_CHECK(assessFurtherExtraction(view, findings));
    RETORT_CHECK(importScores(audit, view, findings));
    RETORT_CHECK(assessMembership(audit, view, findings));
    RETORT_CHECK(assessGroups(view, findings));
    RETORT_CHECK(assessAgreement(view, findings));
    findings.passes = facts.passes;
    RETORT_CHECK(assessSlots(audit, prepared, facts.slots, findings));
    adjustConfirmatory(findings);
    RETORT_CHECK(assessGates(view, prepared, facts, findings));
    assessVerdicts(prepared.plan, findings);
    findings.claims = claimsOf(prepared.plan);
    findings.selftest = facts.selftest;
    RETORT_TRY(findings.specificationCurves, specificationCurves(view));
    addCurveSentences(findings);
    return findings;
}

} // namespace retort::audit
