// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rows of one data file in order, whatever its kind.
#pragma once

#include "core/corpus/data_files.h"
#include "core/corpus/row_reader.h"

#include <memory>
#include <optional>

namespace retort::corpus {

class RowStream {
public:
    virtual ~RowStream() = default;
    // None behind the last row. The outcome's record has its place (line, byte offset and length) and, unless
    // there is a problem, its content. Errors are those of the file: what can't be read or taken apart.
    [[nodiscard]] virtual Result<std::optional<RowOutcome>> next() = 0;
};

// The source must outlive the stream. Memory does not grow with the number of rows. Errors: the file's kind
// does not fit its content, fields that the file has not, a missing key (token_type, row_tokens).
[[nodiscard]] Result<std::unique_ptr<RowStream>> openRows(const DataFile& file, const DataSource& source);

// One for each kind; called by openRows().
using OpenedRows = Result<std::unique_ptr<RowStream>>;
[[nodiscard]] OpenedRows openJsonLines(const DataFile& file, const DataSource& source);
[[nodiscard]] OpenedRows openDelimited(const DataFile& file, const DataSource& source); // .csv, .tsv
[[nodiscard]] OpenedRows openPlainText(const DataFile& file, const DataSource& source);
[[nodiscard]] OpenedRows openColumns(const DataFile& file, const DataSource& source); // Parquet, Arrow
[[nodiscard]] OpenedRows openNpy(const DataFile& file, const DataSource& source);
[[nodiscard]] OpenedRows openTokenFile(const DataFile& file, const DataSource& source); // .bin

// Why a row of more than DataSource::maxRowBytes is malformed.
[[nodiscard]] std::string tooLongRow(const DataSource& source);

} // namespace retort::corpus
