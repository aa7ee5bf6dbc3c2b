// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/table_writer.h"

#include "core/base/files.h"
#include "core/base/json.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr std::size_t kBufferBytes = 1U << 20U;

std::string numberText(double value) {
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    return fmt::format("{}", value);
}

std::string csvText(const std::string& text) {
    std::string cell;
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        cell += '\'';
    cell += text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos)
        return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

// Buffers text for an AtomicFile.
class TextTable : public TableWriter {
public:
    TextTable(AtomicFile file, std::vector<Column> columns)
        : m_file(std::move(file)), m_columns(std::move(columns)) {}

    Status finish() override {
        RETORT_CHECK(flush());
        return m_file.commit();
    }

protected:
    [[nodiscard]] const std::vector<Column>& columns() const { return m_columns; }

    Status add(std::string_view line) {
        m_buffer += line;
        m_buffer += '\n';
        return m_buffer.size() < kBufferBytes ? Status() : flush();
    }

private:
    Status flush() {
        const Status status = m_file.write(m_buffer);
        m_buffer.clear();
        return status;
    }

    AtomicFile m_file;
    std::vector<Column> m_columns;
    std::string m_buffer;
};

class CsvTable final : public TextTable {
public:
    using TextTable::TextTable;

    Status header() {
        std::string line;
        for (const Column& column : columns())
            line += (line.empty() ? "" : ",") + csvText(column.name);
        return add(line);
    }

    Status row(std::span<const Cell> cells) override {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0)
                line += ',';
            if (const auto* text = std::get_if<std::string>(&cells[i]))
                line += csvText(*text);
            else if (const auto* integer = std::get_if<std::int64_t>(&cells[i]))
                line += std::to_string(*integer);
            else if (const auto* real = std::get_if<double>(&cells[i]))
                line += numberText(*real);
            else if (const auto* truth = std::get_if<bool>(&cells[i]))
                line += *truth ? "true" : "false";
        }
        return add(line);
    }
};

class JsonLinesTable final : public TextTable {
public:
    using TextTable::TextTable;

    Status row(std::span<const Cell> cells) override {
        Json object = Json::object();
        for (std::size_t i = 0; i < cells.size(); ++i)
            object[columns()[i].name] = std::visit([](const auto& value) { return toJson(value); }, cells[i]);
        return add(toJsonLine(object));
    }

private:
    static Json toJson(std::monostate) { return nullptr; }
    static Json toJson(double value) { return std::isfinite(value) ? Json(value) : Json(numberText(value)); }
    template <class T>
    static Json toJson(const T& value) {
        return value;
    }
};

} // namespace

Result<std::unique_ptr<TableWriter>> openTable(const std::filesystem::path& path,
                                               std::vector<Column> columns) {
    const std::string extension = path.extension().string();
    if (extension != ".csv" && extension != ".jsonl")
        return fail(ErrorCode::Usage, "{}: the name must end in .csv or .jsonl, which says what to write",
                    path.string());
    if (extension == ".jsonl") {
        RETORT_TRY(AtomicFile file, AtomicFile::create(path));
        return std::make_unique<JsonLinesTable>(std::move(file), std::move(columns));
    }
    const auto isList = [](const Column& column) {
        return column.type == ColumnType::IntegerList || column.type == ColumnType::RealList;
    };
    if (std::any_of(columns.begin(), columns.end(), isList))
        return fail(ErrorCode::Usage, "{}: lists don't fit into CSV; end the name in .jsonl", path.string());
    RETORT_TRY(AtomicFile file, AtomicFile::create(path));
    auto table = std::make_unique<CsvTable>(std::move(file), std::move(columns));
    RETORT_CHECK(table->header());
    return table;
}

} // namespace retort
