// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace retort {

namespace {

// Closes the descriptor on every way out.
class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

tl::unexpected<Error> systemError(std::string_view doing, const std::filesystem::path& path) {
    const int number = errno;
    const ErrorCode code = number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
    return fail(code, "{}: {}: {}", path.string(), doing, std::strerror(number));
}

Result<std::uint64_t> regularSize(int descriptor, const std::filesystem::path& path) {
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0)
        return systemError("can't be examined", path);
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::InvalidInput, "{}: is not a regular file", path.string());
    return static_cast<std::uint64_t>(status.st_size);
}

} // namespace

Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t maxBytes) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0)
        return systemError("can't be opened", path);
    RETORT_TRY(const std::uint64_t size, regularSize(file.get(), path));
    if (size > maxBytes)
        return fail(ErrorCode::InvalidInput,
                    "{}: has {} bytes, more than the {} that are read from such a file", path.string(), size,
                    maxBytes);
    std::string text(size, '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::read(file.get(), text.data() + done, text.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError("can't be read", path);
        if (count == 0)
            return fail(ErrorCode::Io, "{}: ended after {} of {} bytes while it was read", path.string(),
                        done, size);
        done += static_cast<std::size_t>(count);
    }
    return text;
}

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0)
        return systemError("can't be opened", path);
    RETORT_TRY(const std::uint64_t size, regularSize(file.get(), path));
    std::shared_ptr<MappedFile> mapped(new MappedFile);
    if (size > 0) {
        void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
        if (address == MAP_FAILED)
            return systemError("can't be mapped", path);
        mapped->m_bytes = {static_cast<const std::byte*>(address), static_cast<std::size_t>(size)};
    }
    return std::shared_ptr<const MappedFile>(std::move(mapped));
}

void MappedFile::release(std::span<const std::byte> part) const {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const auto first = static_cast<std::size_t>(part.data() - m_bytes.data()) / page * page;
    const auto end = static_cast<std::size_t>(part.data() - m_bytes.data()) + part.size();
    if (!part.empty())
        ::madvise(const_cast<std::byte*>(m_bytes.data()) + first, end - first, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
    if (!m_bytes.empty())
        ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
}

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& target, unsigned mode) {
    std::error_code ignored;
    if (std::filesystem::is_directory(target, ignored))
        return fail(ErrorCode::Io, "{}: is a folder; name a file", target.string());
    AtomicFile file;
    file.m_target = target;
    std::string pattern = target.string() + ".XXXXXX";
    file.m_descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (file.m_descriptor < 0)
        return systemError("can't be written", target);
    file.m_temporary = pattern;
    if (::fchmod(file.m_descriptor, mode) != 0)
        return systemError("can't be given its permissions", target);
    return file;
}

AtomicFile::~AtomicFile() {
    discard();
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept {
    *this = std::move(other);
}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
    if (this != &other) {
        discard();
        m_target = std::move(other.m_target);
        m_temporary = std::move(other.m_temporary);
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

void AtomicFile::discard() noexcept {
    if (m_descriptor < 0)
        return;
    ::close(m_descriptor);
    m_descriptor = -1;
    ::unlink(m_temporary.c_str());
}

Status AtomicFile::write(std::string_view text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::write(m_descriptor, text.data() + done, text.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError("can't be written", m_target);
        done += static_cast<std::size_t>(count);
    }
    return {};
}

Status AtomicFile::write(std::span<const std::byte> bytes) {
    return write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Status AtomicFile::commit() {
    if (::fsync(m_descriptor) != 0)
        return systemError("can't be written", m_target);
    if (::rename(m_temporary.c_str(), m_target.c_str()) != 0)
        return systemError("can't be put in place", m_target);
    ::close(std::exchange(m_descriptor, -1));
    return {};
}

Status writeFile(const std::filesystem::path& target, std::string_view text, unsigned mode) {
    RETORT_TRY(AtomicFile file, AtomicFile::create(target, mode));
    RETORT_CHECK(file.write(text));
    return file.commit();
}

} // namespace retort
