// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/records.h"

#include "core/base/files.h"
#include "core/corpus/row_reader.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace retort::corpus {

namespace {

namespace fs = std::filesystem;

bool isJsonLines(const fs::path& path) {
    return path.extension() == ".jsonl" || path.extension() == ".ndjson";
}

// Folders replaced by the files in them.
Result<std::vector<fs::path>> filesOf(const DataSource& source) {
    std::vector<fs::path> files;
    for (const fs::path& path : source.paths) {
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (!fs::exists(status))
            return fail(ErrorCode::NotFound, "{}: there is no such data file", path.string());
        if (!fs::is_directory(status)) {
            if (!isJsonLines(path))
                return fail(ErrorCode::Unsupported, "{}: is not a .jsonl file, the one kind that is read yet",
                            path.string());
            files.push_back(path);
            continue;
        }
        std::vector<fs::path> inside;
        for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
            if (isJsonLines(entry->path()))
                inside.push_back(entry->path());
        }
        if (error)
            return fail(ErrorCode::Io, "{}: can't be listed: {}", path.string(), error.message());
        if (inside.empty())
            return fail(ErrorCode::InvalidInput, "{}: holds no .jsonl file", path.string());
        std::sort(inside.begin(), inside.end());
        files.insert(files.end(), inside.begin(), inside.end());
    }
    if (files.empty())
        return fail(ErrorCode::Usage, "a data set names no file; give it a path");
    return files;
}

bool isBlank(std::string_view row) {
    return row.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string place(const fs::path& path, std::uint64_t line) {
    return fmt::format("{}:{}", path.string(), line);
}

class Reading {
public:
    Reading(const DataSource& source, std::vector<fs::path> files,
            const std::function<Status(Record&&)>& sink)
        : m_source(source), m_files(std::move(files)), m_sink(sink), m_rows(source) {
        std::set<fs::path> names;
        for (const fs::path& file : m_files)
            names.insert(file.filename());
        m_shortIds = names.size() == m_files.size();
    }

    Result<ReadSummary> run() {
        for (std::size_t i = 0; i < m_files.size(); ++i)
            RETORT_CHECK(readFile(i));
        RETORT_CHECK(judge());
        m_summary.digest = m_hash.finish();
        return std::move(m_summary);
    }

private:
    struct Place {
        std::size_t file;
        std::uint64_t line;
    };

    Status readFile(std::size_t file) {
        RETORT_TRY(const auto mapped, MappedFile::open(m_files[file]));
        const std::string_view text = mapped->text();
        std::uint64_t line = 0;
        for (std::size_t at = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0; at < text.size();) {
            ++line;
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const std::string_view row = text.substr(at, end - at);
            if (!isBlank(row))
                RETORT_CHECK(take({file, line}, at, row));
            at = end + 1;
        }
        return {};
    }

    Status take(const Place& at, std::size_t offset, std::string_view row) {
        ++m_summary.rows;
        RowOutcome outcome = m_rows.read(row);
        Record& record = outcome.record;
        const fs::path& file = m_files[at.file];
        if (record.id.empty())
            record.id =
                fmt::format("{}:{}", m_shortIds ? file.filename().string() : file.generic_string(), at.line);
        if (!outcome.problem.empty()) {
            m_summary.excluded.push_back(
                {std::move(record.id), file, at.line, std::move(outcome.problem), outcome.malformed});
            return {};
        }
        // Ids made of file and line can't meet each other.
        if (!m_source.idField.empty()) {
            const auto [known, isNew] = m_ids.try_emplace(record.id, at);
            if (!isNew)
                return fail(ErrorCode::InvalidInput,
                            "{} and {}: have the same id in field \"{}\"; give every record its own",
                            place(m_files[known->second.file], known->second.line), place(file, at.line),
                            m_source.idField);
        }
        record.path = file;
        record.line = at.line;
        record.byteOffset = offset;
        record.byteLength = row.size() - (row.back() == '\r' ? 1 : 0);
        addToDigest(record);
        ++m_summary.records;
        return m_sink(std::move(record));
    }

    void addToDigest(const Record& record) {
        m_hash.updateField(record.id).updateField(record.text).updateNumber(record.responseBegin);
        m_hash.updateNumber(record.group ? 1 : 0).updateField(record.group.value_or(""));
        m_hash.updateNumber(record.subjects.size());
        for (const std::string& subject : record.subjects)
            m_hash.updateField(subject);
        m_hash.updateNumber(record.repeats);
    }

    Status judge() const {
        std::uint64_t malformed = 0;
        const ExcludedRow* first = nullptr;
        for (const ExcludedRow& row : m_summary.excluded) {
            if (!row.malformed)
                continue;
            ++malformed;
            if (first == nullptr)
                first = &row;
        }
        if (malformed * 100 > m_summary.rows)
            return fail(
                ErrorCode::InvalidInput,
                "{}: {}; {} of {} rows can't be read, more than 1 %; correct the file or the field names",
                place(first->path, first->line), first->reason, malformed, m_summary.rows);
        if (m_summary.records == 0)
            return fail(ErrorCode::InvalidInput,
                        "{}: holds no record with text; check the file and the field names",
                        m_files.front().string());
        return {};
    }

    const DataSource& m_source;
    std::vector<fs::path> m_files;
    const std::function<Status(Record&&)>& m_sink;
    RowReader m_rows;
    std::unordered_map<std::string, Place> m_ids;
    ReadSummary m_summary;
    Sha256 m_hash;
    bool m_shortIds = true;
};

} // namespace

Result<PromptTemplate> promptTemplateFromName(std::string_view name) {
    if (name.empty())
        return PromptTemplate::None;
    if (name == "alpaca")
        return PromptTemplate::Alpaca;
    return fail(ErrorCode::Usage, "the prompt template \"{}\" is unknown; use \"alpaca\" or leave it out",
                name);
}

Result<ReadSummary> streamRecords(const DataSource& source, const std::function<Status(Record&&)>& sink) {
    if (!source.responseField.empty() && source.promptField.empty())
        return fail(ErrorCode::Usage, "a data set with a response field needs a prompt field too");
    RETORT_TRY(auto files, filesOf(source));
    return Reading(source, std::move(files), sink).run();
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
