// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/row_stream.h"

namespace retort::corpus {

Result<std::unique_ptr<RowStream>> openRows(const DataFile& file, const DataSource& source) {
    switch (file.kind) {
    case FileKind::JsonLines:
        return openJsonLines(file, source);
    case FileKind::Csv:
    case FileKind::Tsv:
        return openDelimited(file, source);
    case FileKind::Text:
        return openPlainText(file, source);
    case FileKind::Parquet:
    case FileKind::Arrow:
        return openColumns(file, source);
    case FileKind::Npy:
        return openNpy(file, source);
    case FileKind::Tokens:
        return openTokenFile(file, source);
    }
    return fail(ErrorCode::Internal, "{}: is of no kind", file.path.string());
}

std::string tooLongRow(const DataSource& source) {
    return fmt::format("longer than {} bytes", source.maxRowBytes);
}

} // namespace retort::corpus
