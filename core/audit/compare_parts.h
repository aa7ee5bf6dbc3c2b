// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steps of compareAudits(), each with one subject. Internal to core/audit.
#pragma once

#include "core/audit/audit_view.h"
#include "core/audit/compare.h"
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::audit {

// One data set in both audits.
struct PairedRecords {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs; // ordinals, by the earlier one
    std::vector<std::uint64_t> earlierOnly, laterOnly;          // changed ones are in both
    std::uint64_t changed = 0;
};

// Two audits and what is read of them, each once.
class AuditPair {
public:
    // Both must outlive the pair.
    AuditPair(const ComparedAudit& earlier, const ComparedAudit& later)
        : m_earlier(&earlier), m_later(&later), m_earlierView(earlier.file, earlier.plan),
          m_laterView(later.file, later.plan) {}

    [[nodiscard]] const ComparedAudit& earlier() const { return *m_earlier; }
    [[nodiscard]] const ComparedAudit& later() const { return *m_later; }
    [[nodiscard]] AuditView& earlierView() { return m_earlierView; }
    [[nodiscard]] AuditView& laterView() { return m_laterView; }

    // Records with the same id and the same text; the set must be in both audits. The pointer stays valid as
    // long as the pair. Without stored texts "the same" rests on the set's fingerprint, else on the number of
    // tokens and the compressed size.
    [[nodiscard]] Result<const PairedRecords*> records(const std::string& data);

private:
    const ComparedAudit* m_earlier;
    const ComparedAudit* m_later;
    AuditView m_earlierView;
    AuditView m_laterView;
    std::map<std::string, PairedRecords> m_records;
};

// Why a number of this model on this set means something else in the two audits, a whole sentence; empty: it
// does not. What holds for extraction and membership alike.
[[nodiscard]] Result<std::string> whyModelDiffers(const AuditPair& pair, const std::string& model,
                                                  const std::string& data);
// The finding about this data set; nullptr if there is none.
[[nodiscard]] const DataFinding* dataFinding(const Findings& findings, std::string_view name);
// Whether results about this model and set decide if the later audit is worse: the examined model of both, on
// its training data in both.
[[nodiscard]] bool isAboutRelease(const AuditPair& pair, const std::string& model, const std::string& data);
// "the earlier audit has {earlier}, the later one {later}" as a sentence about `what`.
[[nodiscard]] std::string differs(std::string_view what, std::string_view earlier, std::string_view later);
// At least half of either side's records are shared.
[[nodiscard]] bool mostlyShared(const SharedRecords& records);

[[nodiscard]] Status compareExtraction(AuditPair& pair, const CompareOptions& options, AuditChange& change);
[[nodiscard]] Status compareMembership(AuditPair& pair, AuditChange& change);
[[nodiscard]] Result<std::vector<InputChange>> compareInputs(const AuditPair& pair);

// Verdicts of the window `first` with these lengths from the token table of the records' own pass, as
// deriveModel() would give them; empty where no table is stored. Plain text only: a prompt is a prefix of its
// own. A near tie is not looked at again in f32.
[[nodiscard]] Result<std::vector<memorization::Verdict>>
firstWindowVerdicts(const ComparedAudit& audit, std::string_view model, std::string_view data,
                    int prefixTokens, int suffixTokens);

} // namespace retort::audit
