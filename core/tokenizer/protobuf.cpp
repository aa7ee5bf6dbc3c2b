// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/protobuf.h"

#include <bit>

namespace retort::tokenizer {

namespace {

std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

} // namespace

float ProtoField::number32() const {
    return std::bit_cast<float>(static_cast<std::uint32_t>(value));
}

Result<std::uint64_t> ProtoReader::varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && m_at < m_message.size(); shift += 7) {
        const auto byte = static_cast<unsigned char>(m_message[m_at++]);
        value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0)
            return value;
    }
    return fail(ErrorCode::InvalidInput,
                "{}: the number before byte {} is cut off or too long; the file is damaged", m_where, m_at);
}

Result<std::string_view> ProtoReader::take(std::uint64_t size) {
    if (size > m_message.size() - m_at)
        return fail(ErrorCode::InvalidInput,
                    "{}: a field of {} bytes at byte {} reaches over the end; the file is damaged", m_where,
                    size, m_at);
    const std::string_view bytes = m_message.substr(m_at, size);
    m_at += bytes.size();
    return bytes;
}

Result<std::optional<ProtoField>> ProtoReader::next() {
    if (m_at >= m_message.size())
        return std::nullopt;
    RETORT_TRY(const std::uint64_t tag, varint());
    ProtoField field;
    field.number = static_cast<std::uint32_t>(tag >> 3U);
    if (tag >> 3U == 0 || tag >> 3U > 0x1FFFFFFFU)
        return fail(ErrorCode::InvalidInput, "{}: no field before byte {}; this is not a SentencePiece model",
                    m_where, m_at);
    switch (tag & 7U) {
    case 0: {
        RETORT_TRY(field.value, varint());
        return field;
    }
    case 1: {
        RETORT_TRY(field.bytes, take(8));
        field.kind = ProtoField::Kind::Fixed64;
        field.value = littleEndian(field.bytes);
        return field;
    }
    case 2: {
        RETORT_TRY(const std::uint64_t size, varint());
        RETORT_TRY(field.bytes, take(size));
        field.kind = ProtoField::Kind::Bytes;
        return field;
    }
    case 5: {
        RETORT_TRY(field.bytes, take(4));
        field.kind = ProtoField::Kind::Fixed32;
        field.value = littleEndian(field.bytes);
        return field;
    }
    default:
        return fail(ErrorCode::InvalidInput,
                    "{}: a field of unknown kind before byte {}; this is not a SentencePiece model", m_where,
                    m_at);
    }
}

} // namespace retort::tokenizer
