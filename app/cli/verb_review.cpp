// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/input_text.h"
#include "app/cli/verbs.h"
#include "core/audit/finding_ids.h"
#include "core/audit/review.h"

#include <utility>

namespace retort::cli {

namespace {

struct Options {
    std::string path;
    std::string action = "list";
    std::string by;
    std::string about;
    std::string role;
    std::string textFile;
    bool json = false;
};

std::string line(const audit::ReviewEntry& entry, std::string_view what) {
    std::string text = fmt::format("  {}  {}  {}  {}\n", entry.time, entry.by, entry.about, what);
    if (entry.text)
        text += "    " + *entry.text + "\n";
    return text;
}

std::string describe(const audit::Review& review) {
    std::string text = review.content.empty() ? "The run has not ended.\n" : "";
    for (const audit::ReviewEntry& note : review.notes)
        text += line(note, "note");
    for (const audit::Judgement& judgement : review.judgements)
        text += line(judgement.entry, judgement.judgement);
    for (const audit::ReviewEntry& reveal : review.reveals)
        text += line(reveal, "revealed");
    for (const audit::Erasure& erasure : review.erasures)
        text += line(erasure.entry, erasure.records > 0 ? fmt::format("records erased: {}", erasure.records)
                                                        : std::string("copy without personal content"));
    const auto state = [](bool current) { return current ? "" : " (of results that have changed since)"; };
    for (const audit::SignOff& signOff : review.signOffs)
        text += line(signOff.entry, fmt::format("signed as {}{}", signOff.role, state(signOff.current)));
    if (review.decision)
        text += line(review.decision->entry, fmt::format("decision: {}{}", review.decision->outcome,
                                                         state(review.decision->current)));
    if (review.lock)
        text += line(*review.lock, "locked");
    return text.empty() ? "Nothing was noted, judged or signed yet.\n" : text;
}

Status list(const Options& options) {
    RETORT_TRY(const auto audit, store::AuditFile::openReadOnly(options.path));
    RETORT_TRY(const audit::Review review, audit::readReview(audit));
    if (options.json)
        printJson(audit::toJson(review));
    else
        print(describe(review));
    return {};
}

Status listFindings(const Options& options) {
    RETORT_TRY(const auto audit, store::AuditFile::openReadOnly(options.path));
    RETORT_TRY(const auto stored, audit.results().findings());
    if (!stored)
        return fail(ErrorCode::NotFound, "{}: has no findings yet; finish the run with run --resume",
                    options.path);
    RETORT_TRY(const Json document, parseJson(stored->json, options.path));
    RETORT_TRY(const audit::Findings findings, audit::findingsFromJson(document));
    const std::vector<std::string> ids = audit::findingIds(findings);
    if (options.json)
        printJson(ids);
    else
        print(fmt::format("{}\n", fmt::join(ids, "\n")));
    return {};
}

Status add(const Options& options) {
    std::string text;
    if (!options.textFile.empty()) {
        RETORT_TRY(text, inputText(options.textFile));
    }
    RETORT_TRY(const auto audit, store::AuditFile::openToAmend(options.path));
    audit::ReviewAuthor author{options.by, options.about.empty() ? "audit" : options.about};
    const std::string& action = options.action;
    if (action == "note")
        return audit::addNote(audit, author, text);
    if (action == "sign")
        return audit::signOff(audit, options.by, options.role);
    if (action == "lock")
        return audit::lock(audit, options.by);
    const std::pair<std::string_view, std::string_view> judgements[] = {
        {"accept", "accepted"}, {"reject", "rejected"}, {"needs-work", "needs_work"}};
    for (const auto& [verb, judgement] : judgements) {
        if (action == verb)
            return audit::judge(audit, author, judgement, text);
    }
    const std::pair<std::string_view, std::string_view> decisions[] = {
        {"approve", text.empty() ? "approved" : "approved_with_conditions"}, {"refuse", "rejected"}};
    for (const auto& [verb, outcome] : decisions) {
        if (action == verb)
            return audit::decide(audit, options.by, outcome, text);
    }
    return fail(ErrorCode::Internal, "no such action: {}", action);
}

Status review(const Options& options) {
    if (options.action == "list")
        return list(options);
    if (options.action == "findings")
        return listFindings(options);
    RETORT_CHECK(add(options));
    return list(options);
}

} // namespace

void addReview(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand(
        "review", "Notes, judgements of findings, sign-offs, the decision and the lock of an audit");
    auto options = std::make_shared<Options>();
    verb->add_option("AUDIT", options->path, "The audit file")->required();
    verb->add_option("ACTION", options->action,
                     "list; findings (their ids); note; accept, reject, needs-work (a finding); sign; "
                     "approve (--text: the conditions), refuse (the release); lock (for good)")
        ->check(CLI::IsMember({"list", "findings", "note", "accept", "reject", "needs-work", "sign",
                               "approve", "refuse", "lock"}));
    verb->add_option("--by", options->by, "Name of who does it");
    verb->add_option("--about", options->about, "A finding's id, record:DATA/ID, or audit");
    verb->add_option("--role", options->role, "With sign: auditor or reviewer");
    verb->add_option("--text", options->textFile, "File with note, reason or conditions; - for stdin");
    verb->add_flag("--json", options->json, "One JSON document on stdout");
    verb->callback([=, &action] { action = [=] { return review(*options); }; });
}

} // namespace retort::cli
