// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Folders that the tests of this room change at will.
#pragma once

#include "core/base/files.h"
#include "core/base/json.h"

#include <QTemporaryDir>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace retort::test {

inline std::filesystem::path referenceCheckpoint(std::string_view name) {
    return std::filesystem::path(RETORT_TEST_DATA) / "checkpoints" / name;
}

// A folder that goes away with the object.
class Folder {
public:
    Folder() = default;
    // A copy of one of tests/data/checkpoints.
    explicit Folder(std::string_view reference) {
        for (const auto& entry : std::filesystem::directory_iterator(referenceCheckpoint(reference)))
            std::filesystem::copy_file(entry.path(), path() / entry.path().filename());
    }

    [[nodiscard]] std::filesystem::path path() const { return m_directory.path().toStdString(); }
    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path() / name; }
    // False when the file can't be written, which no test goes on after.
    bool write(std::string_view name, std::string_view text) const {
        return writeFile(path() / name, text).has_value();
    }
    [[nodiscard]] std::string read(std::string_view name) const { return readFile(path() / name).value(); }
    [[nodiscard]] Json config() const { return readJsonFile(path() / "config.json").value(); }
    // Sets one member of config.json.
    bool setConfig(const std::string& key, const Json& value) const {
        Json document = config();
        document[key] = value;
        return write("config.json", document.dump());
    }

private:
    QTemporaryDir m_directory;
};

// A safetensors file from its header and its buffer, right or wrong.
inline std::string safetensorsFile(std::string_view header, std::string_view buffer) {
    std::string file;
    for (unsigned shift = 0; shift < 64; shift += 8)
        file += static_cast<char>((static_cast<std::uint64_t>(header.size()) >> shift) & 0xFFU);
    return file.append(header).append(buffer);
}

} // namespace retort::test
