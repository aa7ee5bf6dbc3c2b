// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/run_audit.h"

#include "core/audit/assess.h"
#include "core/audit/derive.h"
#include "core/audit/findings.h"
#include "core/audit/further_extraction.h"
#include "core/audit/plan.h"
#include "core/audit/population.h"
#include "core/audit/prepare.h"
#include "core/audit/review.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/jobs/job_list.h"
#include "core/jobs/run_lease.h"
#include "core/runner/continue_data_set.h"
#include "core/runner/further_passes.h"
#include "core/runner/probe.h"
#include "core/runner/score_data_set.h"
#include "core/runner/selftest.h"
#include "core/store/audit_file.h"
#include "core/store/window_sets.h"

#include <fstream>
#include <map>
#include <optional>

namespace retort::runner {

namespace {

Status refuseUnfitPath(const RunRequest& request) {
    std::error_code error;
    const bool exists = std::filesystem::exists(request.audit, error);
    if (exists && !request.resume)
        return fail(ErrorCode::Conflict,
                    "{}: exists already; go on with it by --resume, or name another file",
                    request.audit.string());
    if (!exists && request.resume)
        return fail(ErrorCode::NotFound, "{}: there is no run to resume; start it without --resume",
                    request.audit.string());
    const std::filesystem::path folder = std::filesystem::absolute(request.audit).parent_path();
    if (!std::filesystem::is_directory(folder, error))
        return fail(ErrorCode::Io, "{}: the folder {} does not exist", request.audit.string(),
                    folder.string());
    return {};
}

// Before models and data are read, which can take long.
Status refuseUnfitAudit(const RunRequest& request, const audit::Plan& plan) {
    if (!request.resume)
        return {};
    RETORT_TRY(const store::AuditFile audit, store::AuditFile::openReadOnly(request.audit));
    RETORT_TRY(const store::StoredPlan stored, audit.inputs().plan());
    if (stored.hash != plan.hash)
        return fail(ErrorCode::Conflict,
                    "{}: was begun with another plan than {}; use that plan, or name another audit file",
                    request.audit.string(), request.plan.string());
    return audit::requireRunnable(audit);
}

Result<store::AuditFile> openAudit(const RunRequest& request, const audit::Plan& plan) {
    if (!request.resume)
        return store::AuditFile::create(request.audit, {plan.text, plan.storeText});
    return store::AuditFile::openForRun(request.audit);
}

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("model name"))
            return line.substr(line.find(':') + 2);
    }
    return "unknown";
}

Status registerModels(store::AuditFile& audit, const audit::PreparedAudit& prepared) {
    for (const audit::PreparedModel& model : prepared.models) {
        const checkpoint::ModelConfig& config = model.checkpoint.config;
        store::Model row;
        row.name = model.plan.name;
        row.role = model.plan.role;
        row.path = model.plan.path.string();
        if (!model.plan.adapter.empty())
            row.path += " with the adapter " + model.plan.adapter.string();
        row.fingerprint = model.fingerprint.weights;
        row.family = familyName(config.family);
        row.parameters = static_cast<std::uint64_t>(checkpoint::parameterCount(config));
        row.vocabulary = static_cast<std::uint64_t>(config.vocabulary);
        row.context = static_cast<std::uint64_t>(config.contextLength);
        row.tokenizerFingerprint = model.fingerprint.tokenizer;
        row.recipe = model.plan.recipe;
        row.info = {{"config", model.fingerprint.config}, {"dtype", checkpoint::dtypeName(config.fileDtype)}};
        if (!model.plan.tokenizer.empty())
            row.info[store::kOtherTokenizer] = model.plan.tokenizer;
        RETORT_CHECK(audit.inputs().putModel(row));
    }
    return {};
}

double promptTokensOf(const corpus::TokenizedRecord& record) {
    return record.firstScored;
}

// What stands with the records for the other models.
Status registerOwnTokens(store::AuditFile& audit, const audit::PreparedData& data,
                         const audit::ModelPlan& model) {
    if (model.tokenizer.empty())
        return {};
    const audit::Tokenization& tokens = data.tokens(model);
    const auto put = [&](std::string_view name, double (*value)(const corpus::TokenizedRecord&)) {
        return audit.results().putColumn(data.plan.name, model.name, name, data.column(tokens, value));
    };
    RETORT_CHECK(put(audit::kOwnTokens, [](const corpus::TokenizedRecord& record) {
        return static_cast<double>(record.scoredTokens());
    }));
    RETORT_CHECK(put(audit::kOwnTruncated,
                     [](const corpus::TokenizedRecord& record) { return record.truncated ? 1.0 : 0.0; }));
    return data.plan.responseField.empty() ? Status() : put(audit::kPromptTokens, promptTokensOf);
}

Status registerData(store::AuditFile& audit, const audit::PreparedData& data,
                    const std::vector<audit::ModelPlan>& models) {
    store::DataSet row;
    row.name = data.plan.name;
    for (const std::filesystem::path& path : data.plan.paths)
        row.paths.push_back(path.string());
    row.fingerprint = toHex(data.summary.digest);
    row.seenBy = data.plan.seenBy;
    row.split = data.plan.split;
    row.info = {{"records", data.summary.rows}, {"excluded_rows", data.summary.excluded.size()}};
    RETORT_CHECK(audit.inputs().putDataSet(row));
    RETORT_TRY(const bool complete, audit.records().isComplete(data.plan.name));
    if (complete)
        return {};
    RETORT_CHECK(audit.records().discardIncomplete(data.plan.name));
    const std::vector<store::Record> records = data.storeRecords();
    constexpr std::size_t kBatch = 10'000;
    for (std::size_t i = 0; i < records.size(); i += kBatch) {
        RETORT_CHECK(audit.records().append(
            data.plan.name, std::span(records).subspan(i, std::min(kBatch, records.size() - i))));
    }
    for (const audit::Tokenization& tokens : data.tokenizations)
        RETORT_CHECK(audit.records().putWindows(data.plan.name, tokens.windows, tokens.tokenizer));
    for (const audit::ModelPlan& model : models)
        RETORT_CHECK(registerOwnTokens(audit, data, model));
    if (!data.plan.responseField.empty())
        RETORT_CHECK(audit.results().putColumn(data.plan.name, "", audit::kPromptTokens,
                                               data.column(data.tokens(), promptTokensOf)));
    return audit.records().complete(data.plan.name);
}

Status registerFrequencies(store::AuditFile& audit, const audit::PreparedTokenizer& tokenizer) {
    const corpus::TokenFrequencies& frequencies = tokenizer.frequencies;
    if (frequencies.byId.empty())
        return {};
    Json counted = {{"records", frequencies.source.records},
                    {"excluded", frequencies.source.excluded.size()},
                    {"tokens", frequencies.tokens},
                    {"digest", toHex(frequencies.source.digest)}};
    if (!tokenizer.name.empty())
        counted["tokenizer"] = tokenizer.name;
    return audit.events().append("frequency_corpus", std::move(counted));
}

Status registerInputs(store::AuditFile& audit, const audit::PreparedAudit& prepared) {
    RETORT_CHECK(audit.inputs().putVolatile("plan", std::filesystem::absolute(prepared.plan.file).string()));
    RETORT_CHECK(audit.inputs().putVolatile("processor", processorName()));
    RETORT_CHECK(registerModels(audit, prepared));
    for (const audit::PreparedTokenizer& tokenizer : prepared.tokenizers)
        RETORT_CHECK(registerFrequencies(audit, tokenizer));
    for (const audit::PreparedData& data : prepared.data) {
        RETORT_CHECK(registerData(audit, data, prepared.plan.models));
        std::map<std::string, std::uint64_t> reasons;
        for (const corpus::ExcludedRow& row : data.summary.excluded)
            ++reasons[row.reason];
        for (std::size_t i = 0; i < data.records.size(); ++i) {
            if (!data.excluded(i).empty())
                ++reasons[data.excluded(i)];
        }
        if (!reasons.empty())
            RETORT_CHECK(
                audit.events().append("exclusions", {{"data", data.plan.name}, {"reasons", reasons}}));
    }
    return {};
}

// Before anything is stored: a look at a sample, and a stop where the plan can't be what was meant.
Result<audit::ProbeResult> lookAtSample(const audit::PreparedAudit& prepared, jobs::ProgressWriter& progress,
                                        jobs::RunControl& control) {
    if (prepared.plan.plausibility == "off")
        return audit::ProbeResult{};
    RETORT_TRY(audit::ProbeResult result, probe(prepared, progress, control));
    RETORT_CHECK(judgeProbe(prepared.plan, result, progress));
    return result;
}

// What greedy decoding gives of each suffix is known from the tables, so they are derived first.
Status continueAll(Scorer& scorer, store::AuditFile& audit, const audit::PreparedAudit& prepared,
                   const audit::ModelPlan& model, const jobs::JobList& jobList,
                   jobs::ProgressWriter& progress, jobs::RunControl& control) {
    for (const audit::PreparedData& data : prepared.data) {
        RETORT_CHECK(audit::deriveModel(audit, model, data.plan.name));
        RETORT_CHECK(continueDataSet(scorer.engine(), model, data, audit, jobList, progress, control));
    }
    return {};
}

// What is known of instrument and plan before anything is stored.
struct Beforehand {
    std::optional<audit::Selftest> selftest;
    audit::ProbeResult probed;
};

// The instrument on known answers, where the plan asks for it; a run that can't be trusted doesn't begin.
Result<std::optional<audit::Selftest>> testInstrument(const audit::Plan& plan, const RunRequest& request,
                                                      jobs::ProgressWriter& progress,
                                                      jobs::RunControl& control) {
    if (!plan.selftest)
        return std::optional<audit::Selftest>();
    RETORT_TRY(audit::Selftest result,
               runSelftest({request.demo, request.version, plan.precision, plan.device, plan.threads},
                           progress, control));
    RETORT_CHECK(requirePassed(result));
    return std::optional(std::move(result));
}

struct Scored {
    audit::RunFacts facts;
    std::string inputsHash; // over plan and result keys
};

Result<Scored> scoreModels(store::AuditFile& audit, const audit::PreparedAudit& prepared,
                           const jobs::JobList& jobList, const RunRequest& request,
                           jobs::ProgressWriter& progress, jobs::RunControl& control) {
    Scored scored;
    scored.facts.version = request.version;
    Sha256 inputs;
    inputs.updateField(prepared.plan.hash).updateField(request.version);
    if (const auto& frequencies = prepared.tokenizers.front().frequencies; !frequencies.byId.empty())
        inputs.updateField(toHex(frequencies.source.digest));
    RETORT_TRY(const PassSource source, PassSource::make(prepared));
    for (const audit::PreparedModel& model : prepared.models) {
        progress.log(fmt::format("loading {}", model.plan.name));
        RETORT_TRY(Scorer scorer, Scorer::load(prepared, model));
        const engine::EngineIdentity identity = scorer.identity();
        scored.facts.instructionSet = identity.instructionSet;
        scored.facts.threads = identity.threads;
        RETORT_CHECK(audit.inputs().putVolatile("library", identity.library));
        for (const audit::PreparedData& data : prepared.data)
            RETORT_CHECK(scorer.scoreDataSet(data, audit, jobList, progress, control));
        RETORT_CHECK(control.checkpoint());
        RETORT_TRY(scored.facts.stability[model.plan.name], scorer.checkStability(audit));
        if (prepared.plan.continuations)
            RETORT_CHECK(continueAll(scorer, audit, prepared, model.plan, jobList, progress, control));
        RETORT_TRY(FurtherPasses passes, FurtherPasses::plan(source, model, audit));
        RETORT_CHECK(passes.run(scorer.takeEngine(), audit, jobList, progress, control, scored.facts));
        std::vector<std::string> keys = scorer.resultKeys();
        for (std::string& key : passes.resultKeys())
            keys.push_back(std::move(key));
        for (const std::string& key : keys)
            inputs.updateField(key);
        RETORT_CHECK(audit.events().append("scored", {{"model", model.plan.name},
                                                      {"instruction_set", identity.instructionSet},
                                                      {"library", identity.library},
                                                      {"precision", identity.precision},
                                                      {"threads", identity.threads},
                                                      {"results", keys}}));
    }
    scored.facts.slots = source.slots();
    scored.inputsHash = toHex(inputs.finish());
    return scored;
}

Status deriveAll(store::AuditFile& audit, const audit::PreparedAudit& prepared, const jobs::JobList& jobList,
                 jobs::ProgressWriter& progress, jobs::RunControl& control) {
    const audit::Plan& plan = prepared.plan;
    const std::uint64_t total = plan.models.size() * plan.data.size();
    RETORT_TRY(const jobs::Job job, jobList.ensure(jobs::JobKind::Derive, "", "", total, "tables"));
    RETORT_CHECK(jobList.start(job.id));
    progress.begin("derive", total, "tables");
    std::uint64_t done = 0;
    for (const audit::ModelPlan& model : plan.models) {
        for (const audit::PreparedData& data : prepared.data) {
            RETORT_CHECK(control.checkpoint());
            RETORT_CHECK(audit::deriveModel(audit, model, data.plan.name));
            RETORT_CHECK(
                audit::deriveAttacks(audit, plan, model, data, prepared.tokenizer(model).frequencies.byId));
            progress.progress(++done);
        }
        RETORT_CHECK(audit::rankInPopulation(audit, plan, model));
        RETORT_CHECK(audit::deriveFurther(audit, plan, model));
    }
    for (const audit::DataPlan& data : plan.data)
        RETORT_CHECK(audit::deriveRegions(audit, plan, data.name));
    return jobList.end(job.id, jobs::JobState::Done);
}

Status assessAndSeal(store::AuditFile& audit, const audit::PreparedAudit& prepared, const Scored& scored,
                     const jobs::JobList& jobList, jobs::ProgressWriter& progress) {
    RETORT_TRY(const jobs::Job job, jobList.ensure(jobs::JobKind::Assess, "", "", 1, "findings"));
    RETORT_CHECK(jobList.start(job.id));
    progress.begin("assess", 1, "findings");
    RETORT_TRY(const audit::Findings findings, audit::assess(audit, prepared, scored.facts));
    RETORT_CHECK(audit.results().putFindings(scored.inputsHash, toJsonLine(audit::toJson(findings))));
    progress.progress(1);
    RETORT_CHECK(jobList.end(job.id, jobs::JobState::Done));
    RETORT_CHECK(audit.inputs().putVolatile("ended", utcNow()));
    RETORT_CHECK(
        audit.events().append("end", {{"findings", toHex(sha256(toJsonLine(audit::toJson(findings))))}}));
    return audit.verification().anchor();
}

Status work(store::AuditFile& audit, const audit::PreparedAudit& prepared, Beforehand beforehand,
            const RunRequest& request, jobs::ProgressWriter& progress, jobs::RunControl& control) {
    RETORT_CHECK(audit.events().append(store::kStartEvent, {{"version", request.version},
                                                            {"resumed", request.resume},
                                                            {"plan", prepared.plan.hash},
                                                            {"seed", prepared.plan.seed}}));
    RETORT_CHECK(audit.inputs().putVolatile("started", utcNow()));
    if (beforehand.selftest)
        RETORT_CHECK(audit.events().append("selftest", audit::toJson(*beforehand.selftest)));
    RETORT_TRY(const jobs::JobList jobList, jobs::JobList::open(audit));
    RETORT_CHECK(registerInputs(audit, prepared));
    RETORT_TRY(Scored scored, scoreModels(audit, prepared, jobList, request, progress, control));
    scored.facts.probe = std::move(beforehand.probed);
    scored.facts.selftest = std::move(beforehand.selftest);
    RETORT_CHECK(deriveAll(audit, prepared, jobList, progress, control));
    return assessAndSeal(audit, prepared, scored, jobList, progress);
}

} // namespace

Status runAudit(const RunRequest& request, jobs::ProgressWriter& progress, jobs::RunControl& control) {
    RETORT_CHECK(refuseUnfitPath(request));
    RETORT_TRY(const audit::Plan plan, audit::readPlan(request.plan));
    RETORT_TRY(const jobs::RunLease lease, jobs::RunLease::acquire(request.audit));
    RETORT_CHECK(refuseUnfitAudit(request, plan));
    RETORT_TRY(const audit::PreparedAudit prepared,
               audit::prepare(plan, [&](std::string_view line) { progress.log(line); }));
    RETORT_CHECK(control.checkpoint());
    Beforehand beforehand;
    RETORT_TRY(beforehand.selftest, testInstrument(plan, request, progress, control));
    RETORT_TRY(beforehand.probed, lookAtSample(prepared, progress, control));
    // Again, since somebody may have locked the audit meanwhile.
    RETORT_CHECK(refuseUnfitAudit(request, plan));
    RETORT_TRY(store::AuditFile audit, openAudit(request, plan));
    const Status status = work(audit, prepared, std::move(beforehand), request, progress, control);
    if (!status) {
        const bool cancelled = status.error().code == ErrorCode::Cancelled;
        const Status noted = audit.events().append(cancelled ? "cancelled" : "failure",
                                                   {{"code", errorCodeName(status.error().code)}});
        if (!noted)
            progress.log(noted.error().message, "warning");
    }
    const Status finished = audit.finish();
    // A reader in the middle of a query keeps the file in its working mode; the results are safe all the
    // same.
    const bool busy = !finished && finished.error().code == ErrorCode::Conflict;
    if (busy)
        progress.log(finished.error().message, "warning");
    if (!status || busy)
        return status;
    return finished;
}

} // namespace retort::runner
