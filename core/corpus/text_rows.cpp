// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plain text: a record is a line, a paragraph (lines up to a blank one), or the file. Inside a record of
// several lines CRLF is read as LF, as text mode does everywhere.
#include "core/corpus/line_reader.h"
#include "core/corpus/row_stream.h"

namespace retort::corpus {

namespace {

bool isBlank(const Line& line) {
    return !line.tooLong && line.text.find_first_not_of(" \t\r\v\f") == std::string_view::npos;
}

class TextFileRows final : public RowStream {
public:
    TextFileRows(std::unique_ptr<ByteSource> bytes, const DataFile& file, const DataSource& source)
        : m_source(source), m_lines(std::move(bytes), file.path, source.maxRowBytes) {}

    Result<std::optional<RowOutcome>> next() override {
        Part part;
        for (;;) {
            RETORT_TRY(const std::optional<Line> line, m_lines.next());
            if (!line)
                break;
            if (isBlank(*line) && m_source.textRows != TextRows::File) {
                if (part.lines > 0)
                    break;
                continue;
            }
            add(*line, part);
            if (m_source.textRows == TextRows::Line)
                break;
        }
        if (part.lines == 0)
            return std::nullopt;
        return outcomeOf(std::move(part));
    }

private:
    struct Part {
        std::string text;
        std::string pendingEnd; // of its last line: content only if another line or the whole file follows
        std::uint64_t lines = 0;
        std::uint64_t number = 0;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        bool tooLong = false;
    };

    void add(const Line& line, Part& part) const {
        if (part.lines++ == 0) {
            part.number = line.number;
            part.begin = line.offset;
        }
        part.end = line.offset + line.length;
        part.text += part.pendingEnd;
        part.text += line.text;
        part.pendingEnd = line.ending.empty() ? "" : "\n";
        part.tooLong = part.tooLong || line.tooLong || part.text.size() > m_source.maxRowBytes;
        if (part.tooLong)
            part.text.clear();
    }

    RowOutcome outcomeOf(Part part) const {
        RowOutcome outcome;
        outcome.record.line = part.number;
        outcome.record.byteOffset = part.begin;
        outcome.record.byteLength = part.end - part.begin;
        if (m_source.textRows == TextRows::File)
            part.text += part.pendingEnd;
        if (part.tooLong)
            outcome.refuse(tooLongRow(m_source));
        else
            readBareText(std::move(part.text), outcome);
        return outcome;
    }

    const DataSource& m_source;
    LineReader m_lines;
};

} // namespace

OpenedRows openPlainText(const DataFile& file, const DataSource& source) {
    RETORT_TRY(auto bytes, openBytes(file.path, file.packing));
    return std::make_unique<TextFileRows>(std::move(bytes), file, source);
}

} // namespace retort::corpus
