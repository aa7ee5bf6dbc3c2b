// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/npy_header.h"

#include <charconv>

namespace retort::corpus {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
// More would not be an array of records anyway.
constexpr std::size_t kMostDimensions = 8;

// The dictionary that numpy writes: three known keys, a string, True or False, a tuple of whole numbers.
class Dictionary {
public:
    explicit Dictionary(std::string_view text) : m_text(text) {}

    // Whether the whole text is such a dictionary with all three keys.
    bool read(NpyHeader& header) {
        int keys = 0;
        if (!take('{'))
            return false;
        while (!take('}')) {
            std::string key;
            if (!string(key) || !take(':'))
                return false;
            const bool known = key == "descr"           ? string(header.type)
                               : key == "fortran_order" ? truth(header.fortranOrder)
                               : key == "shape"         ? tuple(header.shape)
                                                        : false;
            if (!known || (!take(',') && peek() != '}'))
                return false;
            ++keys;
        }
        skipSpace();
        return keys == 3 && m_at == m_text.size();
    }

private:
    void skipSpace() {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n'))
            ++m_at;
    }
    char peek() {
        skipSpace();
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    bool take(char c) {
        const bool there = peek() == c;
        m_at += there ? 1 : 0;
        return there;
    }
    bool string(std::string& value) {
        const char quote = peek();
        if (quote != '\'' && quote != '"')
            return false;
        const std::size_t end = m_text.find(quote, m_at + 1);
        if (end == std::string_view::npos)
            return false;
        value = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return true;
    }
    bool truth(bool& value) {
        skipSpace();
        for (const auto& [word, meaning] : {std::pair("True", true), std::pair("False", false)}) {
            if (m_text.substr(m_at).starts_with(word)) {
                m_at += std::string_view(word).size();
                value = meaning;
                return true;
            }
        }
        return false;
    }
    bool tuple(std::vector<std::uint64_t>& values) {
        values.clear();
        if (!take('('))
            return false;
        while (!take(')')) {
            skipSpace();
            std::uint64_t value = 0;
            const char* begin = m_text.data() + m_at;
            const auto [end, error] = std::from_chars(begin, m_text.data() + m_text.size(), value);
            if (error != std::errc() || values.size() == kMostDimensions)
                return false;
            m_at += static_cast<std::size_t>(end - begin);
            values.push_back(value);
            if (!take(',') && peek() != ')')
                return false;
        }
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

Result<std::size_t> npyDataBegin(std::string_view beginning, std::string_view where) {
    if (!beginning.starts_with(kMagic) || beginning.size() < kNpyPreamble)
        return fail(ErrorCode::InvalidInput, "{}: is not a NumPy .npy file", where);
    const auto byte = [&](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(beginning[i]));
    };
    const std::size_t version = byte(6);
    if (version < 1 || version > 3)
        return fail(ErrorCode::Unsupported, "{}: is of .npy version {}; 1 to 3 are read", where, version);
    const std::size_t length =
        version == 1 ? byte(8) | byte(9) << 8U : byte(8) | byte(9) << 8U | byte(10) << 16U | byte(11) << 24U;
    if (length > kLongestNpyHeader)
        return fail(ErrorCode::Unsupported, "{}: its header has {} bytes; {} are read", where, length,
                    kLongestNpyHeader);
    return (version == 1 ? 10 : 12) + length;
}

Result<NpyHeader> parseNpyHeader(std::string_view beginning, std::string_view where) {
    NpyHeader header;
    RETORT_TRY(header.dataBegin, npyDataBegin(beginning, where));
    if (beginning.size() < header.dataBegin)
        return fail(ErrorCode::InvalidInput, "{}: ends inside its header", where);
    const std::size_t textBegin = beginning[6] == 1 ? 10 : 12;
    if (!Dictionary(beginning.substr(textBegin, header.dataBegin - textBegin)).read(header))
        return fail(
            ErrorCode::Unsupported,
            "{}: its header describes no plain array; store an array of whole numbers with numpy.save",
            where);
    return header;
}

} // namespace retort::corpus
