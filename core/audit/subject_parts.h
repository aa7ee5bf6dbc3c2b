// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steps of searchSubject(). Internal to core/audit.
#pragma once

#include "core/audit/plan.h"
#include "core/audit/subject_search.h"
#include "core/base/result.h"
#include "core/corpus/personal_data.h"
#include "core/store/audit_file.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retort::audit {

// A record with a match, and what is known of it.
struct SubjectHit {
    std::vector<SubjectMatch> matches;
    std::optional<std::string> text;
    std::vector<std::string> subjects;
    std::vector<corpus::PersonalValue> personal;
};
using SubjectHits = std::map<std::uint64_t, SubjectHit>; // by ordinal

// One match for each term that stands in `text`, the nearest spelling of each, unless the record has it.
void addMatches(const SubjectQuery& query, std::string_view field, std::string_view text,
                std::vector<SubjectMatch>& matches);

// Text, subjects and personal fields from the data files, if they are still there. `plan` is that of the
// audit, or the reason why there is none.
[[nodiscard]] Status searchFiles(const store::AuditFile& audit, const Result<Plan>& plan,
                                 const store::DataSet& set, const std::vector<store::Record>& records,
                                 const SubjectQuery& query, std::vector<SubjectSource>& sources,
                                 SubjectHits& hits);

// What the audit holds about the records that were found; texts masked.
[[nodiscard]] Result<std::vector<SubjectRecord>> describeHits(const store::AuditFile& audit,
                                                              const Result<Plan>& plan,
                                                              const SubjectQuery& query,
                                                              const std::map<std::string, SubjectHits>& hits);

} // namespace retort::audit
