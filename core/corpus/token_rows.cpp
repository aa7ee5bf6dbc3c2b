// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Arrays of token ids: NumPy files of one or two dimensions, and files of nothing but ids.
#include "core/corpus/npy_header.h"
#include "core/corpus/row_stream.h"

#include <algorithm>
#include <charconv>

namespace retort::corpus {

namespace {

constexpr std::size_t kBufferBytes = 1U << 20U;

// How one id is stored.
struct TokenType {
    std::size_t bytes = 2;
    bool isSigned = false;
    bool bigEndian = false;

    [[nodiscard]] std::int32_t decode(const char* at) const {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i) {
            const std::size_t place = bigEndian ? i : bytes - 1 - i;
            value = value << 8U | static_cast<unsigned char>(at[place]);
        }
        const bool negative = isSigned && (value >> (bytes * 8 - 1) & 1U) != 0;
        return negative || value > INT32_MAX ? -1 : static_cast<std::int32_t>(value);
    }
};

// "<u2", "|u1", ">i4": little endian, without order, big endian.
std::optional<TokenType> typeFromNumpy(std::string_view name) {
    TokenType type;
    if (name.size() != 3 || (name[1] != 'u' && name[1] != 'i') ||
        std::string_view("1248").find(name[2]) == std::string_view::npos)
        return std::nullopt;
    type.bytes = static_cast<std::size_t>(name[2] - '0');
    type.isSigned = name[1] == 'i';
    type.bigEndian = name[0] == '>';
    if (name[0] != '<' && name[0] != '>' && !(name[0] == '|' && type.bytes == 1))
        return std::nullopt;
    return type;
}

// How the ids of a file are cut into rows.
struct Layout {
    TokenType type;
    std::uint64_t dataBegin = 0;
    std::uint64_t tokens = 0;
    std::uint64_t rowTokens = 0;          // 0: rows end at the end token alone
    std::optional<std::int32_t> endToken; // ends a row and is no part of it
};

class TokenRows final : public RowStream {
public:
    TokenRows(std::unique_ptr<ByteSource> bytes, const DataFile& file, const DataSource& source,
              Layout layout)
        : m_source(source), m_bytes(std::move(bytes)), m_path(file.path), m_layout(layout) {}

    Result<std::optional<RowOutcome>> next() override {
        if (m_token == m_layout.tokens)
            return std::nullopt;
        RowOutcome outcome;
        Record& record = outcome.record;
        record.line = ++m_row;
        record.byteOffset = m_layout.dataBegin + m_token * m_layout.type.bytes;
        RETORT_TRY(const bool fits, readTokens(record));
        if (!fits)
            outcome.refuse(tooLongRow(m_source));
        else if (record.tokens.empty())
            outcome.problem = "empty";
        return outcome;
    }

private:
    // Up to the end of the row; false if its ids are more than a row may have.
    Result<bool> readTokens(Record& record) {
        const std::uint64_t mostTokens = m_source.maxRowBytes / m_layout.type.bytes;
        std::uint64_t taken = 0;
        bool ended = false;
        bool fits = true;
        for (; m_token < m_layout.tokens && (m_layout.rowTokens == 0 || taken < m_layout.rowTokens);
             ++taken) {
            RETORT_TRY(const std::int32_t id, nextToken());
            const bool isEnd = m_layout.endToken && id == *m_layout.endToken;
            ended = ended || isEnd;
            if (ended && m_layout.rowTokens == 0)
                break;
            if (ended)
                continue; // what fills the row up behind the end
            fits = fits && record.tokens.size() < mostTokens;
            if (fits)
                record.tokens.push_back(id);
            record.byteLength += m_layout.type.bytes;
        }
        if (!fits)
            record.tokens = {};
        return fits;
    }

    Result<std::int32_t> nextToken() {
        const std::size_t width = m_layout.type.bytes;
        if (m_buffer.size() - m_at < width)
            RETORT_CHECK(fill());
        const std::int32_t id = m_layout.type.decode(m_buffer.data() + m_at);
        m_at += width;
        ++m_token;
        return id;
    }

    Status fill() {
        m_buffer.erase(0, m_at);
        m_at = 0;
        while (m_buffer.size() < m_layout.type.bytes) {
            const std::size_t kept = m_buffer.size();
            m_buffer.resize(kept + kBufferBytes);
            RETORT_TRY(const std::size_t count, m_bytes->read(std::span(m_buffer).subspan(kept)));
            m_buffer.resize(kept + count);
            if (count == 0)
                return fail(ErrorCode::InvalidInput, "{}: ends before its {} token ids do", m_path.string(),
                            m_layout.tokens);
        }
        return {};
    }

    const DataSource& m_source;
    std::unique_ptr<ByteSource> m_bytes;
    std::filesystem::path m_path;
    Layout m_layout;
    std::string m_buffer;
    std::size_t m_at = 0;
    std::uint64_t m_token = 0; // ids taken so far
    std::uint64_t m_row = 0;
};

Result<std::uint64_t> sizeOf(const std::filesystem::path& path) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(path, error);
    if (error)
        return fail(ErrorCode::Io, "{}: can't be examined: {}", path.string(), error.message());
    return size;
}

// Cuts a file that is one long row.
Status cutFlat(const DataFile& file, const DataSource& source, Layout& layout) {
    if (source.rowTokens > 0 && source.endToken)
        return fail(ErrorCode::Usage,
                    "{}: rows have either a length (row_tokens) or an end (end_token); give one of the two",
                    file.path.string());
    if (source.rowTokens == 0 && !source.endToken)
        return fail(
            ErrorCode::Usage,
            "{}: is one row of {} token ids; say how long a record is (row_tokens) or which id ends one "
            "(end_token)",
            file.path.string(), layout.tokens);
    layout.rowTokens = source.rowTokens;
    layout.endToken = source.endToken;
    return {};
}

} // namespace

OpenedRows openTokenFile(const DataFile& file, const DataSource& source) {
    Layout layout;
    if (source.tokenType == TokenFileType::Unknown)
        return fail(ErrorCode::Usage,
                    "{}: is a file of nothing but token ids; say how they are stored (token_type: uint16 or "
                    "uint32)",
                    file.path.string());
    layout.type.bytes = source.tokenType == TokenFileType::UInt16 ? 2 : 4;
    RETORT_TRY(auto bytes, openBytes(file.path, Packing::None));
    RETORT_TRY(const std::uint64_t size, sizeOf(file.path));
    if (size % layout.type.bytes != 0)
        return fail(
            ErrorCode::InvalidInput,
            "{}: has {} bytes, which is no whole number of ids of {} bytes; it is cut off, or token_type "
            "is wrong",
            file.path.string(), size, layout.type.bytes);
    layout.tokens = size / layout.type.bytes;
    RETORT_CHECK(cutFlat(file, source, layout));
    return std::make_unique<TokenRows>(std::move(bytes), file, source, layout);
}

namespace {

Result<NpyHeader> readHeader(ByteSource& bytes, const std::string& where) {
    std::string beginning(kNpyPreamble, '\0');
    std::size_t have = 0;
    std::size_t want = kNpyPreamble;
    for (bool known = false; have < want || !known;) {
        if (have == want) {
            known = true;
            RETORT_TRY(want, npyDataBegin(beginning, where));
            beginning.resize(std::max(want, have));
            continue;
        }
        RETORT_TRY(const std::size_t count, bytes.read(std::span(beginning).subspan(have)));
        have += count;
        if (count == 0)
            break;
    }
    beginning.resize(have);
    return parseNpyHeader(beginning, where);
}

} // namespace

OpenedRows openNpy(const DataFile& file, const DataSource& source) {
    const std::string where = file.path.string();
    RETORT_TRY(auto bytes, openBytes(file.path, Packing::None));
    RETORT_TRY(const NpyHeader header, readHeader(*bytes, where));
    const auto type = typeFromNumpy(header.type);
    if (!type)
        return fail(ErrorCode::Unsupported, "{}: holds values of type \"{}\"; token ids are whole numbers",
                    where, header.type);
    if (header.shape.empty() || header.shape.size() > 2)
        return fail(ErrorCode::Unsupported,
                    "{}: has {} dimensions; one or two are read, records being the rows", where,
                    header.shape.size());
    if (header.shape.size() == 2 && header.fortranOrder && header.shape[0] > 1 && header.shape[1] > 1)
        return fail(ErrorCode::Unsupported,
                    "{}: is stored column by column; save it with numpy.ascontiguousarray", where);
    Layout layout;
    layout.type = *type;
    layout.dataBegin = header.dataBegin;
    const std::uint64_t columns = header.shape.size() == 2 ? header.shape[1] : 1;
    RETORT_TRY(const std::uint64_t size, sizeOf(file.path));
    const std::uint64_t held = (size - std::min<std::uint64_t>(size, header.dataBegin)) / type->bytes;
    if (columns > 0 && header.shape[0] > held / columns)
        return fail(ErrorCode::InvalidInput, "{}: is cut off: it holds {} of {} x {} token ids", where, held,
                    header.shape[0], columns);
    layout.tokens = header.shape[0] * columns;
    if (header.shape.size() == 1) {
        RETORT_CHECK(cutFlat(file, source, layout));
    } else {
        if (source.rowTokens != 0 && source.rowTokens != columns)
            return fail(ErrorCode::Usage, "{}: its rows have {} token ids, not the {} of row_tokens", where,
                        columns, source.rowTokens);
        layout.rowTokens = columns;
        layout.endToken = source.endToken;
    }
    return std::make_unique<TokenRows>(std::move(bytes), file, source, layout);
}

} // namespace retort::corpus
