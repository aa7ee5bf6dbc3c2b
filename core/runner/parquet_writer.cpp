// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/parquet_writer.h"

#include "core/base/files.h"

#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <parquet/arrow/writer.h>

namespace retort::runner {

namespace {

constexpr std::int64_t kRowsPerGroup = 16'384;

std::shared_ptr<arrow::DataType> arrowType(ColumnType type) {
    switch (type) {
    case ColumnType::Text:
        return arrow::utf8();
    case ColumnType::Integer:
        return arrow::int64();
    case ColumnType::Real:
        return arrow::float64();
    case ColumnType::Boolean:
        return arrow::boolean();
    case ColumnType::IntegerList:
        return arrow::list(arrow::int64());
    case ColumnType::RealList:
        return arrow::list(arrow::float32());
    }
    return arrow::null();
}

Status toStatus(const arrow::Status& status) {
    if (status.ok())
        return {};
    return fail(ErrorCode::Io, "the Parquet table can't be written: {}", status.ToString());
}

template <class Builder, class T>
arrow::Status appendList(arrow::ArrayBuilder& builder, const std::vector<T>& values) {
    auto& list = static_cast<arrow::ListBuilder&>(builder);
    ARROW_RETURN_NOT_OK(list.Append());
    return static_cast<Builder*>(list.value_builder())
        ->AppendValues(values.data(), static_cast<std::int64_t>(values.size()));
}

struct CellAppender {
    arrow::ArrayBuilder& builder;

    arrow::Status operator()(std::monostate) const { return builder.AppendNull(); }
    arrow::Status operator()(const std::string& text) const {
        return static_cast<arrow::StringBuilder&>(builder).Append(text);
    }
    arrow::Status operator()(std::int64_t value) const {
        return static_cast<arrow::Int64Builder&>(builder).Append(value);
    }
    arrow::Status operator()(double value) const {
        return static_cast<arrow::DoubleBuilder&>(builder).Append(value);
    }
    arrow::Status operator()(bool value) const {
        return static_cast<arrow::BooleanBuilder&>(builder).Append(value);
    }
    arrow::Status operator()(const std::vector<std::int64_t>& values) const {
        return appendList<arrow::Int64Builder>(builder, values);
    }
    arrow::Status operator()(const std::vector<float>& values) const {
        return appendList<arrow::FloatBuilder>(builder, values);
    }
};

arrow::Status toArrow(const Status& status) {
    return status ? arrow::Status::OK() : arrow::Status::IOError(status.error().message);
}

// An AtomicFile as Arrow writes to it.
class AtomicStream final : public arrow::io::OutputStream {
public:
    explicit AtomicStream(AtomicFile file) : m_file(std::move(file)) {}

    arrow::Status Write(const void* data, std::int64_t bytes) override {
        m_position += bytes;
        return toArrow(
            m_file.write(std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(bytes))));
    }
    arrow::Status Close() override {
        m_closed = true;
        return arrow::Status::OK();
    }
    [[nodiscard]] bool closed() const override { return m_closed; }
    arrow::Result<std::int64_t> Tell() const override { return m_position; }
    Status commit() { return m_file.commit(); }

private:
    AtomicFile m_file;
    std::int64_t m_position = 0;
    bool m_closed = false;
};

class ParquetTable final : public TableWriter {
public:
    explicit ParquetTable(AtomicFile file) : m_sink(std::make_shared<AtomicStream>(std::move(file))) {}

    Status start(const std::vector<Column>& columns) {
        std::vector<std::shared_ptr<arrow::Field>> fields;
        for (const Column& column : columns)
            fields.push_back(arrow::field(column.name, arrowType(column.type)));
        m_schema = arrow::schema(fields);
        return toStatus(open());
    }

    Status row(std::span<const Cell> cells) override {
        for (std::size_t i = 0; i < cells.size(); ++i)
            RETORT_CHECK(
                toStatus(std::visit(CellAppender{*m_builder->GetField(static_cast<int>(i))}, cells[i])));
        return ++m_rows < kRowsPerGroup ? Status() : toStatus(writeGroup());
    }

    Status finish() override {
        RETORT_CHECK(toStatus(close()));
        return m_sink->commit();
    }

private:
    arrow::Status open() {
        const auto properties =
            parquet::WriterProperties::Builder().compression(arrow::Compression::ZSTD)->build();
        ARROW_ASSIGN_OR_RAISE(m_writer, parquet::arrow::FileWriter::Open(
                                            *m_schema, arrow::default_memory_pool(), m_sink, properties));
        ARROW_ASSIGN_OR_RAISE(m_builder,
                              arrow::RecordBatchBuilder::Make(m_schema, arrow::default_memory_pool()));
        return arrow::Status::OK();
    }

    arrow::Status writeGroup() {
        m_rows = 0;
        ARROW_ASSIGN_OR_RAISE(const auto batch, m_builder->Flush());
        return m_writer->WriteRecordBatch(*batch);
    }

    arrow::Status close() {
        if (m_rows > 0)
            ARROW_RETURN_NOT_OK(writeGroup());
        return m_writer->Close();
    }

    std::shared_ptr<AtomicStream> m_sink;
    std::shared_ptr<arrow::Schema> m_schema;
    std::unique_ptr<parquet::arrow::FileWriter> m_writer;
    std::unique_ptr<arrow::RecordBatchBuilder> m_builder;
    std::int64_t m_rows = 0;
};

} // namespace

Result<std::unique_ptr<TableWriter>> openAnyTable(const std::filesystem::path& path,
                                                  std::vector<Column> columns) {
    if (path.extension() != ".parquet") {
        auto table = openTable(path, std::move(columns));
        if (!table && table.error().code == ErrorCode::Usage && path.extension() != ".csv")
            return fail(ErrorCode::Usage,
                        "{}: the name must end in .jsonl, .csv or .parquet, which says what to write",
                        path.string());
        return table;
    }
    RETORT_TRY(AtomicFile file, AtomicFile::create(path));
    auto table = std::make_unique<ParquetTable>(std::move(file));
    RETORT_CHECK(table->start(columns));
    return table;
}

} // namespace retort::runner
