// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/corpus/pattern.h"

#include <pcre2.h>

#include <array>
#include <stdexcept>

namespace retort::corpus {

namespace {

constexpr std::uint32_t kMatchLimit = 1'000'000;
constexpr std::uint32_t kHeapLimitKib = 65'536;
constexpr std::size_t kMostPatternBytes = 64 * 1024;

std::string errorText(int error) {
    std::array<PCRE2_UCHAR, 160> text{};
    pcre2_get_error_message(error, text.data(), text.size());
    return reinterpret_cast<const char*>(text.data());
}

// One thread's room for matching.
class Workspace {
public:
    Workspace() {
        pcre2_set_match_limit(m_context.get(), kMatchLimit);
        pcre2_set_heap_limit(m_context.get(), kHeapLimitKib);
        pcre2_jit_stack_assign(m_context.get(), nullptr, m_stack.get());
    }
    [[nodiscard]] pcre2_match_data* data() const { return m_data.get(); }
    [[nodiscard]] pcre2_match_context* context() const { return m_context.get(); }

private:
    static constexpr std::size_t kJitStackBytes = 4 * 1024 * 1024;
    std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> m_data{
        pcre2_match_data_create(2, nullptr), &pcre2_match_data_free};
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> m_context{
        pcre2_match_context_create(nullptr), &pcre2_match_context_free};
    std::unique_ptr<pcre2_jit_stack, decltype(&pcre2_jit_stack_free)> m_stack{
        pcre2_jit_stack_create(32 * 1024, kJitStackBytes, nullptr), &pcre2_jit_stack_free};
};

} // namespace

Result<Pattern> Pattern::compile(std::string_view pattern, Kind kind) {
    if (pattern.size() > kMostPatternBytes)
        return fail(ErrorCode::Usage, "the pattern has more than {} bytes", kMostPatternBytes);
    std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    if (kind != Kind::Exact)
        options |= PCRE2_CASELESS;
    int error = 0;
    PCRE2_SIZE place = 0;
    std::shared_ptr<pcre2_code> code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()),
                                                   pattern.size(), options, &error, &place, nullptr),
                                     [](pcre2_code* c) { pcre2_code_free(c); });
    if (!code)
        return fail(ErrorCode::Usage, "the pattern can't be used: {}, at its byte {}", errorText(error),
                    place);
    // Without JIT support the interpreter gives the same matches, slower.
    if (kind != Kind::OnceOnly)
        pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
    return Pattern(std::move(code));
}

Pattern Pattern::builtIn(std::string_view pattern, Kind kind) {
    auto made = compile(pattern, kind);
    if (!made)
        throw std::logic_error(made.error().message);
    return std::move(*made);
}

Result<std::vector<std::pair<std::size_t, std::size_t>>> Pattern::matches(std::string_view text) const {
    thread_local const Workspace workspace;
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    std::vector<std::pair<std::size_t, std::size_t>> found;
    std::uint32_t groups = 0;
    pcre2_pattern_info(m_code.get(), PCRE2_INFO_CAPTURECOUNT, &groups);
    std::size_t at = 0;
    while (at < text.size()) {
        const int status =
            pcre2_match(m_code.get(), subject, text.size(), at, PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY,
                        workspace.data(), workspace.context());
        if (status == PCRE2_ERROR_NOMATCH)
            break;
        if (status < 0)
            return fail(ErrorCode::InvalidInput, "the pattern gave up on a text: {}", errorText(status));
        const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(workspace.data());
        const std::size_t group = groups > 0 ? 2 : 0;
        if (bounds[group] != PCRE2_UNSET && bounds[group] < bounds[group + 1])
            found.emplace_back(bounds[group], bounds[group + 1]);
        // \K may put the beginning of a match behind its end, and a look-ahead may leave both where they
        // were.
        at = std::max(at + 1, static_cast<std::size_t>(bounds[1]));
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80)
            ++at;
    }
    return found;
}

std::vector<std::pair<std::size_t, std::size_t>> Pattern::all(std::string_view text) const {
    auto found = matches(text);
    if (!found)
        throw std::logic_error(found.error().message);
    return std::move(*found);
}

} // namespace retort::corpus
