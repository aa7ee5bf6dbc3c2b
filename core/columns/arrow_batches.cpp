// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/columns/arrow_batches.h"

#include "core/base/files.h"
#include "core/columns/arrow_values.h"

#include <arrow/io/api.h>
#include <arrow/ipc/reader.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>

#include <algorithm>
#include <numeric>

namespace retort::columns {

namespace {

using arrow::RecordBatch;
using Batch = std::shared_ptr<RecordBatch>;

bool isNested(const arrow::DataType& type) {
    return type.num_fields() > 0 || type.id() == arrow::Type::DICTIONARY;
}

// The batch with its arrays as bytes. Arrays with others inside them are validated in full here: a slice of
// one would have all of its children validated again.
arrow::Result<Batch> received(const RecordBatch& batch) {
    arrow::ArrayVector arrays;
    arrow::FieldVector fields = batch.schema()->fields();
    for (int i = 0; i < batch.num_columns(); ++i) {
        arrays.push_back(arrow::MakeArray(asBytes(*batch.column_data(i))));
        auto& field = fields[static_cast<std::size_t>(i)];
        field = field->WithType(arrays.back()->type());
        ARROW_RETURN_NOT_OK(isNested(*field->type()) ? arrays.back()->ValidateFull()
                                                     : arrays.back()->Validate());
    }
    return RecordBatch::Make(arrow::schema(std::move(fields)), batch.num_rows(), std::move(arrays));
}

// The rows of a batch, a few at a time.
class Slices {
public:
    void begin(Batch batch) {
        m_batch = std::move(batch);
        m_at = 0;
    }
    [[nodiscard]] bool atEnd() const { return m_batch == nullptr || m_at == m_batch->num_rows(); }
    arrow::Result<Batch> next() {
        auto slice = m_batch->Slice(m_at, kBatchRows);
        m_at += slice->num_rows();
        for (const auto& array : slice->columns()) {
            if (!isNested(*array->type()))
                ARROW_RETURN_NOT_OK(array->ValidateFull());
        }
        return slice;
    }

private:
    Batch m_batch;
    std::int64_t m_at = 0;
};

class ParquetBatches final : public BatchSource {
public:
    arrow::Status open(const std::filesystem::path& path) {
        ARROW_ASSIGN_OR_RAISE(const auto file, arrow::io::ReadableFile::Open(path.string(), &m_pool));
        parquet::ReaderProperties properties(&m_pool);
        properties.enable_buffered_stream();
        parquet::ArrowReaderProperties arrowProperties(/*use_threads=*/false);
        arrowProperties.set_batch_size(kBatchRows);
        arrowProperties.set_pre_buffer(false);
        parquet::arrow::FileReaderBuilder builder;
        ARROW_RETURN_NOT_OK(builder.Open(file, properties));
        builder.memory_pool(&m_pool)->properties(arrowProperties);
        ARROW_ASSIGN_OR_RAISE(m_file, builder.Build());
        return m_file->GetSchema(&m_schema);
    }

    [[nodiscard]] const arrow::Schema& schema() const override { return *m_schema; }

    arrow::Status select(const std::vector<int>& columns) override {
        const parquet::SchemaDescriptor& schema = *m_file->parquet_reader()->metadata()->schema();
        std::vector<int> leaves;
        for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
            const int root = schema.group_node()->FieldIndex(*schema.GetColumnRoot(leaf));
            if (std::binary_search(columns.begin(), columns.end(), root))
                leaves.push_back(leaf);
        }
        std::vector<int> groups(static_cast<std::size_t>(m_file->num_row_groups()));
        std::iota(groups.begin(), groups.end(), 0);
        return m_file->GetRecordBatchReader(groups, leaves).Value(&m_reader);
    }

    arrow::Result<Batch> next() override {
        while (m_slices.atEnd()) {
            Batch batch;
            ARROW_RETURN_NOT_OK(m_reader->ReadNext(&batch));
            if (batch == nullptr)
                return nullptr;
            ARROW_ASSIGN_OR_RAISE(batch, received(*batch));
            m_slices.begin(std::move(batch));
        }
        return m_slices.next();
    }

private:
    arrow::CappedMemoryPool m_pool{arrow::default_memory_pool(), kMostDecodedBytes};
    std::unique_ptr<parquet::arrow::FileReader> m_file;
    std::shared_ptr<arrow::Schema> m_schema;
    std::unique_ptr<arrow::RecordBatchReader> m_reader;
    Slices m_slices;
};

// Mapped: an uncompressed batch is not copied, so that even a file of one batch needs no memory of its own.
class IpcBatches final : public BatchSource {
public:
    arrow::Status open(const std::filesystem::path& path) {
        auto mapped = MappedFile::open(path);
        if (!mapped)
            return arrow::Status::IOError(mapped.error().message);
        m_mapped = *std::move(mapped);
        const std::string_view text = m_mapped->text();
        if (text.starts_with("PAR1"))
            return arrow::Status::Invalid("this is a Parquet file; let its name end in .parquet");
        if (text.starts_with("FEA1"))
            return arrow::Status::Invalid(
                "this is a Feather file of version 1; store it as version 2 or Parquet");
        m_isFile = text.starts_with("ARROW1");
        return openReader();
    }

    [[nodiscard]] const arrow::Schema& schema() const override { return *m_schema; }
    arrow::Status select(const std::vector<int>& columns) override {
        m_columns = columns;
        return arrow::Status::OK();
    }

    arrow::Result<Batch> next() override {
        while (m_slices.atEnd()) {
            ARROW_ASSIGN_OR_RAISE(Batch batch, nextBatch());
            if (batch == nullptr)
                return nullptr;
            ARROW_ASSIGN_OR_RAISE(batch, batch->SelectColumns(m_columns));
            ARROW_ASSIGN_OR_RAISE(batch, received(*batch));
            m_slices.begin(std::move(batch));
        }
        m_mapped->release(m_mapped->bytes());
        return m_slices.next();
    }

private:
    // Of all columns: with some of them alone, Arrow copies what it reads.
    arrow::Status openReader() {
        auto options = arrow::ipc::IpcReadOptions::Defaults();
        options.memory_pool = &m_pool;
        options.use_threads = false;
        const auto bytes = m_mapped->bytes();
        const auto input = std::make_shared<arrow::io::BufferReader>(std::make_shared<arrow::Buffer>(
            reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<std::int64_t>(bytes.size())));
        if (m_isFile) {
            ARROW_ASSIGN_OR_RAISE(m_file, arrow::ipc::RecordBatchFileReader::Open(input, options));
        } else {
            ARROW_ASSIGN_OR_RAISE(m_stream, arrow::ipc::RecordBatchStreamReader::Open(input, options));
        }
        m_schema = m_isFile ? m_file->schema() : m_stream->schema();
        return arrow::Status::OK();
    }

    arrow::Result<Batch> nextBatch() {
        if (m_isFile)
            return m_next < m_file->num_record_batches() ? m_file->ReadRecordBatch(m_next++) : Batch();
        return m_stream->Next();
    }

    arrow::CappedMemoryPool m_pool{arrow::default_memory_pool(), kMostDecodedBytes};
    std::shared_ptr<const MappedFile> m_mapped;
    bool m_isFile = false;
    std::vector<int> m_columns;
    std::shared_ptr<arrow::Schema> m_schema;
    std::shared_ptr<arrow::ipc::RecordBatchFileReader> m_file;
    std::shared_ptr<arrow::ipc::RecordBatchStreamReader> m_stream;
    int m_next = 0;
    Slices m_slices;
};

} // namespace

arrow::Result<std::unique_ptr<BatchSource>> openParquet(const std::filesystem::path& path) {
    auto batches = std::make_unique<ParquetBatches>();
    ARROW_RETURN_NOT_OK(batches->open(path));
    return batches;
}

arrow::Result<std::unique_ptr<BatchSource>> openArrow(const std::filesystem::path& path) {
    auto batches = std::make_unique<IpcBatches>();
    ARROW_RETURN_NOT_OK(batches->open(path));
    return batches;
}

} // namespace retort::columns
