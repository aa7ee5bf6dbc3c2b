// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/redaction.h"

#include "core/audit/findings.h"
#include "core/audit/review.h"
#include "core/base/files.h"

#include <algorithm>
#include <functional>

namespace retort::audit {

namespace {

// "DATA:ID" as findings name records; the id is replaced where `renamed` gives another one.
using Rename = std::function<Result<std::string>(const std::string& dataSet, const std::string& id)>;

Result<std::string> renamedRecord(const std::string& name, const std::vector<store::DataSet>& dataSets,
                                  const Rename& rename) {
    for (const store::DataSet& dataSet : dataSets) {
        if (!name.starts_with(dataSet.name + ":"))
            continue;
        RETORT_TRY(const std::string id, rename(dataSet.name, name.substr(dataSet.name.size() + 1)));
        return dataSet.name + ":" + id;
    }
    return name;
}

// Findings name records whose scores are not finite.
Status renameInFindings(const store::AuditFile& audit, const Rename& rename) {
    RETORT_TRY(const auto stored, audit.results().findings());
    if (!stored)
        return {};
    RETORT_TRY(Json document, parseJson(stored->json, audit.path().string()));
    RETORT_TRY(const auto dataSets, audit.inputs().dataSets());
    for (Json& finding : document["membership"]) {
        if (!finding.contains("nonfinite"))
            continue;
        for (Json& name : finding["nonfinite"]) {
            RETORT_TRY(name, renamedRecord(name.get<std::string>(), dataSets, rename));
        }
    }
    return audit.results().putFindings(stored->inputsHash, toJsonLine(document));
}

Status requireVerified(const store::AuditFile& audit) {
    RETORT_TRY(const store::VerificationReport report, audit.verification().verify());
    if (report.intact && report.anchored)
        return {};
    return fail(ErrorCode::Gate, "{}: was changed: {}; nothing was written", audit.path().string(),
                report.problems.empty() ? "no event vouches for it" : report.problems.front());
}

// A copy of the source's content in the file's temporary place, changed by `change`, without free parts.
Status writeCopy(const store::AuditFile& source, const AtomicFile& file,
                 const std::function<Status(const store::AuditFile&)>& change) {
    RETORT_CHECK(source.copyTo(file.temporary()));
    RETORT_TRY(const store::AuditFile copy, store::AuditFile::openToAmend(file.temporary()));
    RETORT_CHECK(change(copy));
    RETORT_CHECK(copy.verification().anchor());
    RETORT_CHECK(copy.compact());
    return requireVerified(copy);
}

Status requireEnded(const store::AuditFile& audit) {
    RETORT_TRY(const Review review, readReview(audit));
    if (review.content.empty())
        return fail(ErrorCode::Conflict, "{}: the run has not ended; finish it with run --resume",
                    audit.path().string());
    return requireVerified(audit);
}

Result<std::vector<std::uint64_t>> ordinalsOf(const store::AuditFile& audit, const ErasureRequest& request) {
    std::vector<std::uint64_t> ordinals;
    std::size_t unknown = 0;
    for (const std::string& id : request.ids) {
        RETORT_TRY(const auto record, audit.records().byId(request.dataSet, id));
        if (record)
            ordinals.push_back(record->ordinal);
        else
            ++unknown;
    }
    if (unknown > 0)
        return fail(ErrorCode::NotFound,
                    "{}: the data set '{}' has no record with {} of the {} ids; nothing was erased",
                    audit.path().string(), request.dataSet, unknown, request.ids.size());
    std::sort(ordinals.begin(), ordinals.end());
    ordinals.erase(std::unique(ordinals.begin(), ordinals.end()), ordinals.end());
    return ordinals;
}

Result<std::string> placeName(const store::AuditFile& audit, std::string_view word,
                              const std::string& dataSet, const std::string& id) {
    RETORT_TRY(const auto record, audit.records().byId(dataSet, id));
    return record ? fmt::format("{} {}", word, record->ordinal) : id;
}

} // namespace

Result<store::Erased> redact(const std::filesystem::path& source, const std::filesystem::path& target,
                             bool keepIds) {
    std::error_code error;
    if (std::filesystem::exists(target, error))
        return fail(ErrorCode::Conflict, "{}: exists already; name another file", target.string());
    RETORT_TRY(const store::AuditFile original, store::AuditFile::openReadOnly(source));
    RETORT_CHECK(requireEnded(original));
    RETORT_TRY(const std::string seal, original.events().seal());
    RETORT_TRY(AtomicFile file, AtomicFile::create(target, 0600));
    store::Erased erased;
    const auto change = [&](const store::AuditFile& copy) -> Status {
        if (!keepIds)
            RETORT_CHECK(renameInFindings(copy, [&](const std::string& dataSet, const std::string& id) {
                return placeName(original, "record", dataSet, id);
            }));
        RETORT_TRY(erased, copy.erasure().eraseAllPersonal(keepIds));
        return copy.events().append(store::kRedactionEvent, {{"about", "audit"},
                                                             {"from", seal},
                                                             {"ids", keepIds ? "kept" : "replaced"},
                                                             {"texts", erased.texts},
                                                             {"result_sets", erased.resultSets},
                                                             {"remarks", erased.remarks}});
    };
    RETORT_CHECK(writeCopy(original, file, change));
    RETORT_CHECK(file.commit());
    return erased;
}

Result<store::Erased> eraseRecords(const std::filesystem::path& path, const ErasureRequest& request) {
    if (request.by.empty())
        return fail(ErrorCode::Usage, "an erasure needs the name of who erases");
    if (request.ids.empty())
        return fail(ErrorCode::Usage, "an erasure needs the ids of the records");
    {
        // The new file takes the place of one plain file; a journal left by a run would be taken for its own.
        RETORT_TRY(store::AuditFile plain, store::AuditFile::openForRun(path));
        RETORT_CHECK(plain.finish());
    }
    RETORT_TRY(const store::AuditFile original, store::AuditFile::openReadOnly(path));
    RETORT_CHECK(requireEnded(original));
    RETORT_TRY(const auto ordinals, ordinalsOf(original, request));
    RETORT_TRY(const std::string seal, original.events().seal());
    RETORT_TRY(AtomicFile file, AtomicFile::create(path, 0600));
    store::Erased erased;
    const auto change = [&](const store::AuditFile& copy) -> Status {
        RETORT_CHECK(renameInFindings(
            copy, [&](const std::string& dataSet, const std::string& id) -> Result<std::string> {
                const bool concerned =
                    dataSet == request.dataSet &&
                    std::find(request.ids.begin(), request.ids.end(), id) != request.ids.end();
                return concerned ? placeName(original, "erased", dataSet, id) : id;
            }));
        RETORT_TRY(erased, copy.erasure().eraseRecords(request.dataSet, ordinals));
        return copy.remarks().append(store::kErasureEvent,
                                     {{"by", request.by},
                                      {"about", "data/" + request.dataSet},
                                      {"ordinals", ordinals},
                                      {"texts", erased.texts},
                                      {"windows", erased.windows},
                                      {"result_sets", erased.resultSets},
                                      {"remarks", erased.remarks}},
                                     request.reason);
    };
    RETORT_CHECK(writeCopy(original, file, change));
    RETORT_TRY(const std::string sealNow, original.events().seal());
    if (sealNow != seal)
        return fail(ErrorCode::Conflict,
                    "{}: somebody wrote to the audit meanwhile; nothing was erased, try again",
                    path.string());
    RETORT_CHECK(file.commit());
    return erased;
}

} // namespace retort::audit
