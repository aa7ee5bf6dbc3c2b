// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Walks the fields of one protobuf message (wire format of protobuf 2 and 3), trusting nothing.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace retort::tokenizer {

struct ProtoField {
    enum class Kind { Varint, Fixed64, Bytes, Fixed32 };
    std::uint32_t number = 0;
    Kind kind = Kind::Varint;
    std::uint64_t value = 0; // of a varint or fixed field
    std::string_view bytes;  // of a Bytes field: inside the message

    [[nodiscard]] bool flag() const { return value != 0; }
    [[nodiscard]] float number32() const; // of a Fixed32 field
};

class ProtoReader {
public:
    // `where` names the message in errors. Both must outlive the reader.
    ProtoReader(std::string_view message, std::string_view where) : m_message(message), m_where(where) {}
    // The next field, none at the end.
    [[nodiscard]] Result<std::optional<ProtoField>> next();

private:
    [[nodiscard]] Result<std::uint64_t> varint();
    [[nodiscard]] Result<std::string_view> take(std::uint64_t size);

    std::string_view m_message;
    std::string_view m_where;
    std::size_t m_at = 0;
};

} // namespace retort::tokenizer
