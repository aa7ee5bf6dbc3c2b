// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive_parts.h"
#include "core/audit/specification_curve.h"
#include "core/membership/attack.h"
#include "core/stats/auc.h"
#include "core/stats/power.h"

#include <algorithm>
#include <array>
#include <limits>
#include <list>
#include <map>
#include <memory>

namespace retort::audit {

namespace {

using membership::ChosenAttack;
using membership::References;

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
constexpr double kLevel = 0.05;
constexpr std::size_t kFirstTokens = 100;
constexpr std::array kPercents = {5, 10, 20, 30, 50};
constexpr std::array<std::string_view, 3> kSpans = {"record", "first_100", "suffix"};

// The rows of one model; the index points to the table.
struct Rows {
    explicit Rows(scores::TokenTable rows) : table(std::move(rows)), index(table) {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    scores::TokenTable table;
    scores::TokenTableIndex index;
};

// Where the suffix of the window `first` lies in a record's row, counted from its end.
struct SuffixPlace {
    std::size_t count = 0;
    std::size_t behind = 0;
};

// One data set: its records and the rows of the student and of every reference.
struct ScoredSet {
    bool isMember = false;
    const std::vector<store::Record>* records = nullptr;
    std::unique_ptr<Rows> target;
    std::map<std::string, std::unique_ptr<Rows>> references;
    std::vector<SuffixPlace> suffixes; // count 0: none
};

Result<ScoredSet> loadSet(AuditView& view, const DataPlan& data, bool isMember,
                          const std::vector<const ModelPlan*>& references) {
    const store::AuditFile& audit = view.audit();
    ScoredSet set;
    set.isMember = isMember;
    RETORT_TRY(set.records, view.records(data.name));
    RETORT_TRY(scores::TokenTable target, loadRows(audit, "student", data.name, "record"));
    set.target = std::make_unique<Rows>(std::move(target));
    for (const ModelPlan* reference : references) {
        RETORT_TRY(scores::TokenTable table, loadRows(audit, reference->name, data.name, "record"));
        set.references[reference->name] = std::make_unique<Rows>(std::move(table));
    }
    RETORT_TRY(const std::vector<std::uint32_t> tokens,
               contentTokens(audit, "student", data.name, *set.records));
    RETORT_TRY(const std::vector<store::Window> windows, audit.records().windows(data.name));
    set.suffixes.resize(set.records->size());
    for (const store::Window& window : windows) {
        if (window.kind == store::WindowKind::First)
            set.suffixes[window.record] = {window.suffixEnd - window.suffixBegin,
                                           tokens[window.record] - window.suffixEnd};
    }
    return set;
}

scores::TokenColumns partOf(const scores::TokenColumns& row, std::string_view span,
                            const SuffixPlace& suffix) {
    if (span == "first_100")
        return row.middle(0, std::min(row.size(), kFirstTokens));
    if (span == "record")
        return row;
    if (suffix.count == 0 || suffix.count + suffix.behind > row.size())
        return row.middle(0, 0);
    return row.middle(row.size() - suffix.behind - suffix.count, suffix.count);
}

// An attack as the curve computes it: with one reference or none.
struct Way {
    ChosenAttack attack;
    std::string reference;
    bool perByte = false; // with a reference of another tokenizer
};

double scoreOf(const ScoredSet& set, const store::Record& record, const Way& way, std::string_view span) {
    const SuffixPlace& suffix = set.suffixes[record.ordinal];
    membership::RecordView view;
    view.target = partOf(set.target->index.row(record.ordinal), span, suffix);
    if (view.target.size() == 0)
        return kAbsent;
    if (span == "record")
        view.zlibBytes = static_cast<std::uint32_t>(record.zlibBytes);
    membership::ReferenceRow reference;
    if (!way.reference.empty()) {
        reference.name = way.reference;
        reference.columns = partOf(set.references.at(way.reference)->index.row(record.ordinal), span, suffix);
        view.references = std::span(&reference, 1);
    }
    return way.attack.attack->score(view, way.attack.parameters);
}

stats::ScoreSet scoresOf(const std::list<ScoredSet>& sets, const Way& way, std::string_view span) {
    stats::ScoreSet scores;
    for (const ScoredSet& set : sets) {
        for (const store::Record& record : *set.records) {
            if (record.excluded)
                continue;
            scores.scores.push_back(scoreOf(set, record, way, span));
            scores.isMember.push_back(set.isMember ? 1 : 0);
            scores.clusters.push_back(record.cluster);
        }
    }
    return scores;
}

// Whether stored token statistics are all it reads.
bool fromTables(const membership::Attack& attack, const membership::Parameters& parameters) {
    return !attack.needsFrequencies && attack.references != References::All &&
           (!attack.passes || attack.passes(parameters).empty());
}

// Names to try: the plan's, every attack that the release allows with its presets, and Min-K with other
// shares.
std::vector<std::string> namesToTry(const Plan& plan) {
    std::vector<std::string> names = plan.attacks;
    names.insert(names.begin(), plan.primaryAttack);
    for (const membership::Attack& attack : membership::attacks()) {
        names.emplace_back(attack.name);
        if (attack.parameters.size() != 1 || attack.parameters.front().name != "percent")
            continue;
        for (const int percent : kPercents)
            names.push_back(fmt::format("{}:{}", attack.name, percent));
    }
    return names;
}

std::vector<Way> waysOf(const Plan& plan, const ModelPlan& student, const DataPlan& data) {
    std::vector<Way> ways;
    std::vector<std::pair<const membership::Attack*, membership::Parameters>> known;
    for (const std::string& name : namesToTry(plan)) {
        const auto chosen = membership::chooseAttack(name);
        if (!chosen || chosen->attack->comparisonOnly || beyondAccess(plan, *chosen->attack) ||
            !fromTables(*chosen->attack, chosen->parameters))
            continue;
        const std::pair key{chosen->attack, chosen->parameters};
        if (std::find(known.begin(), known.end(), key) != known.end())
            continue;
        known.push_back(key);
        for (const TriedAttack& tried : triedAttacks(plan, *chosen, student, data))
            ways.push_back({*chosen,
                            tried.references.empty() ? std::string() : tried.references.front()->name,
                            comparesPerByte(student, tried.references)});
    }
    return ways;
}

// As membership verdicts are decided, before validity checks and without correction for several tests.
std::string verdictOf(const stats::Evaluation& evaluation) {
    if (aucPValue(evaluation) < kLevel && evaluation.aucInterval.lower > 0.5)
        return "leakage demonstrated";
    return evaluation.smallestDetectableAuc.value_or(1) > kAucWorthFinding ? "inconclusive"
                                                                           : "not demonstrated";
}

// As stats::evaluate() computes it, without the bootstraps that no specification reads.
Result<stats::Evaluation> aucOf(const stats::ScoreSet& scores) {
    RETORT_TRY(const stats::RankedScores ranked, stats::rankScores(scores));
    const stats::AucEstimate estimate = stats::estimateAuc(ranked);
    stats::Evaluation evaluation;
    evaluation.members = ranked.members;
    evaluation.nonmembers = ranked.nonmembers;
    evaluation.memberClusters = ranked.memberClusters;
    evaluation.nonmemberClusters = ranked.nonmemberClusters;
    evaluation.crossingClusters = ranked.crossingClusters();
    evaluation.auc = estimate.auc;
    evaluation.aucInterval = estimate.interval;
    evaluation.smallestDetectableAuc =
        stats::smallestDetectableAuc(ranked.memberClusters, ranked.nonmemberClusters);
    return evaluation;
}

// The ways of counting one set of scores. Where nothing is duplicated there is one.
void addCounts(const std::string& attack, std::string_view span, const stats::ScoreSet& scores,
               std::vector<Specification>& specifications) {
    const auto all = aucOf(scores);
    if (!all)
        return;
    const auto add = [&](const stats::Evaluation& evaluation, const char* count, const char* crossing) {
        Specification way;
        way.choices = {
            {"attack", attack}, {"span", std::string(span)}, {"count", count}, {"crossing", crossing}};
        way.value = evaluation.auc;
        way.interval = {evaluation.aucInterval.lower, evaluation.aucInterval.upper};
        way.verdict = verdictOf(evaluation);
        specifications.push_back(std::move(way));
    };
    const auto byRecord = [&](stats::ScoreSet set, const char* crossing) {
        set.clusters.clear();
        if (const auto evaluation = aucOf(set))
            add(*evaluation, "records", crossing);
    };
    add(*all, "clusters", "with");
    const bool duplicates = all->memberClusters < all->members || all->nonmemberClusters < all->nonmembers;
    if (duplicates || all->crossingClusters > 0)
        byRecord(scores, "with");
    if (all->crossingClusters == 0)
        return;
    const stats::ScoreSet without = stats::withoutCrossingClusters(scores);
    if (const auto evaluation = aucOf(without))
        add(*evaluation, "clusters", "without");
    byRecord(without, "without");
}

Result<SpecificationCurve> curveOf(AuditView& view, const ModelPlan& student, const DataPlan& data) {
    const Plan& plan = view.plan();
    SpecificationCurve curve;
    curve.question = testKind(plan, student, data) == "direct" ? "membership" : "indirect_membership";
    curve.model = student.name;
    curve.data = data.name;
    curve.measure = "auc";
    std::vector<const ModelPlan*> references = admissibleReferences(plan, student, data);
    std::erase_if(references, [&](const ModelPlan* other) { return comparesPerByte(student, {other}); });
    std::list<ScoredSet> sets;
    RETORT_TRY(sets.emplace_back(), loadSet(view, data, true, references));
    for (const DataPlan* heldOut : plan.heldOut()) {
        RETORT_TRY(sets.emplace_back(), loadSet(view, *heldOut, false, references));
    }
    const std::string primary = primaryAttackName(plan, student, data);
    for (const Way& way : waysOf(plan, student, data)) {
        const std::string name = attackName(way.attack.name, way.reference);
        if (way.perByte) { // parts of the text are not aligned; the whole record's scores are stored
            RETORT_TRY(const auto scores, attackScores(view, student.name, data.name, name));
            if (scores)
                addCounts(name, "record", *scores, curve.specifications);
            continue;
        }
        for (const std::string_view span : kSpans)
            addCounts(name, span, scoresOf(sets, way, span), curve.specifications);
    }
    for (Specification& way : curve.specifications)
        way.planned = way.choices[0].second == primary && way.choices[1].second == "record" &&
                      way.choices[2].second == "clusters" && way.choices[3].second == "with";
    return curve;
}

} // namespace

Result<std::vector<SpecificationCurve>> membershipCurves(AuditView& view) {
    const Plan& plan = view.plan();
    std::vector<SpecificationCurve> curves;
    const ModelPlan* student = plan.model("student");
    if (!student || plan.heldOut().empty())
        return curves;
    for (const DataPlan& data : plan.data) {
        if (testKind(plan, *student, data).empty())
            continue;
        RETORT_TRY(SpecificationCurve curve, curveOf(view, *student, data));
        if (!curve.specifications.empty())
            curves.push_back(std::move(curve));
    }
    return curves;
}

} // namespace retort::audit
