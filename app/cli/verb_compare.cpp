// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/audit/compare.h"
#include "core/audit/phrases.h"

#include <algorithm>

namespace retort::cli {

namespace {

using audit::countText;
using audit::numberText;
using audit::percentText;

std::string boundsText(const audit::ChangeTest& test) {
    if (!test.interval.low && !test.interval.high)
        return {};
    return fmt::format(", {} {} to {}", test.intervalOf, audit::boundText(test.interval.low, 3),
                       audit::boundText(test.interval.high, 3));
}

std::string testText(const audit::ChangeTest& test) {
    const char* role = test.worse ? "  WORSE" : test.counted ? "" : "  (exploratory)";
    return fmt::format("{}{}, p {}{}{}", test.method, boundsText(test), audit::pValueText(test.pValue),
                       test.adjusted ? fmt::format(", after Holm {}", audit::pValueText(*test.adjusted)) : "",
                       role);
}

std::string sharedText(const audit::SharedRecords& records) {
    std::string text =
        fmt::format("{} in both, {} in the earlier only, {} in the later only", countText(records.shared),
                    countText(records.earlierOnly), countText(records.laterOnly));
    if (records.changed > 0)
        text += fmt::format(", {} with another text under the same id", countText(records.changed));
    return text;
}

std::string reasonText(const std::string& reason, const std::string& remedy) {
    return fmt::format("      {}{}{}\n", reason, remedy.empty() ? "" : " ", remedy);
}

std::string describeExtraction(const audit::AuditChange& change) {
    std::string text = "\nExtraction (word for word; records)\n";
    for (const audit::ExtractionChange& row : change.extraction) {
        if (row.earlier.tested == 0 && row.later.tested == 0)
            continue;
        text += fmt::format("  {:9} {:10} {:8} {} of {} -> {} of {}{}\n", row.model, row.data, row.window,
                            countText(row.earlier.memorized), countText(row.earlier.tested),
                            countText(row.later.memorized), countText(row.later.tested),
                            row.recomputed ? "  (earlier ones recomputed)" : "");
        if (row.earlierDetails && row.laterDetails)
            text +=
                fmt::format("      details {} of {} -> {} of {}\n", countText(row.earlierDetails->memorized),
                            countText(row.earlierDetails->tested), countText(row.laterDetails->memorized),
                            countText(row.laterDetails->tested));
        if (!row.test) {
            text += reasonText(row.notComparable, row.remedy);
            continue;
        }
        text += fmt::format("      {}: {} in both audits, {} gained, {} lost; of those in one only {} and {} "
                            "came out\n      {}\n",
                            sharedText(row.records), countText(row.both), countText(row.gained),
                            countText(row.lost), countText(row.memorizedEarlierOnly),
                            countText(row.memorizedLaterOnly), testText(*row.test));
    }
    return text;
}

std::string describeOverlap(const audit::AuditChange& change) {
    std::string text;
    if (!change.overlap.empty())
        text += "\nOverlap of teacher, comparison model and student\n";
    const auto ratio = [](const audit::Reduction& reduction) {
        return reduction.infinite ? std::string("infinite")
               : reduction.ratio  ? numberText(*reduction.ratio, 2)
                                  : std::string("none");
    };
    for (const audit::OverlapChange& row : change.overlap) {
        text += fmt::format(
            "  {:10} {:8} inherited {} -> {}, easy {} -> {}, student only {} -> {}, reduction {} -> {}\n",
            row.data, row.window, countText(row.earlier.inherited), countText(row.later.inherited),
            countText(row.earlier.easy), countText(row.later.easy), countText(row.earlier.studentOnly),
            countText(row.later.studentOnly), ratio(row.earlier.reduction), ratio(row.later.reduction));
        if (!row.notComparable.empty())
            text += reasonText(row.notComparable, {});
    }
    return text;
}

std::string describeMembership(const audit::AuditChange& change) {
    std::string text;
    if (!change.membership.empty())
        text += "\nMembership (AUC)\n";
    for (const audit::MembershipChange& row : change.membership) {
        text += fmt::format("  {:9} {:10} {:9} {:18} {} -> {}{}\n", row.model, row.data, row.kind, row.attack,
                            numberText(row.earlierAuc), numberText(row.laterAuc),
                            row.primary ? "  (primary)" : "");
        if (!row.test) {
            text += reasonText(row.notComparable, row.remedy);
            continue;
        }
        text += fmt::format("      training records {}; held out {}\n      {}\n", sharedText(row.members),
                            sharedText(row.nonmembers), testText(*row.test));
    }
    return text;
}

std::string orNone(const std::string& text) {
    return text.empty() ? "not given" : text;
}

std::string describeInputs(const audit::AuditChange& change) {
    std::string text = "\nWhat went in\n";
    for (const audit::InputChange& input : change.inputs)
        text +=
            fmt::format("  {} {}{}{}: {} -> {}\n", input.kind, input.name, input.fact == "value" ? "" : ", ",
                        input.fact == "value" ? "" : input.fact, orNone(input.earlier), orNone(input.later));
    if (change.inputs.empty())
        text += "  the same in both audits\n";
    return text;
}

std::string describeVerdicts(const audit::AuditChange& change) {
    std::string text = "\nVerdicts\n";
    for (const audit::VerdictChange& verdict : change.verdicts) {
        text += fmt::format("  {}: {}", verdict.question, orNone(verdict.earlier));
        text += verdict.earlier == verdict.later ? " (as before)" : " -> " + orNone(verdict.later);
        if (verdict.earlierCriterion != verdict.laterCriterion)
            text += fmt::format("; criteria: {} -> {}", orNone(verdict.earlierCriterion),
                                orNone(verdict.laterCriterion));
        text += "\n";
    }
    return text;
}

std::string describeOnlyInOne(const audit::AuditChange& change) {
    std::string text;
    if (!change.lone.empty())
        text += "\nIn one audit only\n";
    for (const audit::LoneResult& lone : change.lone)
        text += fmt::format("  {}: {} (in the {} audit only){}{}\n", lone.kind, lone.name,
                            lone.inLater ? "later" : "earlier", lone.remedy.empty() ? "" : " ", lone.remedy);
    return text;
}

std::string describe(const audit::Comparison& comparison) {
    std::string text;
    for (const audit::AuditChange& change : comparison.later) {
        text += fmt::format("{}{} ({}) -> {} ({})\n", text.empty() ? "" : "\n", comparison.title,
                            comparison.name, change.title, change.name);
        text += describeInputs(change) + describeVerdicts(change) + describeExtraction(change) +
                describeOverlap(change) + describeMembership(change) + describeOnlyInOne(change);
        text += "\nWorse?\n";
        for (const std::string& sentence : change.worse)
            text += "  " + sentence + "\n";
        if (change.worse.empty())
            text += "  " + audit::notWorseSentence(comparison, change) + "\n";
    }
    return text;
}

Status compare(const std::vector<std::string>& paths, bool json, const audit::CompareOptions& options) {
    if (paths.size() < 2)
        return fail(ErrorCode::Usage, "compare needs two audits at least, the earlier one first");
    RETORT_TRY(const audit::ComparedAudit earlier, audit::openCompared(paths.front()));
    std::vector<audit::ComparedAudit> later;
    for (std::size_t i = 1; i < paths.size(); ++i) {
        RETORT_TRY(audit::ComparedAudit other, audit::openCompared(paths[i]));
        later.push_back(std::move(other));
    }
    RETORT_TRY(const audit::Comparison comparison, audit::compareAudits(earlier, later, options));
    if (json)
        printJson(audit::toJson(comparison));
    else
        print(describe(comparison));
    if (!comparison.worse())
        return {};
    std::vector<std::string> worse;
    for (const audit::AuditChange& change : comparison.later) {
        if (!change.worse.empty())
            worse.push_back(fmt::format("{} ({})", change.name, fmt::join(change.worse, " ")));
    }
    return fail(ErrorCode::Gate, "worse than {}: {}", comparison.name, fmt::join(worse, "; "));
}

} // namespace

void addCompare(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand(
        "compare", "Audits side by side, the earlier one first; status 3 if a later one is worse");
    auto paths = std::make_shared<std::vector<std::string>>();
    auto json = std::make_shared<bool>(false);
    auto options = std::make_shared<audit::CompareOptions>();
    verb->add_option("AUDIT", *paths, "The audit files, two at least")->required();
    verb->add_flag("--json", *json, "One JSON document on stdout");
    verb->add_option("--tolerance", options->tolerance,
                     "How much a share or an AUC may rise before it counts as worse, 0 to 1");
    verb->add_flag("--recompute", options->recompute,
                   "Other lengths in the two audits: the earlier one's verdicts anew from its token tables");
    verb->callback([=, &action] { action = [=] { return compare(*paths, *json, *options); }; });
}

} // namespace retort::cli
