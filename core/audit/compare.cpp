// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/compare.h"

#include "core/audit/compare_parts.h"
#include "core/audit/phrases.h"
#include "core/audit/stored_plan.h"
#include "core/stats/hypothesis_tests.h"

#include <algorithm>
#include <cmath>

namespace retort::audit {

namespace {

template <class Use>
void forEachTest(AuditChange& change, Use use) {
    for (ExtractionChange& row : change.extraction) {
        if (row.test)
            use(*row.test);
    }
    for (MembershipChange& row : change.membership) {
        if (row.test)
            use(*row.test);
    }
}

bool isUp(const ChangeTest& test, double tolerance) {
    // Differences of shares that are equal to the tolerance on paper must not fail by rounding.
    constexpr double kRounding = 1e-12;
    const bool directionOfTest = !test.up || *test.up > *test.down;
    return directionOfTest && test.later > test.earlier && test.later - test.earlier > tolerance + kRounding;
}

// Holm over the tests that count, of all later audits together.
void judge(Comparison& comparison) {
    std::vector<double> pValues;
    std::vector<ChangeTest*> counted;
    for (AuditChange& change : comparison.later) {
        forEachTest(change, [&](ChangeTest& test) {
            if (!test.counted)
                return;
            pValues.push_back(test.pValue);
            counted.push_back(&test);
        });
    }
    const std::vector<double> adjusted = stats::holm(pValues);
    for (std::size_t i = 0; i < counted.size(); ++i) {
        counted[i]->adjusted = adjusted[i];
        counted[i]->worse = adjusted[i] <= kCompareLevel && isUp(*counted[i], comparison.tolerance);
    }
    comparison.family = counted.size();
}

void sayWhatIsWorse(AuditChange& change) {
    for (const ExtractionChange& row : change.extraction) {
        if (!row.test || !row.test->worse)
            continue;
        PhraseValues values = {{"model", row.model},
                               {"data", row.data},
                               {"earlier", percentText(row.test->earlier)},
                               {"later", percentText(row.test->later)},
                               {"p", pValueText(*row.test->adjusted)}};
        if (row.window == "personal") {
            change.worse.push_back(
                phrase(row.countsDetails ? "compare.worse_details" : "compare.worse_detail_records", values));
        } else {
            values.emplace_back("window", row.window);
            change.worse.push_back(phrase("compare.worse_extraction", values));
        }
    }
    for (const MembershipChange& row : change.membership) {
        if (row.test && row.test->worse)
            change.worse.push_back(
                phrase("compare.worse_membership", {{"model", row.model},
                                                    {"data", row.data},
                                                    {"attack", row.attack},
                                                    {"earlier", numberText(row.test->earlier)},
                                                    {"later", numberText(row.test->later)},
                                                    {"p", pValueText(*row.test->adjusted)}}));
    }
}

void compareVerdicts(const Findings& earlier, const Findings& later, AuditChange& change) {
    const auto entryOf = [&](const std::string& question) -> VerdictChange& {
        const auto found = std::ranges::find(change.verdicts, question, &VerdictChange::question);
        if (found != change.verdicts.end())
            return *found;
        change.verdicts.emplace_back().question = question;
        return change.verdicts.back();
    };
    for (const Verdict& verdict : earlier.verdicts) {
        VerdictChange& entry = entryOf(verdict.question);
        entry.earlier = verdict.verdict;
        entry.earlierCriterion = verdict.criterion.value_or(std::string());
    }
    for (const Verdict& verdict : later.verdicts) {
        VerdictChange& entry = entryOf(verdict.question);
        entry.later = verdict.verdict;
        entry.laterCriterion = verdict.criterion.value_or(std::string());
    }
}

} // namespace

Result<ComparedAudit> openCompared(const std::filesystem::path& path) {
    RETORT_TRY(store::AuditFile file, store::AuditFile::openReadOnly(path));
    RETORT_TRY(const auto stored, file.results().findings());
    if (!stored)
        return fail(ErrorCode::NotFound,
                    "{}: has no findings yet; finish the run with run PLAN -o {} --resume", path.string(),
                    path.string());
    RETORT_TRY(const Json document, parseJson(stored->json, path.string()));
    auto findings = findingsFromJson(document);
    if (!findings)
        return within(path.string(), findings.error());
    RETORT_TRY(Plan plan, storedPlan(file));
    return ComparedAudit{path.string(), std::move(file), std::move(*findings), std::move(plan)};
}

bool Comparison::worse() const {
    return std::ranges::any_of(later, [](const AuditChange& change) { return !change.worse.empty(); });
}

Result<Comparison> compareAudits(const ComparedAudit& earlier, const std::vector<ComparedAudit>& later,
                                 const CompareOptions& options) {
    if (!(options.tolerance >= 0 && options.tolerance <= 1))
        return fail(ErrorCode::Usage, "the tolerance is {}; it must lie between 0 and 1", options.tolerance);
    Comparison comparison;
    const AuditFacts& facts = earlier.findings.audit;
    comparison.name = earlier.name;
    comparison.title = facts.title;
    comparison.version = facts.version;
    comparison.planHash = facts.planHash;
    comparison.tolerance = options.tolerance;
    for (const ComparedAudit& other : later) {
        AuditPair pair(earlier, other);
        AuditChange change;
        change.name = other.name;
        change.title = other.findings.audit.title;
        change.version = other.findings.audit.version;
        change.planHash = other.findings.audit.planHash;
        RETORT_TRY(change.inputs, compareInputs(pair));
        RETORT_CHECK(compareExtraction(pair, options, change));
        RETORT_CHECK(compareMembership(pair, change));
        compareVerdicts(earlier.findings, other.findings, change);
        comparison.later.push_back(std::move(change));
    }
    judge(comparison);
    for (AuditChange& change : comparison.later)
        sayWhatIsWorse(change);
    return comparison;
}

std::string notWorseSentence(const Comparison& comparison, const AuditChange& change) {
    const auto counts = [](const auto& row) { return row.test && row.test->counted; };
    if (!std::ranges::any_of(change.extraction, counts) && !std::ranges::any_of(change.membership, counts))
        return phrase("compare.nothing_tested", {{"name", change.name}});
    return phrase("compare.not_worse", {{"name", change.name},
                                        {"tolerance", numberText(comparison.tolerance, 4)},
                                        {"tests", countText(comparison.family)}});
}

} // namespace retort::audit
