// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/selftest.h"

#include "core/audit/phrases.h"
#include "core/audit/selftest.h"
#include "core/base/files.h"
#include "core/jobs/run_lease.h"
#include "core/runner/exact_model.h"
#include "core/runner/run_audit.h"
#include "core/store/audit_file.h"

#include <stdlib.h> // NOLINT: mkdtemp is POSIX

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

namespace retort::runner {

namespace {

constexpr int kWindowTokens = 50;             // prefix and suffix alike
constexpr std::size_t kExactLength = 110;     // characters, and tokens, of a text for the exact model
constexpr std::size_t kExactTexts = 64;       // of each kind
constexpr std::uint64_t kRecordsPerSet = 700; // of the demo's data sets

// A folder that goes away with its content.
class TemporaryFolder {
public:
    [[nodiscard]] static Result<TemporaryFolder> create() {
        std::error_code error;
        std::string pattern =
            (std::filesystem::temp_directory_path(error) / "retort-selftest-XXXXXX").string();
        if (error || !::mkdtemp(pattern.data()))
            return fail(ErrorCode::Io, "{}: no temporary folder can be made there: {}; set TMPDIR", pattern,
                        error ? error.message() : std::strerror(errno));
        return TemporaryFolder(pattern);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        if (!m_path.empty())
            std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryFolder(TemporaryFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    explicit TemporaryFolder(std::filesystem::path path) : m_path(std::move(path)) {}
    std::filesystem::path m_path;
};

struct DataPaths {
    std::filesystem::path seen;
    std::filesystem::path heldOut;
};

std::string tomlText(const std::string& text) {
    return Json(text).dump(); // TOML's basic strings have JSON's escapes
}

std::string planText(const SelftestRequest& request, const std::filesystem::path& model,
                     const DataPaths& data, std::string_view attacks) {
    return fmt::format("[audit]\ntitle = \"Self-test\"\nsample = {}\nplausibility = \"off\"\n"
                       "[models.student]\npath = {}\n"
                       "[data.seen]\npath = {}\nseen_by = [\"student\"]\nsplit = \"random\"\n"
                       "[data.held_out]\npath = {}\n"
                       "[extraction]\nprefix_tokens = {}\nsuffix_tokens = {}\n"
                       "[membership]\nattacks = [{}]\ntarget_fpr = [0.05]\n"
                       "[compute]\nprecision = {}\ndevice = {}\nthreads = {}\n",
                       kRecordsPerSet, tomlText(model.string()), tomlText(data.seen.string()),
                       tomlText(data.heldOut.string()), kWindowTokens, kWindowTokens, attacks,
                       tomlText(request.precision), tomlText(request.device), request.threads);
}

// A whole run; the audit file lies in `folder` under `name` afterwards.
Result<store::AuditFile> runPlan(const SelftestRequest& request, const std::filesystem::path& folder,
                                 const std::string& name, const std::string& plan,
                                 jobs::ProgressWriter& progress, jobs::RunControl& control) {
    progress.log(fmt::format("self-test: {}", name));
    RunRequest run;
    run.plan = folder / (name + ".toml");
    run.audit = folder / (name + ".retort");
    run.version = request.version;
    RETORT_CHECK(writeFile(run.plan, plan));
    if (const Status status = runAudit(run, progress, control); !status)
        return within(fmt::format("self-test, {}", name), status.error());
    return store::AuditFile::openReadOnly(run.audit);
}

Result<audit::Findings> findingsOf(const store::AuditFile& audit) {
    RETORT_TRY(const auto stored, audit.results().findings());
    if (!stored)
        return fail(ErrorCode::Internal, "{}: has no findings", audit.path().string());
    RETORT_TRY(const Json document, parseJson(stored->json, audit.path().string()));
    return audit::findingsFromJson(document);
}

Status writeTexts(const std::filesystem::path& file, bool known) {
    std::string lines;
    for (std::size_t i = 0; i < kExactTexts; ++i) {
        const std::string text =
            known ? knownText(i, kExactLength) : unknownText(1, static_cast<std::uint32_t>(i), kExactLength);
        lines += toJsonLine({{"id", fmt::format("{}", i)}, {"text", text}}) + "\n";
    }
    return writeFile(file, lines);
}

// Memorized texts of a set, and the largest difference of a suffix's mean log-probability to `expected`.
struct ExactSet {
    std::uint64_t memorized = 0;
    double largestDifference = 0;
};

Result<ExactSet> exactSet(const store::AuditFile& audit, std::string_view data, double expected) {
    RETORT_TRY(const auto memorized, audit.results().column(data, "student", "memorized"));
    RETORT_TRY(const auto sums, audit.results().column(data, "student", "suffix_log_probability"));
    ExactSet result;
    if (!memorized || !sums)
        return fail(ErrorCode::Internal, "the self-test's texts have no windows");
    for (std::size_t i = 0; i < memorized->size(); ++i) {
        result.memorized += (*memorized)[i] == 1 ? 1 : 0;
        const double difference = std::abs((*sums)[i] / kWindowTokens - expected);
        // Not a number counts as far away.
        result.largestDifference =
            difference <= result.largestDifference ? result.largestDifference : difference;
    }
    return result;
}

Result<std::vector<audit::SelftestControl>>
exactControls(const SelftestRequest& request, const std::filesystem::path& folder, audit::Selftest& selftest,
              jobs::ProgressWriter& progress, jobs::RunControl& control) {
    const std::filesystem::path model = folder / "exact-model";
    std::error_code error;
    if (!std::filesystem::create_directory(model, error))
        return fail(ErrorCode::Io, "{}: can't be made: {}", model.string(), error.message());
    RETORT_CHECK(writeExactModel(model));
    const DataPaths data{folder / "known.jsonl", folder / "unknown.jsonl"};
    RETORT_CHECK(writeTexts(data.seen, true));
    RETORT_CHECK(writeTexts(data.heldOut, false));
    RETORT_TRY(
        const store::AuditFile audit,
        runPlan(request, folder, "exact", planText(request, model, data, "\"loss\""), progress, control));
    RETORT_TRY(const ExactSet known, exactSet(audit, "seen", exactLogProbabilityOfSuccessor()));
    RETORT_TRY(const ExactSet unknown, exactSet(audit, "held_out", exactLogProbabilityOfOther()));
    RETORT_TRY(const audit::Findings findings, findingsOf(audit));
    selftest.precision = findings.models.front().precision;
    selftest.instructionSet = findings.models.front().instructionSet;
    selftest.threads = findings.models.front().threads;
    audit::ExactOutcome outcome;
    outcome.known = outcome.unknown = kExactTexts;
    outcome.knownMemorized = known.memorized;
    outcome.unknownMemorized = unknown.memorized;
    outcome.largestDifference = std::max(known.largestDifference, unknown.largestDifference);
    if (std::isnan(known.largestDifference) || std::isnan(unknown.largestDifference))
        outcome.largestDifference = INFINITY;
    outcome.auc = findings.membership.empty() ? 0 : findings.membership.front().evaluation.auc;
    return audit::judgeExact(outcome);
}

Result<audit::Findings> demoFindings(const SelftestRequest& request, const std::filesystem::path& folder,
                                     const std::string& name, const char* model,
                                     jobs::ProgressWriter& progress, jobs::RunControl& control) {
    const DataPaths data{request.demo / "data" / "private.jsonl", request.demo / "data" / "held_out.jsonl"};
    const std::string plan =
        planText(request, request.demo / "models" / model, data, R"("loss", "zlib", "min_k", "min_k_pp")");
    RETORT_TRY(const store::AuditFile audit, runPlan(request, folder, name, plan, progress, control));
    return findingsOf(audit);
}

} // namespace

Result<audit::Selftest> runSelftest(const SelftestRequest& request, jobs::ProgressWriter& progress,
                                    jobs::RunControl& control) {
    std::error_code error;
    if (!std::filesystem::is_directory(request.demo / "models", error))
        return fail(ErrorCode::NotFound,
                    "{}: the demo's models and data, which the self-test uses, are not there",
                    request.demo.string());
    SelftestRequest absolute = request;
    absolute.demo = std::filesystem::absolute(request.demo); // plans lie in another folder
    RETORT_TRY(const TemporaryFolder folder, TemporaryFolder::create());
    audit::Selftest selftest;
    selftest.version = request.version;
    selftest.errorRate = audit::kCleanErrorRate;
    RETORT_TRY(selftest.controls, exactControls(absolute, folder.path(), selftest, progress, control));
    RETORT_TRY(const audit::Findings planted,
               demoFindings(absolute, folder.path(), "planted", "teacher", progress, control));
    for (audit::SelftestControl& judged : audit::judgePlanted(planted))
        selftest.controls.push_back(std::move(judged));
    RETORT_TRY(const audit::Findings clean,
               demoFindings(absolute, folder.path(), "clean", "base", progress, control));
    selftest.controls.push_back(audit::judgeClean(clean));
    return selftest;
}

Status requirePassed(const audit::Selftest& selftest) {
    if (selftest.passed())
        return {};
    std::vector<std::string> failed;
    for (const audit::SelftestControl& control : selftest.controls) {
        if (!control.passed)
            failed.push_back(control.id);
    }
    return fail(ErrorCode::Gate, "{}",
                audit::phrase("selftest.failed", {{"controls", fmt::format("{}", fmt::join(failed, ", "))}}));
}

Status requireFinished(const store::AuditFile& audit) {
    RETORT_TRY(const store::VerificationReport report, audit.verification().verify());
    if (report.intact && report.anchored)
        return {};
    const std::string path = audit.path().string();
    return fail(ErrorCode::Gate, "{}: its run has not ended, or it was changed since; see verify {}", path,
                path);
}

Status storeSelftest(const std::filesystem::path& path, const audit::Selftest& selftest) {
    RETORT_TRY(const jobs::RunLease lease, jobs::RunLease::acquire(path));
    RETORT_TRY(store::AuditFile audit, store::AuditFile::openForRun(path));
    const auto store = [&]() -> Status {
        RETORT_CHECK(requireFinished(audit));
        RETORT_TRY(const auto stored, audit.results().findings());
        if (!stored)
            return fail(ErrorCode::NotFound, "{}: has no findings yet", path.string());
        RETORT_TRY(Json document, parseJson(stored->json, path.string()));
        document["selftest"] = audit::toJson(selftest);
        RETORT_CHECK(audit.results().putFindings(stored->inputsHash, toJsonLine(document)));
        RETORT_CHECK(audit.events().append("selftest", audit::toJson(selftest)));
        return audit.verification().anchor();
    };
    const Status status = store();
    const Status finished = audit.finish();
    return status ? finished : status;
}

} // namespace retort::runner
