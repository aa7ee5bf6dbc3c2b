// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/fingerprint_cache.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

namespace retort::checkpoint {

namespace {

constexpr int kVersion = 1;
constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 20U;
constexpr std::int64_t kYoungSeconds = 2;

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

bool isDigest(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

FileStates::FileStates(const std::vector<std::filesystem::path>& files,
                       std::chrono::system_clock::time_point now) {
    const std::int64_t moment =
        std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
    for (const std::filesystem::path& file : files) {
        std::error_code error;
        const std::filesystem::path whole = std::filesystem::canonical(file, error);
        struct stat status = {};
        if (error || ::stat(whole.c_str(), &status) != 0) {
            m_text.clear();
            return;
        }
        const std::int64_t modified = nanoseconds(status.st_mtim);
        const std::int64_t changed = nanoseconds(status.st_ctim);
        m_young = m_young || std::max(modified, changed) > moment - kYoungSeconds * 1'000'000'000;
        m_text += fmt::format("{} {} {} {} {} {}\n", status.st_size, modified, changed, status.st_dev,
                              status.st_ino, whole.string());
    }
}

std::optional<FingerprintCache> FingerprintCache::ofUser() {
    const auto folderIn = [](const char* variable) -> std::filesystem::path {
        const char* value = std::getenv(variable);
        const std::filesystem::path folder = value == nullptr ? "" : value;
        return folder.is_absolute() ? folder : std::filesystem::path();
    };
    if (const std::filesystem::path cache = folderIn("XDG_CACHE_HOME"); !cache.empty())
        return FingerprintCache(cache / "retort" / "fingerprints");
    if (const std::filesystem::path home = folderIn("HOME"); !home.empty())
        return FingerprintCache(home / ".cache" / "retort" / "fingerprints");
    return std::nullopt;
}

std::filesystem::path FingerprintCache::fileFor(const FileStates& states) const {
    return m_folder / (toHex(sha256(states.text())) + ".json");
}

std::optional<std::string> FingerprintCache::find(const FileStates& states) const {
    if (states.text().empty())
        return std::nullopt;
    const auto document = readJsonFile(fileFor(states), kMaxBytes);
    if (!document || !document->is_object() || document->value("version", Json()) != Json(kVersion) ||
        document->value("files", Json()) != Json(states.text()))
        return std::nullopt;
    const Json digest = document->value("sha256", Json());
    if (!digest.is_string() || !isDigest(digest.get_ref<const std::string&>()))
        return std::nullopt;
    return digest.get<std::string>();
}

void FingerprintCache::remember(const FileStates& states, std::string_view digest) const {
    if (states.text().empty() || states.isYoung())
        return;
    std::error_code error;
    std::filesystem::create_directories(m_folder, error);
    const Json document{{"version", kVersion}, {"files", states.text()}, {"sha256", digest}};
    // A cache that can't be written costs time at the next call and nothing else.
    static_cast<void>(writeFile(fileFor(states), toJsonLine(document) + "\n", 0600));
}

} // namespace retort::checkpoint
