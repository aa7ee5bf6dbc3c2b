// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/run_lease.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>
#include <utility>

namespace retort::jobs {

namespace {

constexpr int kAttempts = 10;

std::filesystem::path lockFileOf(const std::filesystem::path& audit) {
    return audit.string() + ".lock";
}

// Whether the path still names the open file: the holder before us may have removed it between open and
// flock.
bool stillNamed(int descriptor, const std::filesystem::path& path) {
    struct stat open = {};
    struct stat named = {};
    return fstat(descriptor, &open) == 0 && stat(path.c_str(), &named) == 0 && open.st_ino == named.st_ino &&
           open.st_dev == named.st_dev;
}

// The process number that the holder wrote, for the message only.
std::string holderOf(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t size = pread(descriptor, text.data(), text.size(), 0);
    if (size <= 0)
        return "another process";
    int number = 0;
    if (std::from_chars(text.data(), text.data() + size, number).ec != std::errc())
        return "another process";
    return "process " + std::to_string(number);
}

} // namespace

Result<RunLease> RunLease::acquire(const std::filesystem::path& audit) {
    const auto path = lockFileOf(audit);
    for (int attempt = 0;; ++attempt) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0)
            return fail(ErrorCode::Io,
                        "{}: can't be created ({}); an audit needs a folder that can be written to",
                        path.string(), std::strerror(errno));
        if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int reason = errno;
            const std::string holder = holderOf(descriptor);
            ::close(descriptor);
            if (reason != EWOULDBLOCK)
                return fail(ErrorCode::Io, "{}: can't be locked ({})", path.string(), std::strerror(reason));
            // An onlooker in isHeld() has it for a moment, too.
            if (attempt < kAttempts) {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                continue;
            }
            return fail(ErrorCode::Conflict,
                        "{}: {} runs this audit at the moment; wait for it, or stop it first", audit.string(),
                        holder);
        }
        if (!stillNamed(descriptor, path)) {
            ::close(descriptor);
            continue;
        }
        RunLease lease(path, descriptor);
        const std::string number = std::to_string(::getpid()) + "\n";
        if (ftruncate(descriptor, 0) != 0 ||
            pwrite(descriptor, number.data(), number.size(), 0) != static_cast<ssize_t>(number.size()))
            return fail(ErrorCode::Io, "{}: can't be written ({})", path.string(), std::strerror(errno));
        return lease;
    }
}

bool RunLease::isHeld(const std::filesystem::path& audit) {
    const int descriptor = ::open(lockFileOf(audit).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    // A shared lock, so that two onlookers don't take each other for a run.
    const bool held = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return held;
}

RunLease::RunLease(std::filesystem::path lockFile, int descriptor)
    : m_lockFile(std::move(lockFile)), m_descriptor(descriptor) {}

RunLease::~RunLease() {
    release();
}

RunLease::RunLease(RunLease&& other) noexcept
    : m_lockFile(std::move(other.m_lockFile)), m_descriptor(std::exchange(other.m_descriptor, -1)) {}

RunLease& RunLease::operator=(RunLease&& other) noexcept {
    if (this != &other) {
        release();
        m_lockFile = std::move(other.m_lockFile);
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

void RunLease::release() noexcept {
    if (m_descriptor < 0)
        return;
    // Removed while still locked: whoever opened it meanwhile notices that the name is gone and tries again.
    ::unlink(m_lockFile.c_str());
    ::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace retort::jobs
