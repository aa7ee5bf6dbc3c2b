// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/synthetic_audit.h"

#include "core/store/audit_file.h"
#include "tests/tools/synthetic_findings.h"
#include "tests/tools/synthetic_records.h"

namespace retort::test {
namespace {

std::vector<std::uint32_t> narrowed(const std::vector<std::uint64_t>& counts) {
    std::vector<std::uint32_t> values;
    values.reserve(counts.size());
    for (const std::uint64_t count : counts)
        values.push_back(static_cast<std::uint32_t>(count));
    return values;
}

Status putInputs(store::AuditFile& file, const audit::Findings& findings) {
    for (const audit::ModelFinding& model : findings.models) {
        store::Model stored;
        stored.name = model.name;
        stored.role = model.role;
        stored.path = "models/" + model.name;
        stored.fingerprint = model.weightsHash;
        stored.family = model.family;
        stored.parameters = static_cast<std::uint64_t>(model.parameters);
        stored.vocabulary = static_cast<std::uint64_t>(model.vocabulary);
        stored.context = static_cast<std::uint64_t>(model.contextLength);
        stored.tokenizerFingerprint = model.tokenizerHash;
        stored.recipe = model.recipe;
        RETORT_CHECK(file.inputs().putModel(stored));
    }
    for (const audit::DataFinding& data : findings.data) {
        store::DataSet stored;
        stored.name = data.name;
        stored.paths = {"data/" + data.name + ".jsonl"};
        stored.fingerprint = std::string(64, 'd');
        stored.seenBy = data.seenBy;
        stored.split = data.split;
        RETORT_CHECK(file.inputs().putDataSet(stored));
    }
    return {};
}

Status putData(store::AuditFile& file, const SyntheticData& data) {
    RETORT_CHECK(file.records().append(data.name, data.records));
    RETORT_CHECK(file.records().complete(data.name));
    for (const auto& [model, columns] : data.columns)
        for (const auto& [name, values] : columns)
            RETORT_CHECK(file.results().putColumn(data.name, model, name, values));
    return file.results().putColumn(data.name, "", "region", data.region);
}

} // namespace

Result<audit::Findings> writeSyntheticAudit(const std::filesystem::path& path, const SyntheticSpec& spec) {
    const std::vector<SyntheticData> data = makeSyntheticData(spec);
    RETORT_TRY(const SyntheticFindings made, makeSyntheticFindings(spec, data));
    RETORT_TRY(store::AuditFile file, store::AuditFile::create(path, {"# synthetic\n", false}));
    RETORT_CHECK(putInputs(file, made.findings));
    for (const SyntheticData& one : data)
        RETORT_CHECK(putData(file, one));
    for (const auto& [name, curve] : made.curves)
        RETORT_CHECK(
            file.results().putCurve(name, narrowed(curve.falsePositives), narrowed(curve.truePositives)));
    RETORT_CHECK(file.results().putFindings(std::string(64, '1'), toJsonLine(audit::toJson(made.findings))));
    RETORT_CHECK(file.events().append("end", Json{{"state", "done"}}));
    RETORT_CHECK(file.verification().anchor());
    RETORT_CHECK(file.finish());
    return made.findings;
}

} // namespace retort::test
