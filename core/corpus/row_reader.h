// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The fields of one row to a record, the same way for every kind of file.
#pragma once

#include "core/columns/field.h"
#include "core/corpus/records.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace retort::corpus {

// What a field is for. Personal ones come last, as many as the source names.
enum class FieldRole { Text, Id, Group, Subject, Repeats, Prompt, Context, Response, Personal };

// The fields of a source by number: one for each role, then its further personal ones.
[[nodiscard]] std::size_t fieldCount(const DataSource& source);
[[nodiscard]] inline std::size_t fieldNumber(FieldRole role, std::size_t personal = 0) {
    return static_cast<std::size_t>(role) + personal;
}
// The name the source gives to this field; empty where it uses none.
[[nodiscard]] const std::string& fieldName(const DataSource& source, std::size_t field);
// Whether every row must have it.
[[nodiscard]] bool isRequired(const DataSource& source, std::size_t field);

class RowFields {
public:
    virtual ~RowFields() = default;
    // Of the current row; asked only for fields with a name.
    [[nodiscard]] virtual columns::Field field(std::size_t number) = 0;
};

struct RowOutcome {
    Record
        record; // text or token ids, response, labels, personal values; the id where the row has one; place
    std::string problem; // why there is no record; empty when there is one
    bool malformed = false;

    // A row that could not even be taken apart.
    void refuse(std::string why) {
        problem = std::move(why);
        malformed = true;
    }
};

// The id, or -1, which no vocabulary holds, for what does not fit.
[[nodiscard]] std::int32_t tokenId(std::int64_t value);

// Fills record, problem and malformed from the fields; the place stays as it is. A reason never holds the
// row's text.
void readRow(const DataSource& source, RowFields& fields, RowOutcome& outcome);
// For rows without fields: the text is all there is. It must be UTF-8 without NUL bytes.
void readBareText(std::string text, RowOutcome& outcome);

} // namespace retort::corpus
