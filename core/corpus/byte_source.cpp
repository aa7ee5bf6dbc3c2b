// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace retort::corpus {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPackedChunk = 256U << 10U;

class PlainBytes final : public ByteSource {
public:
    explicit PlainBytes(fs::path path) : m_path(std::move(path)) {}
    ~PlainBytes() override {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    Status open() {
        m_descriptor = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat status = {};
        if (m_descriptor < 0 || ::fstat(m_descriptor, &status) != 0)
            return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, "{}: can't be opened: {}",
                        m_path.string(), std::strerror(errno));
        if (!S_ISREG(status.st_mode))
            return fail(ErrorCode::InvalidInput,
                        "{}: is not a regular file; data are read twice, so store them in one",
                        m_path.string());
        ::posix_fadvise(m_descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
        return {};
    }

    Result<std::size_t> read(std::span<char> into) override {
        for (;;) {
            const ssize_t count = ::read(m_descriptor, into.data(), into.size());
            if (count >= 0)
                return static_cast<std::size_t>(count);
            if (errno != EINTR)
                return fail(ErrorCode::Io, "{}: can't be read: {}", m_path.string(), std::strerror(errno));
        }
    }

    [[nodiscard]] std::string name() const { return m_path.string(); }

private:
    fs::path m_path;
    int m_descriptor = -1;
};

class GzipBytes final : public ByteSource {
public:
    explicit GzipBytes(std::unique_ptr<PlainBytes> packed) : m_packed(std::move(packed)), m_in(kPackedChunk) {
        constexpr int kGzipOnly = 16;
        if (inflateInit2(&m_stream, MAX_WBITS + kGzipOnly) != Z_OK)
            throw std::bad_alloc();
    }
    ~GzipBytes() override { inflateEnd(&m_stream); }
    GzipBytes(const GzipBytes&) = delete;
    GzipBytes& operator=(const GzipBytes&) = delete;

    Result<std::size_t> read(std::span<char> into) override {
        m_stream.next_out = reinterpret_cast<Bytef*>(into.data());
        m_stream.avail_out = static_cast<uInt>(into.size());
        while (m_stream.avail_out == into.size()) {
            if (m_stream.avail_in == 0) {
                RETORT_TRY(const std::size_t count, m_packed->read(m_in));
                m_stream.next_in = reinterpret_cast<Bytef*>(m_in.data());
                m_stream.avail_in = static_cast<uInt>(count);
                if (count == 0) {
                    if (m_betweenMembers)
                        return std::size_t{0};
                    return fail(ErrorCode::InvalidInput,
                                "{}: the gzip file is cut off; copy it again or unpack what there is",
                                m_packed->name());
                }
            }
            if (m_betweenMembers && m_membersRead > 0)
                inflateReset(&m_stream);
            m_betweenMembers = false;
            const int status = inflate(&m_stream, Z_NO_FLUSH);
            if (status == Z_STREAM_END) {
                m_betweenMembers = true;
                ++m_membersRead;
            } else if (status == Z_MEM_ERROR) {
                throw std::bad_alloc();
            } else if (status != Z_OK && status != Z_BUF_ERROR) {
                return fail(ErrorCode::InvalidInput, "{}: is not a sound gzip file ({})", m_packed->name(),
                            m_stream.msg != nullptr ? m_stream.msg : "damaged");
            }
        }
        return into.size() - m_stream.avail_out;
    }

private:
    std::unique_ptr<PlainBytes> m_packed;
    std::vector<char> m_in;
    z_stream m_stream = {};
    bool m_betweenMembers = false;
    std::uint64_t m_membersRead = 0;
};

class ZstdBytes final : public ByteSource {
public:
    explicit ZstdBytes(std::unique_ptr<PlainBytes> packed)
        : m_packed(std::move(packed)), m_in(kPackedChunk), m_stream(ZSTD_createDStream(), ZSTD_freeDStream) {
        if (!m_stream)
            throw std::bad_alloc();
    }

    Result<std::size_t> read(std::span<char> into) override {
        ZSTD_outBuffer out = {into.data(), into.size(), 0};
        while (out.pos == 0) {
            if (m_unread.pos == m_unread.size && !m_outputWaits) {
                RETORT_TRY(const std::size_t count, m_packed->read(m_in));
                m_unread = {m_in.data(), count, 0};
                if (count == 0 && m_insideFrame)
                    return fail(ErrorCode::InvalidInput,
                                "{}: the zstd file is cut off; copy it again or unpack what there is",
                                m_packed->name());
                if (count == 0)
                    return std::size_t{0};
            }
            const std::size_t status = ZSTD_decompressStream(m_stream.get(), &out, &m_unread);
            if (ZSTD_isError(status) != 0)
                return fail(ErrorCode::InvalidInput, "{}: is not a sound zstd file ({})", m_packed->name(),
                            ZSTD_getErrorName(status));
            m_insideFrame = status != 0;
            m_outputWaits = m_insideFrame && out.pos == out.size;
        }
        return out.pos;
    }

private:
    std::unique_ptr<PlainBytes> m_packed;
    std::vector<char> m_in;
    std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> m_stream;
    ZSTD_inBuffer m_unread = {nullptr, 0, 0};
    bool m_insideFrame = true;
    bool m_outputWaits = false; // the last call filled all the room it was given
};

} // namespace

Result<std::unique_ptr<ByteSource>> openBytes(const fs::path& path, Packing packing) {
    auto plain = std::make_unique<PlainBytes>(path);
    RETORT_CHECK(plain->open());
    if (packing == Packing::Gzip)
        return std::make_unique<GzipBytes>(std::move(plain));
    if (packing == Packing::Zstd)
        return std::make_unique<ZstdBytes>(std::move(plain));
    return plain;
}

} // namespace retort::corpus
