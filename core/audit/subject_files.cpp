// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/phrases.h"
#include "core/audit/prepare.h"
#include "core/audit/subject_parts.h"
#include "core/corpus/records.h"

#include <algorithm>
#include <unordered_map>

namespace retort::audit {

namespace {

// What a reading of the files gave, before it is known whether they are still those of the audit.
struct Reading {
    SubjectHits hits;
    std::uint64_t records = 0; // of the audit's ids
    std::uint64_t withSubject = 0;
    std::uint64_t withoutText = 0; // token ids that no tokenizer could spell out
    bool unchanged = false;
};

// The tokenizer that the data set was tokenized with, from a model that is where it was.
std::optional<tokenizer::Tokenizer> tokenizerOf(const store::AuditFile& audit, std::string_view data) {
    const auto models = audit.inputs().models();
    if (!models)
        return std::nullopt;
    for (const store::Model& model : *models) {
        const auto set = audit.chunks().find(model.name, data, "record");
        if (!set || !*set || !(*set)->identity.contains("tokenizer"))
            continue;
        auto loaded = tokenizer::Tokenizer::load(model.path);
        if (loaded && toHex(loaded->fingerprint()) == (*set)->identity["tokenizer"])
            return std::move(*loaded);
    }
    return std::nullopt;
}

void take(const SubjectQuery& query, corpus::Record&& record, bool wanted, std::uint64_t ordinal,
          Reading& reading) {
    ++reading.records;
    reading.withSubject += record.subjects.empty() ? 0 : 1;
    const bool spelledOut = record.tokens.empty() || !record.text.empty();
    reading.withoutText += spelledOut ? 0 : 1;
    std::vector<SubjectMatch> matches;
    for (const std::string& subject : record.subjects)
        addMatches(query, "subject", subject, matches);
    for (const corpus::PersonalValue& value : record.personal)
        addMatches(query, "personal_fields", value.value, matches);
    if (spelledOut)
        addMatches(query, "text", record.text, matches);
    if (matches.empty() && !wanted)
        return;
    SubjectHit& hit = reading.hits[ordinal];
    hit.matches = std::move(matches);
    if (spelledOut)
        hit.text = std::move(record.text);
    hit.subjects = std::move(record.subjects);
    hit.personal = std::move(record.personal);
}

Result<Reading> readFiles(const store::AuditFile& audit, const DataPlan& plan, const store::DataSet& set,
                          const std::vector<store::Record>& records, const SubjectQuery& query,
                          const SubjectHits& known) {
    std::unordered_map<std::string_view, std::uint64_t> ordinals;
    for (const store::Record& record : records)
        ordinals.emplace(record.id, record.ordinal);
    RETORT_TRY(corpus::DataSource source, dataSourceOf(plan));
    source.paths.assign(set.paths.begin(), set.paths.end());
    Reading reading;
    std::optional<tokenizer::Tokenizer> tokenizer;
    bool looked = false;
    const auto sink = [&](corpus::Record&& record) -> Status {
        const auto place = ordinals.find(record.id);
        if (place == ordinals.end())
            return {};
        if (!record.tokens.empty() && !looked) {
            looked = true;
            tokenizer = tokenizerOf(audit, set.name);
        }
        if (!record.tokens.empty() && tokenizer)
            corpus::giveText(*tokenizer, record);
        take(query, std::move(record), known.contains(place->second), place->second, reading);
        return {};
    };
    RETORT_TRY(const corpus::ReadSummary summary, corpus::streamRecords(source, sink));
    reading.unchanged = toHex(summary.digest) == set.fingerprint;
    return reading;
}

// Of changed files only what still fits the audited record's keyed hash may be said of it; how many did not.
Result<std::uint64_t> dropStrangers(const store::AuditFile& audit, const std::vector<store::Record>& records,
                                    Reading& reading) {
    std::uint64_t dropped = 0;
    for (auto hit = reading.hits.begin(); hit != reading.hits.end();) {
        bool same = false;
        if (hit->second.text) {
            RETORT_TRY(const Digest digest, audit.records().keyedHash(*hit->second.text));
            same = records[hit->first].textHash == digest;
        }
        dropped += same ? 0 : 1;
        hit = same ? std::next(hit) : reading.hits.erase(hit);
    }
    return dropped;
}

void merge(SubjectHits&& from, SubjectHits& into) {
    for (auto& [ordinal, hit] : from) {
        SubjectHit& known = into[ordinal];
        for (SubjectMatch& match : hit.matches) {
            const auto same = std::ranges::find_if(known.matches, [&](const SubjectMatch& other) {
                return other.field == match.field && other.term == match.term;
            });
            if (same == known.matches.end())
                known.matches.push_back(std::move(match));
            else
                same->spelling = std::min(same->spelling, match.spelling);
        }
        if (hit.text)
            known.text = std::move(hit.text);
        if (!hit.subjects.empty())
            known.subjects = std::move(hit.subjects);
        known.personal = std::move(hit.personal);
    }
}

std::vector<std::string> fieldsOf(const store::AuditFile& audit, const DataPlan* plan) {
    std::vector<std::string> fields;
    if (!audit.storesText()) {
        fields.emplace_back("text");
        if (!plan || !plan->subjectField.empty())
            fields.emplace_back("subject");
    }
    if (plan && !plan->personalFields.empty())
        fields.emplace_back("personal_fields");
    return fields;
}

void addFailure(const std::vector<std::string>& fields, const std::string& data, std::uint64_t records,
                const std::string& note, std::vector<SubjectSource>& sources) {
    for (const std::string& field : fields)
        sources.push_back({data, field, {}, 0, records, note});
}

void addSources(const std::vector<std::string>& fields, const std::string& data, std::uint64_t records,
                const Reading& reading, const std::string& note, std::vector<SubjectSource>& sources) {
    for (const std::string& field : fields) {
        SubjectSource source{data, field, "files", reading.records, records - reading.records, note};
        if (field == "text" && reading.withoutText > 0) {
            source.searched -= reading.withoutText;
            source.notSearched += reading.withoutText;
            source.note = phrase("subject.token_ids", {{"count", countText(reading.withoutText)}});
            if (source.searched == 0)
                source.way.clear();
        }
        if (source.note.empty() && source.notSearched > 0)
            source.note = phrase("subject.unreadable", {{"count", countText(source.notSearched)}});
        sources.push_back(std::move(source));
    }
}

} // namespace

Status searchFiles(const store::AuditFile& audit, const Result<Plan>& plan, const store::DataSet& set,
                   const std::vector<store::Record>& records, const SubjectQuery& query,
                   std::vector<SubjectSource>& sources, SubjectHits& hits) {
    const DataPlan* data = nullptr;
    if (plan) {
        const auto found = std::ranges::find(plan->data, set.name, &DataPlan::name);
        data = found == plan->data.end() ? nullptr : &*found;
    }
    const std::vector<std::string> fields = fieldsOf(audit, data);
    if (fields.empty())
        return {};
    if (!data) {
        addFailure(fields, set.name, records.size(), phrase("subject.no_plan"), sources);
        return {};
    }
    auto reading = readFiles(audit, *data, set, records, query, hits);
    if (!reading) {
        addFailure(fields, set.name, records.size(),
                   phrase("subject.no_files", {{"reason", reading.error().message}}), sources);
        return {};
    }
    std::string note;
    if (!reading->unchanged) {
        const auto dropped = dropStrangers(audit, records, *reading);
        if (!dropped) { // the key is gone: nothing tells the audited records from others
            addFailure(fields, set.name, records.size(), phrase("subject.unproven"), sources);
            return {};
        }
        note = phrase("subject.changed", {{"dropped", countText(*dropped)}});
    }
    addSources(fields, set.name, records.size(), *reading, note, sources);
    merge(std::move(reading->hits), hits);
    return {};
}

} // namespace retort::audit
