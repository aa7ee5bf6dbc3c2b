// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parquet and Arrow files: a column of one name for each field.
#include "core/columns/column_file.h"
#include "core/corpus/row_stream.h"

namespace retort::corpus {

namespace {

class ColumnRows final : public RowStream, private RowFields {
public:
    explicit ColumnRows(const DataSource& source) : m_source(source) {}

    Status open(const DataFile& file) {
        std::vector<columns::WantedColumn> wanted;
        m_columns.resize(fieldCount(m_source));
        for (std::size_t number = 0; number < m_columns.size(); ++number) {
            const std::string& name = fieldName(m_source, number);
            if (name.empty())
                continue;
            m_columns[number] = wanted.size();
            // Of an absent column only a default name may be forgiven: the id's.
            wanted.push_back({name, number != fieldNumber(FieldRole::Id) || isRequired(m_source, number)});
        }
        const auto format =
            file.kind == FileKind::Parquet ? columns::ColumnFormat::Parquet : columns::ColumnFormat::Arrow;
        RETORT_TRY(m_file, columns::openColumnFile(file.path, format, wanted));
        return {};
    }

    Result<std::optional<RowOutcome>> next() override {
        RETORT_TRY(const bool any, m_file->next());
        if (!any)
            return std::nullopt;
        RowOutcome outcome;
        outcome.record.line = ++m_row;
        readRow(m_source, *this, outcome);
        const Record& record = outcome.record;
        if (record.text.size() + record.tokens.size() * sizeof(std::int32_t) > m_source.maxRowBytes)
            outcome.refuse(tooLongRow(m_source));
        return outcome;
    }

private:
    columns::Field field(std::size_t number) override { return m_file->field(m_columns[number]); }

    const DataSource& m_source;
    std::unique_ptr<columns::ColumnFile> m_file;
    std::vector<std::size_t> m_columns; // by number of the field
    std::uint64_t m_row = 0;
};

} // namespace

OpenedRows openColumns(const DataFile& file, const DataSource& source) {
    auto rows = std::make_unique<ColumnRows>(source);
    RETORT_CHECK(rows->open(file));
    return rows;
}

} // namespace retort::corpus
