// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// CSV and TSV: a header line with the fields' names, then a row of as many fields each. Empty lines are no
// rows.
#include "core/base/csv_row.h"
#include "core/columns/missing_column.h"
#include "core/corpus/line_reader.h"
#include "core/corpus/row_stream.h"

#include <algorithm>

namespace retort::corpus {

namespace {

using columns::Field;

// Whether all of these could be names of fields. Those of a file without a header are record text, which must
// not get into a message.
bool looksLikeHeader(const std::vector<std::string>& names) {
    return std::all_of(names.begin(), names.end(), [](const std::string& name) {
        return !name.empty() && name.size() <= 40 && (name[0] < '0' || name[0] > '9') &&
               std::all_of(name.begin(), name.end(), [](char c) {
                   return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '_' || c == '-' || c == '.';
               });
    });
}

// Lines that can be read again: those behind the first one of a row.
class LineReplay {
public:
    struct Mark {
        std::size_t at = 0;
        std::uint64_t number = 0;
        std::uint64_t offset = 0;
    };

    [[nodiscard]] bool atEnd() const { return m_mark.at == m_bytes.size(); }
    [[nodiscard]] const Mark& mark() const { return m_mark; }
    void goBack(const Mark& mark) { m_mark = mark; }

    // A row begins: what lies before it is not needed again. It goes when that is worth moving the rest.
    void forget() {
        if (m_mark.at < m_bytes.size() / 2 + 1 && !atEnd())
            return;
        m_bytes.erase(0, m_mark.at);
        m_mark.at = 0;
    }

    // As already read.
    void keep(const Line& line) {
        if (m_bytes.empty())
            m_mark = {0, line.number, line.offset};
        m_bytes += line.text;
        m_bytes += line.ending;
        m_mark = {m_bytes.size(), line.number + 1, line.offset + line.length + line.ending.size()};
    }

    Line next() {
        Line line;
        const std::size_t end = std::min(m_bytes.find('\n', m_mark.at), m_bytes.size());
        const std::size_t after = std::min(end + 1, m_bytes.size());
        const std::string_view whole = std::string_view(m_bytes).substr(m_mark.at, after - m_mark.at);
        std::size_t length = end - m_mark.at;
        if (length > 0 && whole[length - 1] == '\r')
            --length;
        line.text = whole.substr(0, length);
        line.ending = whole.substr(length);
        line.number = m_mark.number;
        line.offset = m_mark.offset;
        line.length = length;
        m_mark = {after, m_mark.number + 1, m_mark.offset + whole.size()};
        return line;
    }

private:
    std::string m_bytes;
    Mark m_mark; // the next line
};

class DelimitedRows final : public RowStream, private RowFields {
public:
    DelimitedRows(std::unique_ptr<ByteSource> bytes, const DataFile& file, const DataSource& source)
        : m_source(source), m_path(file.path), m_delimiter(file.kind == FileKind::Tsv ? '\t' : ','),
          m_lines(std::move(bytes), file.path, source.maxRowBytes), m_row(m_delimiter) {}

    Status readHeader() {
        RETORT_TRY(const auto row, nextRow());
        if (!row)
            return fail(ErrorCode::InvalidInput, "{}: is empty; the first line must name the fields",
                        m_path.string());
        if (!row->problem.empty())
            return fail(ErrorCode::InvalidInput, "{}: the header can't be read: {}",
                        placeInFile(m_path, row->record.line), row->problem);
        m_header.assign(m_row.fields().begin(), m_row.fields().end());
        m_columns.resize(fieldCount(m_source));
        for (std::size_t number = 0; number < m_columns.size(); ++number)
            RETORT_CHECK(findColumn(number));
        return {};
    }

    Result<std::optional<RowOutcome>> next() override {
        RETORT_TRY(auto row, nextRow());
        if (!row || !row->problem.empty())
            return row;
        if (m_row.fields().size() != m_header.size())
            row->refuse(
                fmt::format("{} fields, but the header has {}", m_row.fields().size(), m_header.size()));
        else
            readRow(m_source, *this, *row);
        return row;
    }

private:
    Status findColumn(std::size_t number) {
        const std::string& name = fieldName(m_source, number);
        if (name.empty())
            return {};
        const auto found = std::find(m_header.begin(), m_header.end(), name);
        if (found != m_header.end() && std::find(found + 1, m_header.end(), name) != m_header.end())
            return fail(ErrorCode::InvalidInput, "{}: the header names the field \"{}\" twice",
                        m_path.string(), name);
        if (found != m_header.end())
            m_columns[number] = static_cast<std::size_t>(found - m_header.begin());
        else if (number != fieldNumber(FieldRole::Id) || isRequired(m_source, number))
            return noColumn(name);
        return {};
    }

    [[nodiscard]] tl::unexpected<Error> noColumn(const std::string& name) const {
        if (looksLikeHeader(m_header))
            return columns::missingColumn(m_path, name, m_header);
        return fail(ErrorCode::InvalidInput, "{}: has no column \"{}\"; its first line names {} columns{}",
                    m_path.string(), name, m_header.size(),
                    m_header.size() == 1 ? separatorHint() : ", but does not look like a header");
    }

    [[nodiscard]] std::string_view separatorHint() const {
        const std::string& only = m_header.front();
        if (only.find(';') != std::string::npos)
            return "; the fields seem to be separated by semicolons: separate them by commas";
        if (m_delimiter == ',' && only.find('\t') != std::string::npos)
            return "; the fields seem to be separated by tabs: name the file .tsv";
        return m_delimiter == '\t' && only.find(',') != std::string::npos
                   ? "; the fields seem to be separated by commas: name the file .csv"
                   : ", but does not look like a header";
    }

    Result<bool> nextLine(bool keep) {
        if (!m_replay.atEnd()) {
            m_line = m_replay.next();
            return true;
        }
        RETORT_TRY(const std::optional<Line> line, m_lines.next());
        m_line = line.value_or(Line());
        if (keep && line)
            m_replay.keep(m_line);
        return line.has_value();
    }

    // Takes apart the next row that is not an empty line; its fields are then in m_row.
    Result<std::optional<RowOutcome>> nextRow() {
        do {
            m_replay.forget();
            RETORT_TRY(const bool any, nextLine(false));
            if (!any)
                return std::nullopt;
        } while (m_line.text.empty() && !m_line.tooLong);
        RowOutcome outcome;
        Record& record = outcome.record;
        record.line = m_line.number;
        record.byteOffset = m_line.offset;
        record.byteLength = m_line.length;
        if (m_line.tooLong) {
            outcome.refuse(tooLongRow(m_source));
            return outcome;
        }
        m_holdsNul = m_line.text.find('\0') != std::string_view::npos;
        const CsvRow::State state = m_row.begin(m_line.text, m_line.ending);
        if (state == CsvRow::State::Open)
            return runOn(std::move(outcome));
        if (state == CsvRow::State::TextAfterQuote)
            outcome.refuse("text follows the closing quote of a field");
        else if (m_holdsNul)
            outcome.refuse("holds a NUL byte");
        return outcome;
    }

    // A quoted field runs over the end of the row's first line. If its quote then closes in the wrong place,
    // it may have been a stray one: the lines after the first are rows of their own again, so none is lost.
    Result<std::optional<RowOutcome>> runOn(RowOutcome outcome) {
        Record& record = outcome.record;
        const std::uint64_t firstLength = record.byteLength;
        CsvRow::State state = CsvRow::State::Open;
        std::optional<LineReplay::Mark> second;
        while (state == CsvRow::State::Open) {
            const bool known = !m_replay.atEnd();
            const LineReplay::Mark mark = m_replay.mark();
            RETORT_TRY(const bool any, nextLine(true));
            if (!any)
                return fail(
                    ErrorCode::InvalidInput,
                    "{}: a quoted field begins in this row and never ends; close its quote, or double "
                    "it if it is part of the text",
                    placeInFile(m_path, record.line));
            record.byteLength = m_line.offset + m_line.length - record.byteOffset;
            m_holdsNul = m_holdsNul || m_line.text.find('\0') != std::string_view::npos;
            if (m_line.tooLong || m_row.size() + m_line.text.size() > m_source.maxRowBytes)
                return fail(
                    ErrorCode::InvalidInput,
                    "{}: a quoted field begins in this row and does not end within {} bytes; close its "
                    "quote, or double it if it is part of the text",
                    placeInFile(m_path, record.line), m_source.maxRowBytes);
            if (!second)
                second = known ? mark : LineReplay::Mark{mark.at, m_line.number, m_line.offset};
            state = m_row.extend(m_line.text, m_line.ending);
        }
        if (state == CsvRow::State::TextAfterQuote) {
            outcome.refuse("text follows the closing quote of a field");
            record.byteLength = firstLength;
            m_replay.goBack(*second);
        } else if (m_holdsNul) {
            outcome.refuse("holds a NUL byte");
        }
        return outcome;
    }

    Field field(std::size_t number) override {
        const auto column = m_columns[number];
        return column ? Field(columns::Untyped{m_row.fields()[*column]}) : Field(columns::Absent());
    }

    const DataSource& m_source;
    std::filesystem::path m_path;
    char m_delimiter;
    LineReader m_lines;
    LineReplay m_replay;
    Line m_line;
    CsvRow m_row;
    bool m_holdsNul = false;
    std::vector<std::string> m_header;
    std::vector<std::optional<std::size_t>> m_columns; // by number of the field
};

} // namespace

OpenedRows openDelimited(const DataFile& file, const DataSource& source) {
    RETORT_TRY(auto bytes, openBytes(file.path, file.packing));
    auto rows = std::make_unique<DelimitedRows>(std::move(bytes), file, source);
    RETORT_CHECK(rows->readHeader());
    return rows;
}

} // namespace retort::corpus
