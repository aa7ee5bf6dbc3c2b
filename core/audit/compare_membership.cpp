// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/compare_parts.h"
#include "core/audit/phrases.h"
#include "core/membership/attack.h"
#include "core/stats/auc.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace retort::audit {

namespace {

// Weights of the references that an attack of this name compares with, in their order; empty: none.
std::vector<std::string> referenceWeights(const ComparedAudit& audit, const MembershipFinding& finding) {
    const auto tested = membership::testedAttack(finding.attack);
    const ModelPlan* target = audit.plan.model(finding.model);
    if (!tested || !target || tested->chosen.attack->references == membership::References::None)
        return {};
    std::vector<std::string> names;
    if (!tested->reference.empty())
        names.push_back(tested->reference);
    else
        for (const ModelPlan* reference : commonReferences(audit.plan, *target))
            names.push_back(reference->name);
    std::vector<std::string> weights;
    for (const ModelFinding& model : audit.findings.models) {
        if (std::ranges::count(names, model.name) > 0)
            weights.push_back(model.weightsHash);
    }
    std::ranges::sort(weights);
    return weights;
}

// The sets of the comparison, the tested one first.
std::vector<std::string> setsOf(const ComparedAudit& audit, const MembershipFinding& finding) {
    std::vector<std::string> names = {finding.data};
    for (const DataPlan* data : audit.plan.heldOut())
        names.push_back(data->name);
    return names;
}

bool cutDifferently(const AuditPair& pair, const std::vector<std::string>& sets) {
    const Findings& earlier = pair.earlier().findings;
    const Findings& later = pair.later().findings;
    if (earlier.audit.maxTokens == later.audit.maxTokens)
        return false;
    return std::ranges::any_of(sets, [&](const std::string& name) {
        const DataFinding* before = dataFinding(earlier, name);
        const DataFinding* now = dataFinding(later, name);
        return (before && before->truncated > 0) || (now && now->truncated > 0);
    });
}

Result<std::string> whyNot(const AuditPair& pair, const MembershipFinding& earlier,
                           const MembershipFinding& later) {
    RETORT_TRY(std::string model, whyModelDiffers(pair, earlier.model, earlier.data));
    if (!model.empty())
        return model;
    if (earlier.kind != later.kind)
        return differs("the kind of test", earlier.kind, later.kind);
    if (earlier.against != later.against)
        return differs("the comparison set", earlier.against, later.against);
    if (cutDifferently(pair, setsOf(pair.earlier(), earlier)))
        return differs("the most tokens of a record",
                       fmt::format("{}", pair.earlier().findings.audit.maxTokens),
                       fmt::format("{}", pair.later().findings.audit.maxTokens));
    if (referenceWeights(pair.earlier(), earlier) != referenceWeights(pair.later(), later))
        return phrase("compare.other_references");
    const auto tested = membership::testedAttack(earlier.attack);
    if (tested && tested->chosen.attack->needsFrequencies &&
        pair.earlier().plan.frequencyCorpus != pair.later().plan.frequencyCorpus)
        return phrase("compare.other_corpus");
    return std::string();
}

// Scores of both audits on the records that both hold, in one order; and how many those are.
struct SharedScores {
    stats::ScoreSet earlier, later;
    SharedRecords members, nonmembers;
};

// Score by "set:id"; records without one (excluded, or drawn into a population) are not in it.
std::unordered_map<std::string, std::size_t> placesOf(const stats::ScoreSet& set) {
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < set.size(); ++i)
        places.emplace(set.ids[i], i);
    return places;
}

void append(stats::ScoreSet& to, const stats::ScoreSet& from, std::size_t i, std::uint64_t cluster) {
    to.scores.push_back(from.scores[i]);
    to.isMember.push_back(from.isMember[i]);
    to.clusters.push_back(cluster);
    to.ids.push_back(from.ids[i]);
}

// "set:id" of the later audit for that of the earlier one, for records with the same text; and the number of
// changed ones among members and others.
struct SameIds {
    std::unordered_set<std::string> ids;
    std::uint64_t changedMembers = 0;
    std::uint64_t changedOthers = 0;
};

Result<SameIds> sameIds(AuditPair& pair, const MembershipFinding& finding) {
    SameIds same;
    for (const std::string& name : setsOf(pair.earlier(), finding)) {
        if (!dataFinding(pair.later().findings, name))
            continue;
        RETORT_TRY(const PairedRecords* paired, pair.records(name));
        RETORT_TRY(const auto* records, pair.earlierView().records(name));
        for (const auto& [a, b] : paired->pairs)
            same.ids.insert(fmt::format("{}:{}", name, (*records)[a].id));
        (name == finding.data ? same.changedMembers : same.changedOthers) += paired->changed;
    }
    return same;
}

Result<SharedScores> shareScores(AuditPair& pair, const MembershipFinding& finding,
                                 const stats::ScoreSet& earlier, const stats::ScoreSet& later) {
    RETORT_TRY(const SameIds same, sameIds(pair, finding));
    const auto places = placesOf(later);
    SharedScores shared;
    shared.members.changed = same.changedMembers;
    shared.nonmembers.changed = same.changedOthers;
    for (std::size_t i = 0; i < earlier.size(); ++i) {
        SharedRecords& counts = earlier.isMember[i] != 0 ? shared.members : shared.nonmembers;
        const auto place = places.find(earlier.ids[i]);
        if (place == places.end() || !same.ids.contains(earlier.ids[i])) {
            ++counts.earlierOnly;
            continue;
        }
        ++counts.shared;
        append(shared.earlier, earlier, i, earlier.clusters[i]);
        append(shared.later, later, place->second, earlier.clusters[i]);
    }
    const auto laterMembers = static_cast<std::uint64_t>(std::ranges::count(later.isMember, 1));
    shared.members.laterOnly = laterMembers - shared.members.shared;
    shared.nonmembers.laterOnly = later.size() - laterMembers - shared.nonmembers.shared;
    return shared;
}

ChangeTest testOf(const char* method, const stats::AucDifference& laterMinusEarlier) {
    ChangeTest test;
    test.method = method;
    test.earlier = laterMinusEarlier.second;
    test.later = laterMinusEarlier.first;
    test.intervalOf = "difference";
    test.interval = {laterMinusEarlier.interval.lower, laterMinusEarlier.interval.upper};
    // Without a variance only the interval says something: at the level where it excludes no change, or not.
    const bool excludesNoChange =
        laterMinusEarlier.interval.lower > 0 || laterMinusEarlier.interval.upper < 0;
    test.pValue = laterMinusEarlier.pValue.value_or(excludesNoChange ? kCompareLevel : 1);
    return test;
}

Status compareScores(AuditPair& pair, const MembershipFinding& finding, MembershipChange& change) {
    RETORT_TRY(const auto earlier,
               attackScores(pair.earlierView(), finding.model, finding.data, finding.attack));
    RETORT_TRY(const auto later, attackScores(pair.laterView(), finding.model, finding.data, finding.attack));
    if (!earlier || !later) {
        change.notComparable = phrase("compare.no_scores");
        return {};
    }
    RETORT_TRY(const SharedScores shared, shareScores(pair, finding, *earlier, *later));
    change.members = shared.members;
    change.nonmembers = shared.nonmembers;
    const bool paired = mostlyShared(shared.members) && mostlyShared(shared.nonmembers);
    const auto difference = paired ? stats::compareAucs(shared.later, shared.earlier)
                                   : stats::compareIndependentAucs(*later, *earlier);
    if (!difference) {
        change.notComparable = phrase("compare.not_tested", {{"reason", difference.error().message}});
        return {};
    }
    change.test = testOf(paired ? "delong" : "independent_aucs", *difference);
    change.test->counted = change.primary && isAboutRelease(pair, finding.model, finding.data);
    return {};
}

bool isTheSame(const MembershipFinding& a, const MembershipFinding& b) {
    return a.model == b.model && a.data == b.data && a.attack == b.attack;
}

const MembershipFinding* findSame(const std::vector<MembershipFinding>& findings,
                                  const MembershipFinding& wanted) {
    const auto found = std::ranges::find_if(
        findings, [&](const MembershipFinding& finding) { return isTheSame(finding, wanted); });
    return found == findings.end() ? nullptr : &*found;
}

// An attack that an audit was not asked for may stand among its specifications, from the stored tables.
std::string specificationRemedy(const ComparedAudit& without, const MembershipFinding& finding) {
    for (const SpecificationCurve& curve : without.findings.specificationCurves) {
        if (curve.model != finding.model || curve.data != finding.data)
            continue;
        for (const Specification& way : curve.specifications) {
            if (std::ranges::count(way.choices,
                                   std::pair<std::string, std::string>("attack", finding.attack)))
                return phrase("compare.remedy_specifications", {{"audit", without.name}});
        }
    }
    return phrase("compare.remedy_run");
}

void addLone(const AuditPair& pair, const MembershipFinding& finding, bool inLater, AuditChange& change) {
    change.lone.push_back({"membership",
                           fmt::format("{}, {}, {}", finding.model, finding.data, finding.attack), inLater,
                           specificationRemedy(inLater ? pair.earlier() : pair.later(), finding)});
}

} // namespace

Status compareMembership(AuditPair& pair, AuditChange& change) {
    const auto& before = pair.earlier().findings.membership;
    const auto& now = pair.later().findings.membership;
    for (const MembershipFinding& earlier : before) {
        const MembershipFinding* later = findSame(now, earlier);
        if (!later) {
            addLone(pair, earlier, false, change);
            continue;
        }
        MembershipChange row;
        row.model = earlier.model;
        row.data = earlier.data;
        row.against = later->against;
        row.kind = later->kind;
        row.attack = earlier.attack;
        row.primary = isPrimary(pair.earlier().findings.audit, earlier) &&
                      isPrimary(pair.later().findings.audit, *later);
        row.earlierAuc = earlier.evaluation.auc;
        row.laterAuc = later->evaluation.auc;
        row.earlierInterval = {earlier.evaluation.aucInterval.lower, earlier.evaluation.aucInterval.upper};
        row.laterInterval = {later->evaluation.aucInterval.lower, later->evaluation.aucInterval.upper};
        RETORT_TRY(row.notComparable, whyNot(pair, earlier, *later));
        if (row.notComparable.empty())
            RETORT_CHECK(compareScores(pair, earlier, row));
        else
            row.remedy = phrase("compare.remedy_run");
        change.membership.push_back(std::move(row));
    }
    for (const MembershipFinding& later : now) {
        if (!findSame(before, later))
            addLone(pair, later, true, change);
    }
    return {};
}

} // namespace retort::audit
