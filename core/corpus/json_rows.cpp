// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JSON Lines: one object a line; blank lines are no rows.
#include "core/corpus/line_reader.h"
#include "core/corpus/row_stream.h"

#include <simdjson.h>

namespace retort::corpus {

namespace {

using columns::Field;

// The member of that name; else, with dots in the name, the member of a member.
simdjson::simdjson_result<simdjson::dom::element> member(const simdjson::dom::object& row,
                                                         std::string_view name) {
    auto value = row.at_key(name);
    const std::size_t dot = name.find('.');
    if (value.error() != simdjson::NO_SUCH_FIELD || dot == std::string_view::npos)
        return value;
    simdjson::dom::object inner;
    if (row.at_key(name.substr(0, dot)).get(inner) != simdjson::SUCCESS)
        return value;
    return member(inner, name.substr(dot + 1));
}

std::optional<std::string> digitsOf(const simdjson::dom::element& value) {
    if (value.is_int64())
        return std::to_string(value.get_int64().value_unsafe());
    if (value.is_uint64())
        return std::to_string(value.get_uint64().value_unsafe());
    return std::nullopt;
}

Field listOf(const simdjson::dom::array& list) {
    columns::WholeList numbers;
    columns::TextList texts;
    bool onlyNumbers = list.size() > 0;
    for (const simdjson::dom::element item : list) {
        std::int64_t number = 0;
        if (onlyNumbers && item.get(number) == simdjson::SUCCESS) {
            numbers.push_back(number);
            continue;
        }
        if (onlyNumbers) {
            for (const std::int64_t earlier : numbers)
                texts.push_back(std::to_string(earlier));
            onlyNumbers = false;
        }
        std::string_view text;
        if (auto digits = digitsOf(item))
            texts.push_back(*std::move(digits));
        else if (item.get(text) == simdjson::SUCCESS)
            texts.emplace_back(text);
        else
            return columns::OtherType();
    }
    return onlyNumbers ? Field(std::move(numbers)) : Field(std::move(texts));
}

class JsonRows final : public RowStream, private RowFields {
public:
    JsonRows(std::unique_ptr<ByteSource> bytes, const DataFile& file, const DataSource& source)
        : m_source(source), m_lines(std::move(bytes), file.path, source.maxRowBytes) {}

    Result<std::optional<RowOutcome>> next() override {
        for (;;) {
            RETORT_TRY(const std::optional<Line> line, m_lines.next());
            if (!line)
                return std::nullopt;
            if (line->tooLong || line->text.find_first_not_of(" \t\r") != std::string_view::npos)
                return rowOf(*line);
        }
    }

private:
    RowOutcome rowOf(const Line& line) {
        RowOutcome outcome;
        outcome.record.line = line.number;
        outcome.record.byteOffset = line.offset;
        outcome.record.byteLength = line.length;
        if (line.tooLong) {
            outcome.refuse(tooLongRow(m_source));
            return outcome;
        }
        simdjson::dom::element element;
        const auto error = m_parser.parse(line.text.data(), line.text.size()).get(element);
        if (error == simdjson::UTF8_ERROR)
            outcome.refuse("not UTF-8");
        else if (error != simdjson::SUCCESS)
            outcome.refuse("not JSON");
        else if (element.get(m_row) != simdjson::SUCCESS)
            outcome.refuse("not a JSON object");
        else
            readRow(m_source, *this, outcome);
        return outcome;
    }

    Field field(std::size_t number) override {
        simdjson::dom::element value;
        if (member(m_row, fieldName(m_source, number)).get(value) != simdjson::SUCCESS || value.is_null())
            return columns::Absent();
        std::string_view text;
        simdjson::dom::array list;
        if (value.get(text) == simdjson::SUCCESS)
            return text;
        if (auto digits = digitsOf(value))
            return columns::WholeNumber{*std::move(digits)};
        if (value.get(list) == simdjson::SUCCESS)
            return listOf(list);
        return columns::OtherType();
    }

    const DataSource& m_source;
    LineReader m_lines;
    simdjson::dom::parser m_parser;
    simdjson::dom::object m_row;
};

} // namespace

OpenedRows openJsonLines(const DataFile& file, const DataSource& source) {
    RETORT_TRY(auto bytes, openBytes(file.path, file.packing));
    return std::make_unique<JsonRows>(std::move(bytes), file, source);
}

} // namespace retort::corpus
