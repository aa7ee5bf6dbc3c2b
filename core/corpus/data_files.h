// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which files a data set consists of, and of what kind each is: the name's ending decides.
#pragma once

#include "core/base/result.h"
#include "core/corpus/byte_source.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort::corpus {

enum class FileKind { JsonLines, Csv, Tsv, Text, Parquet, Arrow, Npy, Tokens };

struct DataFile {
    std::filesystem::path path;
    FileKind kind = FileKind::JsonLines;
    Packing packing = Packing::None; // of the text kinds
};

// .jsonl .ndjson .csv .tsv .txt, each also with .gz or .zst behind it; .parquet; .arrow .feather; .npy; .bin.
// Capitals count as small letters. None for any other name.
[[nodiscard]] std::optional<DataFile> dataFileFromName(const std::filesystem::path& path);

struct FileList {
    std::vector<DataFile> files;
    std::vector<std::string> warnings; // what a folder holds besides, by name
};

// Folders are replaced by the files in them, in the order of their names; folders inside them are not
// entered. Errors: no path at all, what does not exist, a named file of unknown kind, a folder without data,
// one file twice.
[[nodiscard]] Result<FileList> listDataFiles(const std::vector<std::filesystem::path>& paths);

// "data.csv:17", or "data.parquet, row 17" for a kind without lines.
[[nodiscard]] std::string placeInFile(const std::filesystem::path& path, std::uint64_t line);

} // namespace retort::corpus
