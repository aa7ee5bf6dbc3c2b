// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything an audit says about one person: which records speak of them, where those lie, and what came of
// each. Says too what was searched and what could not be (docs/methods.md, "One person"). Nothing that is
// searched for is written anywhere.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpus/name_variants.h"
#include "core/store/audit_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::audit {

struct SubjectQuery {
    std::vector<corpus::Term> terms; // numbered from 1 in results
    bool near = false;
};
// One term a line; blank lines don't count. Usage where there is none or one can't be used: the message names
// the line and doesn't repeat the term.
[[nodiscard]] Result<SubjectQuery> parseSubjectQuery(std::string_view lines, bool near);

// One field of one data set and how far it was searched.
struct SubjectSource {
    std::string data;
    std::string field;             // id, group, subject, personal_fields, text
    std::string way;               // stored, keyed_hash, files; empty: it could not be searched
    std::uint64_t searched = 0;    // records
    std::uint64_t notSearched = 0; // records whose field could not be
    std::string note;              // why not, or what it misses; a whole sentence, or empty
};

struct SubjectMatch {
    std::string field;
    std::size_t term = 0; // from 1
    corpus::Spelling spelling = corpus::Spelling::Exact;
};

struct SubjectDetail {
    std::string type; // of personal data
    bool memorized = false;
};
struct SubjectScore {
    std::string attack;
    double score = 0;
    // Share of the held-out records' scores below it, ties half; absent without held-out records.
    std::optional<double> aboveHeldOut;
};
// What one model does with a record.
struct SubjectModel {
    std::string name;
    bool saw = false;                                    // the data set was among what it was trained on
    std::vector<std::pair<std::string, bool>> memorized; // window and verdict, of windows with one
    std::vector<SubjectDetail> details;                  // personal windows, where tables are stored
    std::vector<SubjectScore> scores;
    std::optional<std::uint64_t> slotRank, slotCandidates; // of the best placed slot
};

struct SubjectRecord {
    std::string data, id;
    std::uint64_t ordinal = 0;
    std::string group;
    std::string path; // file it was read from
    std::uint64_t line = 0, byteOffset = 0, byteLength = 0;
    std::uint32_t repeats = 1;
    std::optional<std::string> excluded, extractionExcluded;
    std::vector<std::string> seenBy;
    std::vector<SubjectMatch> matches;
    std::vector<SubjectModel> models;
    std::vector<std::pair<std::string, std::string>> sayTheSame; // data set and id of duplicates
    // Where the audit stores texts or the files still hold them. The masked one has its detected personal
    // details and what was found replaced by their types.
    std::optional<std::string> text, maskedText;
    std::vector<std::string> subjects;
};

struct SubjectSearch {
    std::vector<SubjectSource> sources;
    std::vector<SubjectRecord> records; // by data set, in its order
    std::string sentence;               // what was found, and what that means
};

[[nodiscard]] Result<SubjectSearch> searchSubject(const store::AuditFile& audit, const SubjectQuery& query);

enum class SubjectTexts { Masked, Revealed };
// The document of `subject --json`.
[[nodiscard]] Json toJson(const SubjectSearch& search, SubjectTexts texts);
// The same for people.
[[nodiscard]] std::string describe(const SubjectSearch& search, SubjectTexts texts);

} // namespace retort::audit
