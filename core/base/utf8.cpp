// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <fmt/format.h>

namespace retort {

namespace {

struct Unit {
    std::size_t length; // bytes of the well-formed character or of the ill-formed subpart; at least 1
    bool valid;
};

// text is not empty.
Unit firstUnit(std::string_view text) {
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byteAt(0);
    if (lead < 0x80)
        return {1, true};
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF)
        length = 2;
    else if (lead >= 0xE0 && lead <= 0xEF)
        length = 3;
    else if (lead >= 0xF0 && lead <= 0xF4)
        length = 4;
    else
        return {1, false};
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    for (std::size_t i = 1; i < length; ++i) {
        if (i >= text.size() || byteAt(i) < low || byteAt(i) > high)
            return {i, false};
        low = 0x80;
        high = 0xBF;
    }
    return {length, true};
}

} // namespace

std::size_t firstInvalidUtf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const Unit unit = firstUnit(text.substr(i));
        if (!unit.valid)
            return i;
        i += unit.length;
    }
    return std::string_view::npos;
}

std::string repairUtf8(std::string_view text) {
    std::string repaired;
    repaired.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const Unit unit = firstUnit(text.substr(i));
        if (unit.valid)
            repaired += text.substr(i, unit.length);
        else
            repaired += "\xEF\xBF\xBD";
        i += unit.length;
    }
    return repaired;
}

std::string onOneLine(std::string_view text) {
    const std::string whole = repairUtf8(text);
    std::string shown;
    for (std::size_t i = 0; i < whole.size();) {
        const std::size_t length = firstUnit(std::string_view(whole).substr(i)).length;
        const auto byteAt = [&](std::size_t k) { return static_cast<unsigned char>(whole[i + k]); };
        unsigned code = byteAt(0);
        if (length == 2)
            code = (code & 0x1FU) << 6U | (byteAt(1) & 0x3FU);
        else if (length == 3)
            code = (code & 0x0FU) << 12U | (byteAt(1) & 0x3FU) << 6U | (byteAt(2) & 0x3FU);
        const bool control = length < 4 && (code < 0x20 || (code >= 0x7F && code < 0xA0));
        const bool line = code == 0x2028 || code == 0x2029;
        const bool direction = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
                               code == 0x200E || code == 0x200F || code == 0x061C;
        if (length < 4 && (control || line || direction))
            shown += fmt::format("\\u{:04x}", code);
        else
            shown.append(whole, i, length);
        i += length;
    }
    return shown;
}

} // namespace retort
