// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One row of a JSON Lines file to a record.
#pragma once

#include "core/corpus/records.h"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace retort::corpus {

struct RowOutcome {
    Record record; // text, response, group, subjects, repeats; the id where the source names an id field
    std::string problem; // why there is no record; empty when there is one
    bool malformed = false;
};

// Reads rows of one source; one object by one thread at a time.
class RowReader {
public:
    explicit RowReader(const DataSource& source) : m_source(source) {}
    [[nodiscard]] RowOutcome read(std::string_view row);

private:
    // Each returns the problem, or an empty text.
    [[nodiscard]] std::string readText(const simdjson::dom::object& row, Record& record) const;
    [[nodiscard]] std::string readLabels(const simdjson::dom::object& row, Record& record) const;
    [[nodiscard]] std::string readRepeats(const simdjson::dom::object& row, Record& record) const;

    const DataSource& m_source;
    simdjson::dom::parser m_parser;
};

} // namespace retort::corpus
