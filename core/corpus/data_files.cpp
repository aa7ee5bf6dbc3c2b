// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/data_files.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace retort::corpus {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, FileKind>, 10> kEndings = {{{".jsonl", FileKind::JsonLines},
                                                                             {".ndjson", FileKind::JsonLines},
                                                                             {".csv", FileKind::Csv},
                                                                             {".tsv", FileKind::Tsv},
                                                                             {".txt", FileKind::Text},
                                                                             {".parquet", FileKind::Parquet},
                                                                             {".arrow", FileKind::Arrow},
                                                                             {".feather", FileKind::Arrow},
                                                                             {".npy", FileKind::Npy},
                                                                             {".bin", FileKind::Tokens}}};
constexpr std::string_view kReadable =
    ".jsonl, .csv, .tsv, .txt (each also packed as .gz or .zst), .parquet, .arrow, .feather, .npy and .bin";
// Further names are counted.
constexpr std::size_t kNamedStrangers = 10;

std::string lowered(std::string text) {
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

bool isText(FileKind kind) {
    return kind == FileKind::JsonLines || kind == FileKind::Csv || kind == FileKind::Tsv ||
           kind == FileKind::Text;
}

tl::unexpected<Error> unknownKind(const fs::path& path) {
    const std::string ending = lowered(path.extension().string());
    const std::string_view hint =
        ending == ".json" ? " (if every line of it is one JSON object, name it .jsonl)" : "";
    return fail(ErrorCode::Unsupported, "{}: is no kind of file that holds records{}; read are {}",
                path.string(), hint, kReadable);
}

std::string strangersIn(const fs::path& folder, const std::vector<std::string>& names) {
    const auto named = std::min(names.size(), kNamedStrangers);
    std::string text =
        fmt::format("{}: not read, being no data files: {}", folder.string(),
                    fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(named), ", "));
    if (names.size() > named)
        text += fmt::format(" and {} more", names.size() - named);
    return text;
}

Status listFolder(const fs::path& folder, FileList& list) {
    std::error_code error;
    std::vector<fs::path> inside;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        inside.push_back(entry->path());
    if (error)
        return fail(ErrorCode::Io, "{}: can't be listed: {}", folder.string(), error.message());
    std::sort(inside.begin(), inside.end());
    std::vector<std::string> strangers;
    const std::size_t before = list.files.size();
    for (const fs::path& path : inside) {
        const bool isFolder = fs::is_directory(path, error);
        const auto file = isFolder ? std::nullopt : dataFileFromName(path);
        if (file)
            list.files.push_back(*file);
        else
            strangers.push_back(path.filename().string() + (isFolder ? "/" : ""));
    }
    if (list.files.size() == before)
        return fail(ErrorCode::InvalidInput, "{}: holds no data file; read are {}", folder.string(),
                    kReadable);
    if (!strangers.empty())
        list.warnings.push_back(strangersIn(folder, strangers));
    return {};
}

} // namespace

std::optional<DataFile> dataFileFromName(const fs::path& path) {
    DataFile file;
    file.path = path;
    fs::path name = path.filename();
    const std::string packed = lowered(name.extension().string());
    if (packed == ".gz" || packed == ".zst") {
        file.packing = packed == ".gz" ? Packing::Gzip : Packing::Zstd;
        name = name.stem();
    }
    const std::string ending = lowered(name.extension().string());
    const auto known = std::find_if(kEndings.begin(), kEndings.end(),
                                    [&](const auto& entry) { return entry.first == ending; });
    if (known == kEndings.end() || (file.packing != Packing::None && !isText(known->second)))
        return std::nullopt;
    file.kind = known->second;
    return file;
}

Result<FileList> listDataFiles(const std::vector<fs::path>& paths) {
    FileList list;
    for (const fs::path& path : paths) {
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (!fs::exists(status))
            return fail(ErrorCode::NotFound, "{}: there is no such data file", path.string());
        if (fs::is_directory(status)) {
            RETORT_CHECK(listFolder(path, list));
            continue;
        }
        const auto file = dataFileFromName(path);
        if (!file)
            return unknownKind(path);
        list.files.push_back(*file);
    }
    if (list.files.empty())
        return fail(ErrorCode::Usage, "a data set names no file; give it a path");
    std::set<fs::path> known;
    for (const DataFile& file : list.files) {
        std::error_code error;
        const fs::path real = fs::canonical(file.path, error);
        if (!known.insert(error ? file.path : real).second)
            return fail(ErrorCode::Usage, "{}: is listed twice in one data set; name it once",
                        file.path.string());
    }
    return list;
}

std::string placeInFile(const fs::path& path, std::uint64_t line) {
    const auto file = dataFileFromName(path);
    return file && !isText(file->kind) ? fmt::format("{}, row {}", path.string(), line)
                                       : fmt::format("{}:{}", path.string(), line);
}

} // namespace retort::corpus
