// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/characters.h"
#include "core/tokenizer/normalizer.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>

namespace retort::tokenizer {

namespace {

constexpr utf8proc_int32_t kCodePoints = 0x110000;

struct CodePoints {
    utf8proc_int32_t first;
    utf8proc_int32_t last;
};

// Marks and characters with a decomposition that Unicode has had since version 10 and that the normaliser of
// the tokenizers library (0.23) does not know: to it they are characters like any other. Measured: all code
// points in five contexts, tests/reference/make_normalizer_vectors.py.
constexpr std::array<CodePoints, 46> kYoung = {
    {{0x7FD, 0x7FD},     {0x898, 0x89F},     {0x8CA, 0x8D3},     {0x9FE, 0x9FE},     {0xC3C, 0xC3C},
     {0xD3B, 0xD3C},     {0xEBA, 0xEBA},     {0x1715, 0x1715},   {0x1ABF, 0x1ACE},   {0x1DF6, 0x1DFA},
     {0x32FF, 0x32FF},   {0xA7F2, 0xA7F4},   {0xA82C, 0xA82C},   {0xAB69, 0xAB69},   {0x10781, 0x10785},
     {0x10787, 0x107B0}, {0x107B2, 0x107BA}, {0x10D24, 0x10D27}, {0x10EAB, 0x10EAC}, {0x10EFD, 0x10EFF},
     {0x10F46, 0x10F50}, {0x10F82, 0x10F85}, {0x11070, 0x11070}, {0x1133B, 0x1133B}, {0x1145E, 0x1145E},
     {0x11839, 0x1183A}, {0x11938, 0x11938}, {0x1193D, 0x1193E}, {0x11943, 0x11943}, {0x119E0, 0x119E0},
     {0x11A34, 0x11A34}, {0x11A47, 0x11A47}, {0x11A99, 0x11A99}, {0x11D42, 0x11D42}, {0x11D44, 0x11D45},
     {0x11D97, 0x11D97}, {0x11F41, 0x11F42}, {0x16FF0, 0x16FF1}, {0x1E030, 0x1E06D}, {0x1E08F, 0x1E08F},
     {0x1E130, 0x1E136}, {0x1E2AE, 0x1E2AE}, {0x1E2EC, 0x1E2EF}, {0x1E4EC, 0x1E4EF}, {0x1F16C, 0x1F16C},
     {0x1FBF0, 0x1FBF9}}};

bool isYoung(utf8proc_int32_t c) {
    return std::any_of(kYoung.begin(), kYoung.end(),
                       [c](const CodePoints& range) { return range.first <= c && c <= range.last; });
}

std::string normalized(std::string_view text, int options) {
    utf8proc_uint8_t* out = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &out,
                                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
    if (size < 0)
        throw std::bad_alloc(); // the text is well-formed, so memory is the only thing that can fail
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

// A stretch that is normalised on its own: from one starting code point to before the next.
struct Run {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool settled = true; // already normal: a single stable code point
};

} // namespace

// What a form can do around a code point, from the decompositions that utf8proc knows.
class UnicodeNormalizer::Table {
public:
    // Made when it is first asked for.
    static const Table& of(Form form);
    [[nodiscard]] int options() const { return m_options; }
    [[nodiscard]] Run nextRun(std::string_view text, std::size_t begin) const;

private:
    using Set = std::bitset<kCodePoints>;
    // The full decomposition of a code point; 0 parts for what is none or young.
    using Parts = std::array<utf8proc_int32_t, 32>;
    static std::size_t decompose(utf8proc_int32_t c, int options, Parts& parts);
    template <Form form>
    static const Table& single() {
        static const Table table(form);
        return table;
    }
    explicit Table(Form form);

    int m_options;
    // Reordered with or composed into what stands before it: normalisation can't be cut in front of it.
    Set m_joins;
    Set m_changes; // not its own normal form when it stands alone
    Set m_young;   // a run of its own
};

const UnicodeNormalizer::Table& UnicodeNormalizer::Table::of(Form form) {
    switch (form) {
    case Form::Nfc:
        return single<Form::Nfc>();
    case Form::Nfd:
        return single<Form::Nfd>();
    case Form::Nfkc:
        return single<Form::Nfkc>();
    case Form::Nfkd:
        break;
    }
    return single<Form::Nfkd>();
}

std::size_t UnicodeNormalizer::Table::decompose(utf8proc_int32_t c, int options, Parts& parts) {
    if (utf8proc_codepoint_valid(c) == 0 || isYoung(c))
        return 0;
    int last = 0;
    const auto option = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | options);
    const auto count = utf8proc_decompose_char(c, parts.data(), parts.size(), option, &last);
    return static_cast<std::size_t>(count < 0 ? 0 : count);
}

UnicodeNormalizer::Table::Table(Form form)
    : m_options((form == Form::Nfc || form == Form::Nfkc ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE) |
                (form == Form::Nfkc || form == Form::Nfkd ? UTF8PROC_COMPAT : 0)) {
    const int compatible = m_options & UTF8PROC_COMPAT;
    auto second = std::make_unique<Set>(); // what composition can join to a character before it
    Parts parts{};
    for (utf8proc_int32_t c = 0; (m_options & UTF8PROC_COMPOSE) != 0 && c < kCodePoints; ++c) {
        const std::size_t count = decompose(c, 0, parts);
        for (std::size_t i = 1; i < count; ++i)
            second->set(static_cast<std::size_t>(parts[i]));
    }
    for (utf8proc_int32_t c = 0; c < kCodePoints; ++c) {
        const std::size_t count = decompose(c, compatible, parts);
        if (count == 0) {
            m_young.set(static_cast<std::size_t>(c), isYoung(c));
            continue;
        }
        const utf8proc_int32_t first = parts[0];
        m_joins.set(static_cast<std::size_t>(c), second->test(static_cast<std::size_t>(first)) ||
                                                     utf8proc_get_property(first)->combining_class != 0);
        if (count > 1 || first != c) {
            std::array<utf8proc_uint8_t, 4> bytes{};
            const auto size = static_cast<std::size_t>(utf8proc_encode_char(c, bytes.data()));
            const std::string_view alone(reinterpret_cast<const char*>(bytes.data()), size);
            m_changes.set(static_cast<std::size_t>(c), normalized(alone, m_options) != alone);
        }
    }
}

Run UnicodeNormalizer::Table::nextRun(std::string_view text, std::size_t begin) const {
    Run run{begin, begin, true};
    while (run.end < text.size()) {
        const CodePoint c = firstCodePoint(text.substr(run.end));
        const bool first = run.end == begin;
        if (!first && !m_joins.test(static_cast<std::size_t>(c.value)))
            break;
        run.settled = first && !m_changes.test(static_cast<std::size_t>(c.value));
        run.end += c.length;
        if (first && m_young.test(static_cast<std::size_t>(c.value)))
            break;
    }
    return run;
}

UnicodeNormalizer::UnicodeNormalizer(Form form) : m_table(Table::of(form)) {}

void UnicodeNormalizer::apply(Segment& segment) const {
    if (isAscii(segment.text))
        return;
    const std::string_view text = segment.text;
    SegmentBuilder builder(segment);
    std::size_t kept = 0;
    bool changed = false;
    for (std::size_t at = 0; at < text.size();) {
        const Run run = m_table.nextRun(text, at);
        at = run.end;
        if (run.settled)
            continue;
        const std::string_view given = text.substr(run.begin, run.end - run.begin);
        const std::string normal = normalized(given, m_table.options());
        if (normal == given)
            continue;
        builder.keep(kept, run.begin);
        builder.replace(run.begin, run.end, normal);
        kept = run.end;
        changed = true;
    }
    if (!changed)
        return;
    builder.keep(kept, text.size());
    segment = builder.finish();
}

} // namespace retort::tokenizer
