// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files to records with stable ids. Every row becomes a record or an exclusion with its reason.
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

enum class PromptTemplate {
    None,  // the texts joined with nothing between
    Alpaca // the form of arXiv 2508.07054's code, ending in "### Response:" and a newline
};
// "alpaca", or "" for None.
[[nodiscard]] Result<PromptTemplate> promptTemplateFromName(std::string_view name);

// Where a data set's records come from. Field names are keys of the row's JSON object; an empty name means
// there is none.
struct DataSource {
    std::vector<std::filesystem::path> paths; // .jsonl files, or folders of them (read in name order)
    std::string textField = "text";
    std::string idField;
    std::string groupField;
    std::string subjectField; // a string or a list of strings: the person(s) the record speaks of
    std::string repeatsField;
    // With a response field, prompt/response data: textField is not used.
    std::string promptField;
    std::string contextField;
    std::string responseField;
    PromptTemplate promptTemplate = PromptTemplate::None;
};

struct Record {
    std::string id;                  // from the id field, else "file name:line"
    std::string text;                // well-formed UTF-8, not empty
    std::uint64_t responseBegin = 0; // byte where the scored part of the text begins; 0 for plain text
    std::optional<std::string> group;
    std::vector<std::string> subjects;
    std::uint64_t repeats = 1; // how often the record stood in the training data; at least 1
    std::filesystem::path path;
    std::uint64_t line = 0;       // 1-based
    std::uint64_t byteOffset = 0; // of the row in its file
    std::uint64_t byteLength = 0; // of the row, line end excluded
};

struct ExcludedRow {
    std::string id; // the row's own where it could be read, else "file name:line"
    std::filesystem::path path;
    std::uint64_t line = 0;
    std::string reason;    // for instance "not JSON", "no field \"text\"", "empty"; never the row's text
    bool malformed = true; // false for rows that are well-formed but hold nothing to score
};

struct ReadSummary {
    std::uint64_t rows = 0; // records + excluded; blank lines are not rows
    std::uint64_t records = 0;
    std::vector<ExcludedRow> excluded;
    Digest digest{}; // over all records in order: id, text, group, subjects, repeats
};

struct DataSet {
    std::vector<Record> records;
    ReadSummary summary;
};

// Hands every record to `sink` in input order; its error ends the reading. Errors: a file that can't be read,
// two records with one id (both places named), more than 1 % malformed rows (the first place named), no
// record at all.
[[nodiscard]] Result<ReadSummary> streamRecords(const DataSource& source,
                                                const std::function<Status(Record&&)>& sink);
[[nodiscard]] Result<DataSet> readRecords(const DataSource& source);

} // namespace retort::corpus
