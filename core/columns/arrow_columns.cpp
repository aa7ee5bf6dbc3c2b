// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plug-in: a columnar file row by row.
#include "core/columns/arrow_batches.h"
#include "core/columns/arrow_values.h"
#include "core/columns/missing_column.h"

#include <algorithm>
#include <optional>

namespace retort::columns {

namespace {

namespace fs = std::filesystem;

// Messages of Arrow may go on with lines about its own source.
std::string firstLine(std::string text) {
    return text.substr(0, text.find('\n'));
}

tl::unexpected<Error> failed(const fs::path& path, const arrow::Status& status) {
    if (status.IsOutOfMemory())
        return fail(ErrorCode::Unsupported,
                    "{}: needs more than {} MiB to be read; store it with smaller pages or batches",
                    path.string(), kMostDecodedBytes >> 20U);
    if (status.IsNotImplemented())
        return fail(ErrorCode::Unsupported, "{}: can't be read: {}", path.string(),
                    firstLine(status.message()));
    return fail(ErrorCode::InvalidInput, "{}: can't be read: {}", path.string(), firstLine(status.message()));
}

// Runs a step that may fail as Arrow does, with a status, or as Parquet does, with an exception.
template <class Step>
Status guarded(const fs::path& path, const Step& step) {
    try {
        const arrow::Status status = step();
        if (!status.ok())
            return failed(path, status);
        return {};
    } catch (const std::exception& error) {
        return fail(ErrorCode::InvalidInput, "{}: can't be read: {}", path.string(), firstLine(error.what()));
    }
}

// Where a name leads: a column, or with dots a member of structs.
struct Found {
    ColumnPath path;
    std::shared_ptr<arrow::Field> field;
};

std::optional<Found> find(const arrow::FieldVector& fields, std::string_view name) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i]->name() == name)
            return Found{{static_cast<int>(i), {}}, fields[i]};
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::string prefix = fields[i]->name() + ".";
        if (fields[i]->type()->id() != arrow::Type::STRUCT || !name.starts_with(prefix))
            continue;
        if (auto inner = find(fields[i]->type()->fields(), name.substr(prefix.size()))) {
            inner->path.members.insert(inner->path.members.begin(), inner->path.column);
            inner->path.column = static_cast<int>(i);
            return inner;
        }
    }
    return std::nullopt;
}

class ArrowColumnFile final : public ColumnFile {
public:
    explicit ArrowColumnFile(fs::path path) : m_path(std::move(path)) {}

    Status open(ColumnFormat format, const std::vector<WantedColumn>& wanted) {
        RETORT_CHECK(guarded(m_path, [&] {
            return (format == ColumnFormat::Parquet ? openParquet(m_path) : openArrow(m_path))
                .Value(&m_batches);
        }));
        for (const WantedColumn& column : wanted)
            RETORT_CHECK(want(column));
        std::vector<int> selected;
        for (const ColumnPath& path : m_paths) {
            if (path.column >= 0)
                selected.push_back(path.column);
        }
        std::sort(selected.begin(), selected.end());
        selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
        for (ColumnPath& path : m_paths) {
            if (path.column >= 0)
                path.column = static_cast<int>(
                    std::lower_bound(selected.begin(), selected.end(), path.column) - selected.begin());
        }
        return guarded(m_path, [&] { return m_batches->select(selected); });
    }

    Result<bool> next() override {
        ++m_row;
        while (m_batch == nullptr || m_row >= m_batch->num_rows()) {
            RETORT_CHECK(guarded(m_path, [&] { return m_batches->next().Value(&m_batch); }));
            m_row = 0;
            if (m_batch == nullptr)
                return false;
        }
        return true;
    }

    Field field(std::size_t column) override { return fieldAt(*m_batch, m_paths[column], m_row); }

private:
    Status want(const WantedColumn& column) {
        const arrow::FieldVector& fields = m_batches->schema().fields();
        const auto found = find(fields, column.name);
        if (!found && column.required) {
            std::vector<std::string> names;
            for (const auto& field : fields)
                names.push_back(field->name());
            return missingColumn(m_path, column.name, names);
        }
        if (found && !isReadable(*found->field->type()))
            return fail(ErrorCode::Unsupported,
                        "{}: column \"{}\" is of type {}; read are text, whole numbers, and lists of either",
                        m_path.string(), column.name, found->field->type()->ToString().substr(0, 100));
        const auto named = [&](const auto& field) { return field->name() == column.name; };
        if (found && std::count_if(fields.begin(), fields.end(), named) > 1)
            return fail(ErrorCode::InvalidInput, "{}: has more than one column \"{}\"", m_path.string(),
                        column.name);
        m_paths.push_back(found ? found->path : ColumnPath());
        return {};
    }

    fs::path m_path;
    std::unique_ptr<BatchSource> m_batches;
    std::vector<ColumnPath> m_paths;
    std::shared_ptr<arrow::RecordBatch> m_batch;
    std::int64_t m_row = -1; // in the batch
};

} // namespace

} // namespace retort::columns

extern "C" __attribute__((visibility("default"))) void
retortOpenColumnFile(const std::filesystem::path& path, retort::columns::ColumnFormat format,
                     const std::vector<retort::columns::WantedColumn>& columns,
                     retort::Result<std::unique_ptr<retort::columns::ColumnFile>>& opened) {
    auto file = std::make_unique<retort::columns::ArrowColumnFile>(path);
    const retort::Status status = file->open(format, columns);
    if (status)
        opened = std::move(file);
    else
        opened = tl::unexpected<retort::Error>(status.error());
}
