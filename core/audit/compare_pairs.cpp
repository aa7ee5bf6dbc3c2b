// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/compare_parts.h"
#include "core/audit/phrases.h"
#include "core/audit/roles.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace retort::audit {

namespace {

constexpr std::uint64_t kRecordsAtOnce = 4096;

using SameText = std::function<bool(const store::Record&, const store::Record&)>;

Result<std::string> fingerprintOf(const ComparedAudit& audit, std::string_view data) {
    RETORT_TRY(const auto sets, audit.file.inputs().dataSets());
    const auto found = std::ranges::find(sets, data, &store::DataSet::name);
    return found == sets.end() ? std::string() : found->fingerprint;
}

Result<std::vector<std::string>> storedTexts(const ComparedAudit& audit, std::string_view data,
                                             std::uint64_t records) {
    std::vector<std::string> texts;
    texts.reserve(records);
    for (std::uint64_t first = 0; first < records; first += kRecordsAtOnce) {
        RETORT_TRY(const auto part, audit.file.records().range(data, first, kRecordsAtOnce));
        for (const store::Record& record : part)
            texts.push_back(record.text.value_or(std::string()));
    }
    return texts;
}

bool sameTokenizer(const AuditPair& pair) {
    const auto& earlier = pair.earlier().findings.models;
    const auto& later = pair.later().findings.models;
    return !earlier.empty() && !later.empty() && earlier.front().tokenizerHash == later.front().tokenizerHash;
}

// What tells apart texts under one id, as far as the two files allow it.
Result<SameText> sameTextRule(const AuditPair& pair, const std::string& data, std::uint64_t earlierRecords,
                              std::uint64_t laterRecords) {
    RETORT_TRY(const std::string earlierFingerprint, fingerprintOf(pair.earlier(), data));
    RETORT_TRY(const std::string laterFingerprint, fingerprintOf(pair.later(), data));
    if (!earlierFingerprint.empty() && earlierFingerprint == laterFingerprint)
        return SameText([](const store::Record&, const store::Record&) { return true; });
    if (pair.earlier().file.storesText() && pair.later().file.storesText()) {
        RETORT_TRY(auto earlier, storedTexts(pair.earlier(), data, earlierRecords));
        RETORT_TRY(auto later, storedTexts(pair.later(), data, laterRecords));
        return SameText([earlier = std::move(earlier), later = std::move(later)](const store::Record& a,
                                                                                 const store::Record& b) {
            return earlier[a.ordinal] == later[b.ordinal];
        });
    }
    const bool comparableTokens = sameTokenizer(pair) && pair.earlier().findings.audit.maxTokens ==
                                                             pair.later().findings.audit.maxTokens;
    return SameText([comparableTokens](const store::Record& a, const store::Record& b) {
        if (comparableTokens)
            return a.tokens == b.tokens && a.zlibBytes == b.zlibBytes;
        if (!a.truncated && !b.truncated)
            return a.zlibBytes == b.zlibBytes;
        return a.byteLength == b.byteLength;
    });
}

Result<std::string> methodVersion(const ComparedAudit& audit, std::string_view model, std::string_view data) {
    RETORT_TRY(const auto set, audit.file.chunks().find(model, data, "record"));
    return set && set->identity.contains("method") ? set->identity["method"].dump() : std::string();
}

} // namespace

Result<const PairedRecords*> AuditPair::records(const std::string& data) {
    if (const auto known = m_records.find(data); known != m_records.end())
        return &known->second;
    RETORT_TRY(const auto* earlier, m_earlierView.records(data));
    RETORT_TRY(const auto* later, m_laterView.records(data));
    RETORT_TRY(const SameText same, sameTextRule(*this, data, earlier->size(), later->size()));
    std::unordered_map<std::string_view, std::uint64_t> places;
    for (const store::Record& record : *later)
        places.emplace(record.id, record.ordinal);
    PairedRecords paired;
    std::vector<bool> met(later->size(), false);
    for (const store::Record& record : *earlier) {
        const auto place = places.find(record.id);
        if (place != places.end() && same(record, (*later)[place->second])) {
            paired.pairs.emplace_back(record.ordinal, place->second);
            met[place->second] = true;
            continue;
        }
        paired.earlierOnly.push_back(record.ordinal);
        paired.changed += place == places.end() ? 0 : 1;
    }
    for (std::uint64_t ordinal = 0; ordinal < met.size(); ++ordinal) {
        if (!met[ordinal])
            paired.laterOnly.push_back(ordinal);
    }
    return &m_records.emplace(data, std::move(paired)).first->second;
}

std::string differs(std::string_view what, std::string_view earlier, std::string_view later) {
    return phrase(
        "compare.differs",
        {{"what", std::string(what)}, {"earlier", std::string(earlier)}, {"later", std::string(later)}});
}

const DataFinding* dataFinding(const Findings& findings, std::string_view name) {
    const auto found = std::ranges::find(findings.data, name, &DataFinding::name);
    return found == findings.data.end() ? nullptr : &*found;
}

Result<std::string> whyModelDiffers(const AuditPair& pair, const std::string& model,
                                    const std::string& data) {
    const auto find = [&](const Findings& findings) -> const ModelFinding* {
        const auto found = std::ranges::find(findings.models, model, &ModelFinding::name);
        return found == findings.models.end() ? nullptr : &*found;
    };
    const ModelFinding* earlier = find(pair.earlier().findings);
    const ModelFinding* later = find(pair.later().findings);
    if (earlier && later) {
        if (earlier->precision != later->precision)
            return differs("the precision", earlier->precision, later->precision);
        if (earlier->tokenizerHash != later->tokenizerHash)
            return phrase("compare.other_tokenizer");
    }
    RETORT_TRY(const std::string earlierMethod, methodVersion(pair.earlier(), model, data));
    RETORT_TRY(const std::string laterMethod, methodVersion(pair.later(), model, data));
    if (!earlierMethod.empty() && !laterMethod.empty() && earlierMethod != laterMethod)
        return differs("the version of the scoring method", earlierMethod, laterMethod);
    return std::string();
}

bool isAboutRelease(const AuditPair& pair, const std::string& model, const std::string& data) {
    const auto holds = [&](const Plan& plan) {
        const auto set = std::ranges::find(plan.data, data, &DataPlan::name);
        return examinedModel(plan) == model && set != plan.data.end() && isTrainingData(plan, model, *set);
    };
    return holds(pair.earlier().plan) && holds(pair.later().plan);
}

bool mostlyShared(const SharedRecords& records) {
    return records.shared > 0 && records.shared >= records.earlierOnly && records.shared >= records.laterOnly;
}

} // namespace retort::audit
