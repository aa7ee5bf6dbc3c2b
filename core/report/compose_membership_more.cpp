// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Membership beyond one attack on one data set: by group, other measures, the best of several attacks, and
// whether an attack points at the records that come out.
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>

namespace retort::report {
namespace {

// More would fill pages; the largest ones speak for most people.
constexpr std::size_t kMostGroups = 40;

using Group = stats::GroupEvaluation::Group;

std::vector<const Group*> largestGroups(const audit::GroupFinding& finding) {
    std::vector<const Group*> groups;
    for (const Group& group : finding.evaluation.groups)
        groups.push_back(&group);
    if (groups.size() > kMostGroups) {
        std::ranges::stable_sort(groups, std::greater<>(),
                                 [](const Group* group) { return group->evaluation.members; });
        groups.resize(kMostGroups);
        std::ranges::sort(groups, {}, [](const Group* group) { return group->name; });
    }
    return groups;
}

std::string aucOfGroup(const audit::GroupFinding& finding, const std::string& name) {
    const auto found = std::ranges::find(finding.evaluation.groups, name, &Group::name);
    return found == finding.evaluation.groups.end() ? std::string(kAbsent)
                                                    : decimals(found->evaluation.auc, 3);
}

// The same test on the other models, in the order in which models are shown.
std::vector<const audit::GroupFinding*> sameOnOthers(const audit::Findings& findings,
                                                     const audit::GroupFinding& examined) {
    std::vector<const audit::GroupFinding*> others;
    for (const std::string& model : modelOrder(findings)) {
        for (const audit::GroupFinding& other : findings.membershipGroups) {
            if (other.model == model && other.model != examined.model && other.data == examined.data)
                others.push_back(&other);
        }
    }
    return others;
}

Table groupTable(const audit::Findings& findings, const audit::GroupFinding& finding) {
    Table table{fmt::format("table-groups-{}", finding.data),
                fmt::format("By group: {} on {} ({}, {})", modelWords(finding.model), finding.data,
                            finding.kind, attackWords(finding.attack)),
                {{"Group", false},
                 {"In training", true},
                 {"Held out", true},
                 {"AUC", true},
                 {"95 % interval", true},
                 {"Detectable", true}},
                {},
                audit::suppressedSentence(finding)};
    const std::vector<const audit::GroupFinding*> others = sameOnOthers(findings, finding);
    for (const audit::GroupFinding* other : others)
        table.columns.push_back({fmt::format("AUC, {}", modelWords(other->model)), true});
    const std::vector<const Group*> groups = largestGroups(finding);
    for (const Group* group : groups) {
        const stats::Evaluation& result = group->evaluation;
        std::vector<Text> row{group->name,
                              count(result.members),
                              count(result.nonmembers),
                              decimals(result.auc, 3),
                              interval(result.aucInterval, 3),
                              decimals(result.smallestDetectableAuc, 3)};
        for (const audit::GroupFinding* other : others)
            row.emplace_back(aucOfGroup(*other, group->name));
        table.rows.push_back(std::move(row));
    }
    if (groups.size() < finding.evaluation.groups.size())
        table.note +=
            fmt::format(" Printed are the {} largest of {} groups; retort-cli show AUDIT prints all.",
                        count(groups.size()), count(finding.evaluation.groups.size()));
    return table;
}

} // namespace

std::vector<Block> groupBlocks(const audit::Findings& findings) {
    std::vector<Block> blocks;
    for (const audit::GroupFinding& finding : findings.membershipGroups) {
        if (finding.model != examinedModel(findings))
            continue;
        if (finding.evaluation.groups.empty())
            blocks.emplace_back(
                Paragraph{fmt::format("{}: {}", finding.data, audit::suppressedSentence(finding)),
                          ParagraphStyle::Body});
        else
            blocks.emplace_back(groupTable(findings, finding));
    }
    if (!blocks.empty())
        blocks.insert(blocks.begin(), {Block(Heading{"groups", "By group"}),
                                       Block(Paragraph{phrases::kGroupNote, ParagraphStyle::Body})});
    return blocks;
}

std::vector<Block> bestOfBlocks(const audit::Findings& findings) {
    Table table{"table-best-of",
                fmt::format("Best of several attacks on the {}", modelWords(examinedModel(findings))),
                {{"Data set", false},
                 {"Attack", false},
                 {"Records", true},
                 {"AUC", true},
                 {"Lower bound", true},
                 {"p, adjusted", true}},
                {},
                phrases::kBestOfNote};
    for (const audit::BestOfFinding& finding : findings.bestOf) {
        for (const audit::BestOfFinding::Attack& attack : finding.attacks) {
            Text name(attackWords(attack.name));
            if (attack.name == finding.best)
                name.add(" ").addStrong("best");
            table.rows.push_back({finding.data, std::move(name), count(finding.records),
                                  decimals(attack.auc, 3), decimals(attack.lowerBound, 3),
                                  pValue(attack.pValue)});
        }
        if (!finding.leftOut.empty()) {
            std::vector<std::string> names;
            for (const std::string& name : finding.leftOut)
                names.push_back(attackWords(name));
            table.note += fmt::format(" Left out on {}, since evaluated on other records: {}.", finding.data,
                                      joined(names));
        }
    }
    if (table.rows.empty())
        return {};
    return {Heading{"best-of", "Several attacks together"}, std::move(table)};
}

std::vector<Block> agreementBlocks(const audit::Findings& findings) {
    Table table{"table-agreement",
                "Agreement of membership and memorization",
                {{"Model", false},
                 {"Data set", false},
                 {"Attack", false},
                 {"Records", true},
                 {"Memorized", true},
                 {"Jaccard", true},
                 {"Kappa", true},
                 {"Spearman", true}},
                {},
                phrases::kAgreementNote};
    for (const std::string& model : modelOrder(findings)) {
        for (const audit::AgreementFinding& finding : findings.agreement) {
            if (finding.model == model)
                table.rows.push_back({modelWords(model), finding.data, attackWords(finding.attack),
                                      count(finding.records), count(finding.memorized),
                                      decimals(finding.jaccard, 3), decimals(finding.kappa, 3),
                                      decimals(finding.spearman, 3)});
        }
    }
    if (table.rows.empty())
        return {};
    return {Heading{"agreement", "Membership and memorization"}, std::move(table)};
}

std::vector<Block> measureBlocks(const audit::Findings& findings) {
    Table table{"table-measures",
                "Other measures of the attacks on all models",
                {{"Model", false},
                 {"Data set", false},
                 {"Attack", false},
                 {"Average precision", true},
                 {"Chance", true},
                 {"Balanced accuracy", true},
                 {"95 % interval", true}},
                {},
                phrases::kMeasuresNote};
    for (const std::string& model : modelOrder(findings)) {
        for (const audit::MembershipFinding& finding : findings.membership) {
            const stats::Evaluation& result = finding.evaluation;
            if (finding.model != model || audit::isApart(finding) ||
                (!result.prAuc && !result.balancedAccuracy))
                continue;
            const auto& balanced = result.balancedAccuracy;
            table.rows.push_back({modelWords(model), finding.data, attackWords(finding.attack),
                                  decimals(result.prAuc, 3), decimals(stats::chancePrecision(result), 3),
                                  balanced ? decimals(balanced->value, 3) : std::string(kAbsent),
                                  balanced ? interval(balanced->interval, 3) : std::string(kAbsent)});
        }
    }
    if (table.rows.empty())
        return {};
    return {std::move(table)};
}

} // namespace retort::report
