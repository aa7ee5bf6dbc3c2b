// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/subject_search.h"

#include "core/audit/phrases.h"
#include "core/audit/stored_plan.h"
#include "core/audit/subject_parts.h"

#include <algorithm>

namespace retort::audit {

namespace {

constexpr std::uint64_t kRecordsAtOnce = 4096;

void searchPlainFields(const std::vector<store::Record>& records, const std::string& data,
                       const SubjectQuery& query, std::vector<SubjectSource>& sources, SubjectHits& hits) {
    const auto search = [&](const char* field, const std::string store::Record::*value) {
        for (const store::Record& record : records) {
            std::vector<SubjectMatch> matches;
            addMatches(query, field, record.*value, matches);
            if (!matches.empty()) {
                std::vector<SubjectMatch>& known = hits[record.ordinal].matches;
                known.insert(known.end(), matches.begin(), matches.end());
            }
        }
        sources.push_back({data, field, "stored", records.size(), 0, {}});
    };
    search("id", &store::Record::id);
    search("group", &store::Record::group);
}

Status searchStoredTexts(const store::AuditFile& audit, const std::string& data, std::uint64_t count,
                         const SubjectQuery& query, std::vector<SubjectSource>& sources, SubjectHits& hits) {
    SubjectSource texts{data, "text", "stored", 0, 0, {}};
    SubjectSource subjects{data, "subject", "stored", 0, 0, {}};
    for (std::uint64_t first = 0; first < count; first += kRecordsAtOnce) {
        RETORT_TRY(const auto part, audit.records().range(data, first, kRecordsAtOnce));
        for (const store::Record& record : part) {
            std::vector<SubjectMatch> matches;
            if (record.subject)
                addMatches(query, "subject", *record.subject, matches);
            if (record.text)
                addMatches(query, "text", *record.text, matches);
            subjects.searched += record.subject ? 1 : 0;
            (record.text ? texts.searched : texts.notSearched) += 1;
            if (matches.empty() && !hits.contains(record.ordinal))
                continue;
            SubjectHit& hit = hits[record.ordinal];
            hit.matches.insert(hit.matches.end(), matches.begin(), matches.end());
            hit.text = record.text;
            if (record.subject)
                hit.subjects = {*record.subject};
        }
    }
    if (texts.notSearched > 0)
        texts.note = phrase("subject.unreadable", {{"count", countText(texts.notSearched)}});
    if (subjects.searched == 0)
        subjects = {data, "subject", {}, 0, count, phrase("subject.no_subject")};
    sources.push_back(std::move(subjects));
    sources.push_back(std::move(texts));
    return {};
}

// Digests of every way to write a term, with the term's number.
Result<std::map<Digest, SubjectMatch>> hashesOf(const store::AuditFile& audit, const SubjectQuery& query) {
    std::map<Digest, SubjectMatch> hashes;
    for (std::size_t term = 0; term < query.terms.size(); ++term) {
        for (const std::string& spelling : query.terms[term].spellings()) {
            RETORT_TRY(const Digest digest, audit.records().keyedHash(spelling));
            const auto found = query.terms[term].find(spelling);
            hashes.try_emplace(
                digest, SubjectMatch{"subject", term + 1,
                                     found.empty() ? corpus::Spelling::Order : found.front().spelling});
        }
    }
    return hashes;
}

Status searchHashes(const store::AuditFile& audit, const std::string& data,
                    const std::vector<store::Record>& records, const SubjectQuery& query,
                    std::vector<SubjectSource>& sources, SubjectHits& hits) {
    const auto count = static_cast<std::uint64_t>(std::ranges::count_if(
        records, [](const store::Record& record) { return record.subjectHash.has_value(); }));
    if (count == 0) {
        sources.push_back({data, "subject", {}, 0, records.size(), phrase("subject.no_subject")});
        return {};
    }
    const auto hashes = hashesOf(audit, query);
    if (!hashes && hashes.error().code != ErrorCode::NotFound)
        return tl::unexpected<Error>(hashes.error());
    if (!hashes) {
        sources.push_back({data, "subject", {}, 0, count, phrase("subject.no_key")});
        return {};
    }
    for (const store::Record& record : records) {
        const auto found = record.subjectHash ? hashes->find(*record.subjectHash) : hashes->end();
        if (found != hashes->end())
            hits[record.ordinal].matches.push_back(found->second);
    }
    sources.push_back({data, "subject", "keyed_hash", count, 0,
                       phrase("subject.hashed", {{"spellings", countText(hashes->size())}})});
    return {};
}

std::string sentenceOf(const SubjectSearch& search) {
    std::uint64_t incomplete = 0;
    for (const SubjectSource& source : search.sources)
        incomplete += source.way.empty() || source.notSearched > 0 ? 1 : 0;
    const std::string limits = incomplete == 0
                                   ? std::string()
                                   : " " + phrase("subject.incomplete", {{"count", countText(incomplete)}});
    if (search.records.empty())
        return phrase("subject.nothing") + limits;
    return phrase("subject.found", {{"records", countText(search.records.size())}}) + limits;
}

} // namespace

void addMatches(const SubjectQuery& query, std::string_view field, std::string_view text,
                std::vector<SubjectMatch>& matches) {
    for (std::size_t term = 0; term < query.terms.size(); ++term) {
        const auto found = query.terms[term].find(text);
        const auto nearest = std::min_element(
            found.begin(), found.end(), [](const auto& a, const auto& b) { return a.spelling < b.spelling; });
        const bool known = std::ranges::any_of(matches, [&](const SubjectMatch& match) {
            return match.field == field && match.term == term + 1;
        });
        if (nearest != found.end() && !known)
            matches.push_back({std::string(field), term + 1, nearest->spelling});
    }
}

Result<SubjectQuery> parseSubjectQuery(std::string_view lines, bool near) {
    SubjectQuery query;
    query.near = near;
    if (lines.starts_with("\xEF\xBB\xBF"))
        lines.remove_prefix(3);
    for (std::size_t number = 1; !lines.empty(); ++number) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line.find_first_not_of(" \t\r\v\f") == std::string_view::npos)
            continue;
        auto term = corpus::Term::make(line, near);
        if (!term)
            return fail(ErrorCode::Usage, "line {} of the query {}", number, term.error().message);
        query.terms.push_back(std::move(*term));
    }
    if (query.terms.empty())
        return fail(ErrorCode::Usage,
                    "the query is empty; give a name, an e-mail address or an id, one a line");
    return query;
}

Result<SubjectSearch> searchSubject(const store::AuditFile& audit, const SubjectQuery& query) {
    SubjectSearch search;
    const Result<Plan> plan = storedPlan(audit);
    RETORT_TRY(const auto sets, audit.inputs().dataSets());
    std::map<std::string, SubjectHits> hits;
    for (const store::DataSet& set : sets) {
        SubjectHits& found = hits[set.name];
        RETORT_TRY(const auto records, audit.records().all(set.name));
        searchPlainFields(records, set.name, query, search.sources, found);
        if (audit.storesText())
            RETORT_CHECK(searchStoredTexts(audit, set.name, records.size(), query, search.sources, found));
        else
            RETORT_CHECK(searchHashes(audit, set.name, records, query, search.sources, found));
        RETORT_CHECK(searchFiles(audit, plan, set, records, query, search.sources, found));
    }
    RETORT_TRY(search.records, describeHits(audit, plan, query, hits));
    search.sentence = sentenceOf(search);
    return search;
}

} // namespace retort::audit
