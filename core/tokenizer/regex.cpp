// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/tokenizer/regex.h"

#include <pcre2.h>

#include <array>
#include <cctype>
#include <stdexcept>
#include <string>

namespace retort::tokenizer {

namespace {

// White_Space of Unicode. PCRE2's own \s also holds U+180E, which Oniguruma's doesn't.
constexpr std::string_view kWhiteSpace = "\\x{9}-\\x{D}\\x{20}\\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{"
                                         "2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}";

// Letters and numbers of Unicode 15 and 16, which PCRE2 10.42 (Unicode 14) doesn't know and the Oniguruma of
// tokenizers 0.23 does. Measured over all code points: tests/reference/make_tokenizer_vectors.py.
constexpr std::string_view kNewLetters =
    "\\x{1C89}-\\x{1C8A}\\x{A7CB}-\\x{A7CD}\\x{A7DA}-\\x{A7DC}\\x{105C0}-\\x{105F3}"
    "\\x{10D4A}-\\x{10D65}\\x{10D6F}-\\x{10D85}\\x{10EC2}-\\x{10EC4}\\x{1123F}-\\x{11240}"
    "\\x{11380}-\\x{11389}\\x{1138B}\\x{1138E}\\x{11390}-\\x{113B5}\\x{113B7}\\x{113D1}\\x{113D3}"
    "\\x{11BC0}-\\x{11BE0}\\x{11F02}\\x{11F04}-\\x{11F10}\\x{11F12}-\\x{11F33}\\x{1342F}"
    "\\x{13441}-\\x{13446}\\x{13460}-\\x{143FA}\\x{16100}-\\x{1611D}\\x{16D40}-\\x{16D6C}\\x{18CFF}"
    "\\x{1B132}\\x{1B155}\\x{1DF25}-\\x{1DF2A}\\x{1E030}-\\x{1E06D}\\x{1E4D0}-\\x{1E4EB}"
    "\\x{1E5D0}-\\x{1E5ED}\\x{1E5F0}\\x{2B739}\\x{2EBF0}-\\x{2EE5D}\\x{31350}-\\x{323AF}";
constexpr std::string_view kNewNumbers =
    "\\x{10D40}-\\x{10D49}\\x{116D0}-\\x{116E3}\\x{11BF0}-\\x{11BF9}\\x{11F50}-\\x{11F59}"
    "\\x{16130}-\\x{16139}\\x{16D70}-\\x{16D79}\\x{1CCF0}-\\x{1CCF9}\\x{1D2C0}-\\x{1D2D3}"
    "\\x{1E4F0}-\\x{1E4F9}\\x{1E5F1}-\\x{1E5FA}";

// Rewrites one pattern from Oniguruma's reading to PCRE2's.
class Translator {
public:
    Translator(std::string_view pattern, std::string_view where) : m_pattern(pattern), m_where(where) {}

    Result<std::string> run() {
        while (m_at < m_pattern.size()) {
            const char c = m_pattern[m_at];
            if (c == '\\') {
                RETORT_CHECK(escape());
                continue;
            }
            if (m_inClass) {
                if (c == '[' || m_pattern.substr(m_at, 2) == "&&")
                    return refuse(c == '[' ? "[ inside [ ]" : "&& inside [ ]");
                m_inClass = c != ']' || m_at == m_classStart;
            } else if (c == '[') {
                m_inClass = true;
                m_classStart = m_at + 1 + (m_pattern.substr(m_at + 1, 1) == "^" ? 1 : 0);
                m_out += m_pattern.substr(m_at, m_classStart - m_at);
                m_at = m_classStart;
                continue;
            } else if (m_pattern.substr(m_at, 2) == "}+") {
                return refuse("{ }+");
            }
            m_out += c;
            ++m_at;
        }
        return std::move(m_out);
    }

private:
    tl::unexpected<Error> refuse(std::string_view construct) const {
        return fail(ErrorCode::Unsupported,
                    "{}: the regular expression uses {}, which Retort does not read yet", m_where, construct);
    }

    Status escape() {
        if (m_at + 1 >= m_pattern.size())
            return fail(ErrorCode::InvalidInput, "{}: the regular expression ends in a backslash", m_where);
        const char c = m_pattern[m_at + 1];
        if (c == 's' || (c == 'S' && !m_inClass)) {
            m_out += m_inClass ? std::string(kWhiteSpace)
                               : fmt::format("[{}{}]", c == 'S' ? "^" : "", kWhiteSpace);
            m_at += 2;
            return {};
        }
        if (c == 'p' || c == 'P')
            return property(c);
        constexpr std::string_view kSame = "rntfvadDx";
        if (kSame.find(c) == std::string_view::npos && std::isalnum(static_cast<unsigned char>(c)) != 0)
            return refuse(fmt::format("\\{}{}", c, m_inClass ? " inside [ ]" : ""));
        // In PCRE2 \v is a class of vertical space, in Oniguruma the one character.
        m_out += c == 'v' ? "\\x0B" : std::string(m_pattern.substr(m_at, 2));
        m_at += 2;
        return {};
    }

    // General categories are read alike; a longer name is a script, which PCRE2 would take as script
    // extensions.
    Status property(char letter) {
        const std::size_t close = m_pattern.find('}', m_at);
        if (m_pattern.substr(m_at + 2, 1) != "{" || close == std::string_view::npos)
            return refuse("\\p without { }");
        std::string name(m_pattern.substr(m_at + 3, close - m_at - 3));
        const bool negated = !name.empty() && name.front() == '^';
        if (negated)
            name.erase(0, 1);
        for (const char c : name) {
            if (std::isalpha(static_cast<unsigned char>(c)) == 0 && c != '_')
                return refuse(fmt::format("\\p{{{}}}", name));
        }
        const std::string_view added = name == "L" ? kNewLetters : name == "N" ? kNewNumbers : "";
        const bool inverted = negated != (letter == 'P');
        const std::string same =
            fmt::format("\\{}{{{}{}}}", inverted ? 'P' : 'p', name.size() > 2 ? "sc:" : "", name);
        if (added.empty() || (m_inClass && inverted))
            m_out += same;
        else if (m_inClass)
            m_out += fmt::format("{}{}", same, added);
        else
            m_out += fmt::format("[{}\\p{{{}}}{}]", inverted ? "^" : "", name, added);
        m_at = close + 1;
        return {};
    }

    std::string_view m_pattern;
    std::string_view m_where;
    std::string m_out;
    std::size_t m_at = 0;
    std::size_t m_classStart = 0;
    bool m_inClass = false;
};

Result<std::shared_ptr<const pcre2_code>> compileCode(std::string_view pattern, std::string_view where) {
    const std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> context(
        pcre2_compile_context_create(nullptr), &pcre2_compile_context_free);
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    int error = 0;
    PCRE2_SIZE place = 0;
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &place, context.get());
    if (code == nullptr) {
        std::array<PCRE2_UCHAR, 160> text{};
        pcre2_get_error_message(error, text.data(), text.size());
        return fail(ErrorCode::Unsupported, "{}: the regular expression can't be used: {}", where,
                    reinterpret_cast<const char*>(text.data()));
    }
    // Without JIT support the interpreter gives the same matches, slower.
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return std::shared_ptr<const pcre2_code>(code, [](pcre2_code* c) { pcre2_code_free(c); });
}

// One thread's room for matching.
struct Workspace {
    pcre2_match_data* data = pcre2_match_data_create(8, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack* stack = pcre2_jit_stack_create(64 * 1024, 32 * 1024 * 1024, nullptr);

    Workspace() { pcre2_jit_stack_assign(context, nullptr, stack); }
    ~Workspace() {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
        pcre2_jit_stack_free(stack);
    }
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;
};

} // namespace

Result<Regex> Regex::compile(std::string_view pattern, std::string_view where) {
    RETORT_TRY(const std::string translated, Translator(pattern, where).run());
    Regex regex;
    RETORT_TRY(regex.m_code, compileCode(translated, where));
    return regex;
}

Regex Regex::literal(std::string_view text) {
    Regex regex;
    regex.m_literal = text;
    return regex;
}

void Regex::findAll(std::string_view text, std::size_t offset, std::vector<TextRange>& out) const {
    if (!m_code) {
        for (std::size_t at = text.find(m_literal); at != std::string_view::npos;
             at = text.find(m_literal, at + m_literal.size()))
            out.push_back({at + offset, at + m_literal.size() + offset});
        return;
    }
    thread_local const Workspace workspace;
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(workspace.data);
    for (std::size_t at = 0; at < text.size(); at = bounds[1]) {
        const int status =
            pcre2_match(m_code.get(), subject, text.size(), at, PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY,
                        workspace.data, workspace.context);
        if (status == PCRE2_ERROR_NOMATCH)
            return;
        if (status < 0)
            throw std::runtime_error(
                fmt::format("the tokenizer's regular expression gave up on a text (PCRE2 error {})", status));
        out.push_back({bounds[0] + offset, bounds[1] + offset});
    }
}

std::vector<TextRange> Regex::findAll(std::string_view text) const {
    std::vector<TextRange> found;
    findAll(text, 0, found);
    return found;
}

} // namespace retort::tokenizer
