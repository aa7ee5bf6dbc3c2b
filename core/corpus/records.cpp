// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/records.h"

#include "core/corpus/id_check.h"
#include "core/corpus/row_stream.h"

#include <array>
#include <set>

namespace retort::corpus {

namespace {

constexpr std::uint64_t kRowsBetweenJudgements = 100'000;

Status checkSource(const DataSource& source) {
    if (!source.responseField.empty() && source.promptField.empty())
        return fail(ErrorCode::Usage, "a data set with a response field needs a prompt field too");
    if (source.responseField.empty() && !source.promptField.empty())
        return fail(ErrorCode::Usage, "a data set with a prompt field needs a response field too");
    return {};
}

class Reading {
public:
    Reading(const DataSource& source, const FileList& list, const RecordSink& sink,
            const ExcludedSink& excluded)
        : m_source(source), m_files(list.files), m_sink(sink), m_excludedSink(excluded) {
        m_summary.warnings = list.warnings;
        std::set<std::filesystem::path> names;
        for (const DataFile& file : m_files)
            names.insert(file.path.filename());
        m_shortIds = names.size() == m_files.size();
    }

    Result<ReadSummary> run() {
        RETORT_CHECK(forEachRow([&](RowOutcome&& outcome) { return take(std::move(outcome)); }));
        RETORT_CHECK(judge());
        RETORT_CHECK(checkIds());
        if (m_summary.records == 0)
            return fail(ErrorCode::InvalidInput,
                        "{}: holds no record with text; check the file and the field names",
                        m_files.front().path.string());
        warnOfUnknownFields();
        m_summary.digest = m_hash.finish();
        return std::move(m_summary);
    }

private:
    Status forEachRow(const std::function<Status(RowOutcome&&)>& visit) const {
        for (const DataFile& file : m_files) {
            RETORT_TRY(const auto rows, openRows(file, m_source));
            for (;;) {
                RETORT_TRY(auto outcome, rows->next());
                if (!outcome)
                    break;
                Record& record = outcome->record;
                record.path = file.path;
                if (record.id.empty())
                    record.id = fmt::format(
                        "{}:{}", m_shortIds ? file.path.filename().string() : file.path.generic_string(),
                        record.line);
                RETORT_CHECK(visit(*std::move(outcome)));
            }
        }
        return {};
    }

    Status take(RowOutcome&& outcome) {
        ++m_summary.rows;
        Record& record = outcome.record;
        if (!outcome.problem.empty()) {
            m_malformed += outcome.malformed ? 1 : 0;
            m_summary.excluded.push_back({std::move(record.id), record.path, record.line,
                                          std::move(outcome.problem), outcome.malformed});
            if (m_excludedSink)
                RETORT_CHECK(m_excludedSink(m_summary.excluded.back()));
        } else {
            // Ids made of file and line can't meet each other.
            if (!m_source.idField.empty())
                m_ids.add(record.id);
            m_hasGroup = m_hasGroup || record.group;
            m_hasSubjects = m_hasSubjects || !record.subjects.empty();
            for (const PersonalValue& value : record.personal)
                m_personalTypes.insert(value.type);
            addToDigest(record);
            ++m_summary.records;
            RETORT_CHECK(m_sink(std::move(record)));
        }
        return m_summary.rows % kRowsBetweenJudgements == 0 ? judge() : Status();
    }

    void addToDigest(const Record& record) {
        m_hash.updateField(record.id).updateField(record.text).updateNumber(record.responseBegin);
        m_hash.updateNumber(record.group ? 1 : 0).updateField(record.group.value_or(""));
        m_hash.updateNumber(record.subjects.size());
        for (const std::string& subject : record.subjects)
            m_hash.updateField(subject);
        for (const PersonalValue& value : record.personal)
            m_hash.updateField(value.type).updateField(value.value);
        m_hash.updateNumber(record.repeats);
        if (!record.tokens.empty())
            m_hash.update(std::as_bytes(std::span(record.tokens)));
    }

    Status judge() const {
        // A share of 0.07 times 100 rows is less than 7 in floating point.
        constexpr double kRounding = 1e-6;
        const double allowed = m_source.allowedMalformed * static_cast<double>(m_summary.rows) + kRounding;
        if (static_cast<double>(m_malformed) <= allowed)
            return {};
        const auto first = std::find_if(m_summary.excluded.begin(), m_summary.excluded.end(),
                                        [](const ExcludedRow& row) { return row.malformed; });
        return fail(
            ErrorCode::InvalidInput,
            "{}: {}; {} of {} rows can't be read, more than {:g} %; correct the file or the field names, or "
            "allow more with allow_malformed",
            placeInFile(first->path, first->line), first->reason, m_malformed, m_summary.rows,
            m_source.allowedMalformed * 100);
    }

    // Ids that may have occurred twice are few; a second reading shows where.
    Status checkIds() {
        const auto suspects = m_ids.finish();
        if (suspects.empty())
            return {};
        IdPlaces places(suspects);
        return forEachRow([&](RowOutcome&& outcome) -> Status {
            if (!outcome.problem.empty())
                return {};
            const Record& record = outcome.record;
            const std::string here = placeInFile(record.path, record.line);
            if (const auto earlier = places.add(record.id, here))
                return fail(ErrorCode::InvalidInput,
                            "{} and {}: have the same id in field \"{}\"; give every record its own",
                            *earlier, here, m_source.idField);
            return {};
        });
    }

    void warnOfUnknownFields() {
        const auto warn = [&](const std::string& name) {
            m_summary.warnings.push_back(
                fmt::format("{}: no row has the field \"{}\"", m_files.front().path.string(), name));
        };
        if (!m_source.groupField.empty() && !m_hasGroup)
            warn(m_source.groupField);
        if (!m_source.subjectField.empty() && !m_hasSubjects)
            warn(m_source.subjectField);
        for (const PersonalField& personal : m_source.personalFields) {
            if (!m_personalTypes.contains(personal.type))
                warn(personal.field);
        }
    }

    const DataSource& m_source;
    const std::vector<DataFile>& m_files;
    const RecordSink& m_sink;
    const ExcludedSink& m_excludedSink;
    IdCheck m_ids;
    ReadSummary m_summary;
    Sha256 m_hash;
    std::uint64_t m_malformed = 0;
    bool m_shortIds = true;
    bool m_hasGroup = false;
    bool m_hasSubjects = false;
    std::set<std::string> m_personalTypes; // with a value in any row
};

} // namespace

Result<TextRows> textRowsFromName(std::string_view name) {
    for (const auto& [known, rows] :
         {std::pair("line", TextRows::Line), std::pair("paragraph", TextRows::Paragraph),
          std::pair("file", TextRows::File)}) {
        if (name == known)
            return rows;
    }
    return fail(ErrorCode::Usage, "records of plain text can't be \"{}\"; use line, paragraph or file", name);
}

Result<TokenFileType> tokenFileTypeFromName(std::string_view name) {
    for (const auto& [known, type] :
         {std::pair("", TokenFileType::Unknown), std::pair("uint16", TokenFileType::UInt16),
          std::pair("uint32", TokenFileType::UInt32)}) {
        if (name == known)
            return type;
    }
    return fail(ErrorCode::Usage, "token ids can't be stored as \"{}\"; use uint16 or uint32", name);
}

Result<ReadSummary> streamRecords(const DataSource& source, const RecordSink& sink,
                                  const ExcludedSink& excluded) {
    RETORT_CHECK(checkSource(source));
    RETORT_TRY(const FileList list, listDataFiles(source.paths));
    return Reading(source, list, sink, excluded).run();
}

Result<DataSet> readRecords(const DataSource& source) {
    DataSet data;
    RETORT_TRY(data.summary, streamRecords(source, [&](Record&& record) -> Status {
                   data.records.push_back(std::move(record));
                   return {};
               }));
    return data;
}

} // namespace retort::corpus
