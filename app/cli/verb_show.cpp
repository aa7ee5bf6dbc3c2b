// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/show_membership.h"
#include "app/cli/verbs.h"
#include "core/audit/findings.h"
#include "core/audit/phrases.h"
#include "core/audit/review.h"
#include "core/audit/specification_curve.h"
#include "core/jobs/job_list.h"
#include "core/store/audit_file.h"

namespace retort::cli {

namespace {

Result<Json> volatileFacts(const store::AuditFile& audit) {
    Json facts = Json::object();
    RETORT_TRY(const auto stored, audit.inputs().volatileFacts());
    for (const auto& [name, value] : stored)
        facts[name] = value;
    RETORT_TRY(const std::string seal, audit.events().seal());
    facts["seal"] = seal;
    RETORT_TRY(const audit::Review review, audit::readReview(audit));
    facts["review"] = audit::toJson(review);
    RETORT_TRY(const auto models, audit.inputs().models());
    for (const store::Model& model : models)
        facts["paths"]["models"][model.name] = model.path;
    RETORT_TRY(const auto sets, audit.inputs().dataSets());
    for (const store::DataSet& set : sets)
        facts["paths"]["data"][set.name] = set.paths;
    return facts;
}

std::string countsByReason(const std::map<std::string, std::uint64_t>& reasons) {
    std::string text;
    for (const auto& [reason, count] : reasons)
        text += fmt::format(", {} not: {}", audit::countText(count), reason);
    return text;
}

std::string describePasses(const audit::Findings& findings) {
    std::string text;
    if (!findings.passes.empty())
        text += "\nFurther passes\n";
    for (const audit::PassFinding& finding : findings.passes)
        text += fmt::format("  {:9} {:10} {:22} {} of {} records{}\n", finding.model, finding.data,
                            finding.pass, audit::countText(finding.done), audit::countText(finding.records),
                            countsByReason(finding.leftOut));
    if (!findings.slotTest.empty())
        text += "\nSlot test (true detail among others of its type; p is exact if they are exchangeable)\n";
    for (const audit::SlotFinding& finding : findings.slotTest)
        text +=
            fmt::format("  {:9} {:10} {:13} first in {} of {} tested, {} by chance, p {}; {} slots of {}, "
                        "{} to {} others each{}\n",
                        finding.model, finding.data, finding.type, audit::countText(finding.testedRankOne),
                        audit::countText(finding.tested), audit::numberText(finding.expectedRankOne, 1),
                        audit::pValueText(finding.pValue), audit::countText(finding.tried),
                        audit::countText(finding.found), audit::countText(finding.candidatesLeast),
                        audit::countText(finding.candidates), countsByReason(finding.leftOut));
    return text;
}

// What is there beyond word for word, one line for each model and data set that has any of it.
std::string describeFurther(const audit::Findings& findings) {
    std::string text = "\nExtraction beyond word for word\n";
    for (const audit::FurtherExtraction& finding : findings.furtherExtraction) {
        std::string line;
        if (finding.records > 0)
            line += fmt::format("  suffix tokens right {}, longest match {} tokens",
                                audit::percentText(finding.suffixTokenAccuracy), finding.longestMatch);
        for (const audit::DiscoverableCount& count : finding.discoverable)
            line += fmt::format("  ({},{:g}) {}", audit::countText(count.queries), count.chance,
                                audit::countText(count.records));
        if (finding.verbatim)
            line += fmt::format("  whole responses {} of {}", audit::countText(finding.verbatim->verbatim),
                                audit::countText(finding.verbatim->records));
        if (finding.continuation)
            line += fmt::format("  nearly memorized {}, first 32 right {}{}",
                                audit::countText(finding.continuation->nearlyMemorized),
                                audit::percentText(finding.continuation->accuracy),
                                finding.continuation->gap
                                    ? fmt::format(" (gap {:+.4f})", *finding.continuation->gap)
                                    : std::string());
        if (finding.exposure)
            line += fmt::format("  exposure of {} canaries: mean {:.2f}, largest {:.2f} of {:.2f} bits",
                                audit::countText(finding.exposure->canaries), finding.exposure->mean,
                                finding.exposure->largest, finding.exposure->limit);
        if (!line.empty())
            text += fmt::format("  {:9} {:10}{}\n", finding.model, finding.data, line);
    }
    return text;
}

std::string describe(const audit::Findings& findings) {
    std::string text = fmt::format("{}\n\nVerdicts\n", findings.audit.title);
    for (const audit::Verdict& verdict : findings.verdicts) {
        text += fmt::format("  {}: {}{}\n    {}\n", verdict.question, verdict.verdict,
                            verdict.criterion ? fmt::format(" (criteria: {})", *verdict.criterion) : "",
                            verdict.sentence);
        for (const std::string& detail : verdict.details)
            text += "    - " + detail + "\n";
    }
    text += "\nData\n";
    for (const audit::DataFinding& data : findings.data) {
        text += fmt::format("  {}: {} records, {} scored", data.name, audit::countText(data.records),
                            audit::countText(data.scored));
        for (const auto& [reason, count] : data.excluded)
            text += fmt::format(", {} excluded: {}", audit::countText(count), reason);
        text += fmt::format("; seen by {}\n",
                            data.seenBy.empty() ? "nobody" : fmt::format("{}", fmt::join(data.seenBy, ", ")));
    }
    text += "\nExtraction (word for word)\n";
    for (const audit::ExtractionFinding& finding : findings.extraction) {
        if (finding.records > 0)
            text += fmt::format("  {:9} {:10} {:8} {:>6} of {:>6}  {}, {} windows tried\n", finding.model,
                                finding.data, finding.window, audit::countText(finding.memorized),
                                audit::countText(finding.records), audit::percentText(finding.rate),
                                audit::countText(finding.windowsTried));
    }
    text += describeFurther(findings);
    text += describeMembership(findings);
    text += describePasses(findings);
    text += "\nValidity checks\n";
    for (const audit::Gate& gate : findings.gates)
        text += fmt::format("  {} ({}): {}\n", gate.id, gate.outcome, gate.sentence);
    if (findings.selftest) {
        for (const audit::SelftestControl& control : findings.selftest->controls)
            text += fmt::format("  self-test, {} ({}): {}\n", control.id,
                                control.passed ? "passed" : "failed", control.sentence);
    }
    for (const std::string& warning : findings.warnings)
        text += "  note: " + warning + "\n";
    text += "\nWhat may be said\n";
    for (const audit::Claim& claim : findings.claims)
        text += "  " + claim.sentence + "\n";
    text += "\nNot shown by this audit\n";
    for (const std::string& sentence : findings.notShown)
        text += "  " + sentence + "\n";
    return text;
}

std::string describeSpecifications(const audit::Findings& findings) {
    std::string text;
    for (const audit::SpecificationCurve& curve : findings.specificationCurves) {
        const bool auc = curve.measure == "auc";
        const auto number = [&](double value) {
            return auc ? audit::numberText(value) : audit::percentText(value);
        };
        text += fmt::format("{}, {} on {} ({}; * the plan's own)\n", curve.question, curve.model, curve.data,
                            auc ? "AUC, 95 % interval"
                                : "share, 95 % interval of its excess over held-out records");
        for (const audit::Specification& way : curve.specifications) {
            text += fmt::format("  {} {:>8}", way.planned ? '*' : ' ', number(way.value));
            if (way.interval.low && way.interval.high)
                text +=
                    fmt::format("  {:>8} to {:>8}", number(*way.interval.low), number(*way.interval.high));
            text += fmt::format("  {:20}", way.verdict);
            for (const auto& [name, choice] : way.choices)
                text += fmt::format("  {} {}", name, choice);
            text += "\n";
        }
        text += "  " + audit::curveSentence(curve) + "\n";
    }
    return text;
}

// The findings were computed before; who reads them has to know.
Status sayErasures(const store::AuditFile& audit) {
    RETORT_TRY(const audit::Review review, audit::readReview(audit));
    for (const audit::Erasure& erasure : review.erasures)
        print(erasure.records > 0
                  ? fmt::format(
                        "Erased from this file on {} by {}, after the findings were computed: {} of {}\n",
                        erasure.entry.time.substr(0, 10), erasure.entry.by, erasure.records,
                        erasure.entry.about)
                  : fmt::format("Copy of {} without personal content; the findings are the original's\n",
                                erasure.entry.time.substr(0, 10)));
    return {};
}

Status show(const std::string& path, bool json, bool specifications) {
    RETORT_TRY(const store::AuditFile audit, store::AuditFile::openReadOnly(path));
    RETORT_TRY(const auto stored, audit.results().findings());
    if (!stored)
        return fail(ErrorCode::NotFound,
                    "{}: has no findings yet; finish the run with run PLAN -o {} --resume", path, path);
    RETORT_TRY(Json document, parseJson(stored->json, path));
    if (json) {
        RETORT_TRY(document["volatile"], volatileFacts(audit));
        printJson(document);
        return {};
    }
    RETORT_TRY(const audit::Findings findings, audit::findingsFromJson(document));
    RETORT_CHECK(sayErasures(audit));
    print(specifications ? describeSpecifications(findings) : describe(findings));
    return {};
}

} // namespace

void addShow(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("show", "The findings of an audit");
    auto path = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    verb->add_option("AUDIT", *path, "The audit file")->required();
    auto specifications = std::make_shared<bool>(false);
    verb->add_flag("--json", *json, "One JSON document on stdout");
    verb->add_flag("--specifications", *specifications,
                   "The answers over all defensible choices, instead of the findings");
    verb->callback([=, &action] { action = [=] { return show(*path, *json, *specifications); }; });
}

} // namespace retort::cli
