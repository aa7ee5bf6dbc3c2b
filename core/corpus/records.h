// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files to records with stable ids. Every row becomes a record or an exclusion with its reason.
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/corpus/personal_data.h"
#include "core/corpus/prompt_template.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

// What a record of a plain text file is. Blank lines part paragraphs.
enum class TextRows { Line, Paragraph, File };
// "line", "paragraph", "file".
[[nodiscard]] Result<TextRows> textRowsFromName(std::string_view name);

// How a .bin file stores token ids, little endian.
enum class TokenFileType { Unknown, UInt16, UInt32 };
// "uint16", "uint32", or "" for Unknown.
[[nodiscard]] Result<TokenFileType> tokenFileTypeFromName(std::string_view name);

inline constexpr std::uint64_t kMaxRowBytes = 64U << 20U;
inline constexpr double kAllowedMalformed = 0.01;

// A field that holds personal details of one type.
struct PersonalField {
    std::string type;
    std::string field;
};

// Where a data set's records come from. Field names are keys of a JSON object or names of columns, with dots
// for what lies inside ("meta.id"); an empty name means there is none.
struct DataSource {
    std::vector<std::filesystem::path> paths; // files, or folders of them (read in name order)
    std::string textField = "text";           // a text, or a list of whole numbers: token ids
    std::string idField;
    bool idOptional = false; // rows without an id, and files without such a field, are named by file and line
    std::string groupField;
    std::string subjectField; // a text or a list of texts: the person(s) the record speaks of
    std::string repeatsField;
    std::vector<PersonalField>
        personalFields; // further personal details of the record, each a text or a list
    // With a response field, prompt/response data: textField is not used.
    std::string promptField;
    std::string contextField;
    std::string responseField;
    PromptTemplate promptTemplate;

    TextRows textRows = TextRows::Line;
    TokenFileType tokenType = TokenFileType::Unknown;
    // Of token ids in one long row: the length of a record, or the id that ends one and is no part of it. In
    // rows of their own, the end token and what stands behind it is left out.
    std::uint64_t rowTokens = 0;
    std::optional<std::int32_t> endToken;

    double allowedMalformed = kAllowedMalformed; // share of the rows, 0 to 1
    std::uint64_t maxRowBytes = kMaxRowBytes;    // longer rows are malformed
};

struct Record {
    std::string id;                   // from the id field, else "file name:line"
    std::string text;                 // well-formed UTF-8; not empty unless the record came as token ids
    std::vector<std::int32_t> tokens; // where the file holds token ids: those, and no text (see giveText())
    std::uint64_t responseBegin = 0;  // byte where the scored part of the text begins; 0 for plain text
    std::optional<std::string> group;
    std::vector<std::string> subjects;
    std::vector<PersonalValue> personal; // of the personal fields, in their order
    std::uint64_t repeats = 1;           // how often the record stood in the training data; at least 1
    std::filesystem::path path;
    std::uint64_t line = 0;       // 1-based; the row's number in files that have no lines
    std::uint64_t byteOffset = 0; // of the row in its unpacked file; 0 in Parquet and Arrow files
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
    std::vector<std::string> warnings; // what a folder holds besides data; fields that no row has
    Digest digest{}; // over all records in order: id, text or token ids, group, subjects, personal, repeats
};

struct DataSet {
    std::vector<Record> records;
    ReadSummary summary;
};

using RecordSink = std::function<Status(Record&&)>;
using ExcludedSink = std::function<Status(const ExcludedRow&)>;

// Hands every record to `sink` in input order, and every excluded row in its place among them to `excluded`;
// their error ends the reading. Memory grows with the number of excluded rows and, where there is an id
// field, by 8 bytes a record; otherwise it depends on the longest row alone. Errors: a file that can't be
// read, two records with one id (both places named; found at the end), no record at all, and more malformed
// rows than allowed (the first place named), which is judged after every 100,000 rows and at the end.
[[nodiscard]] Result<ReadSummary> streamRecords(const DataSource& source, const RecordSink& sink,
                                                const ExcludedSink& excluded = {});
[[nodiscard]] Result<DataSet> readRecords(const DataSource& source);

} // namespace retort::corpus
