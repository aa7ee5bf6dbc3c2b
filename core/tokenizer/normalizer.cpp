// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/normalizer.h"

#include <utf8proc.h>

#include <array>
#include <bitset>
#include <cstdlib>
#include <memory>
#include <new>

namespace retort::tokenizer {

namespace {

constexpr utf8proc_int32_t kCodePoints = 0x110000;

std::string nfc(std::string_view text) {
    utf8proc_uint8_t* out = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &out,
                                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
    if (size < 0)
        throw std::bad_alloc(); // the text is well-formed, so memory is the only thing that can fail
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

// What NFC can do around a code point, from the decompositions that utf8proc knows.
class NfcTable {
public:
    static const NfcTable& instance() {
        static const NfcTable table;
        return table;
    }
    // Neither reordered with nor composed into what stands before it: normalisation may be cut in front of
    // it.
    [[nodiscard]] bool starts(utf8proc_int32_t c) const { return !m_joins[static_cast<std::size_t>(c)]; }
    // Its own normal form when it stands alone.
    [[nodiscard]] bool stable(utf8proc_int32_t c) const { return !m_changes[static_cast<std::size_t>(c)]; }

private:
    using Set = std::bitset<kCodePoints>;

    NfcTable() : m_joinsOwner(std::make_unique<Set>()), m_changesOwner(std::make_unique<Set>()) {
        auto second = std::make_unique<Set>();
        std::array<utf8proc_int32_t, 32> parts{};
        const auto decompose = [&](utf8proc_int32_t c) {
            int last = 0;
            return utf8proc_decompose_char(c, parts.data(), parts.size(), UTF8PROC_DECOMPOSE, &last);
        };
        const auto known = [](utf8proc_int32_t c) { return utf8proc_codepoint_valid(c) != 0; };
        for (utf8proc_int32_t c = 0; c < kCodePoints; ++c) {
            const auto count = known(c) ? decompose(c) : 0;
            for (utf8proc_ssize_t i = 1; i < count; ++i)
                second->set(static_cast<std::size_t>(parts[static_cast<std::size_t>(i)]));
        }
        for (utf8proc_int32_t c = 0; c < kCodePoints; ++c) {
            const auto count = known(c) ? decompose(c) : 0;
            if (count < 1)
                continue;
            const utf8proc_int32_t first = parts[0];
            m_joins.set(static_cast<std::size_t>(c), second->test(static_cast<std::size_t>(first)) ||
                                                         utf8proc_get_property(first)->combining_class != 0);
            if (count > 1 || first != c) {
                std::array<utf8proc_uint8_t, 4> bytes{};
                const auto size = static_cast<std::size_t>(utf8proc_encode_char(c, bytes.data()));
                const std::string_view alone(reinterpret_cast<const char*>(bytes.data()), size);
                m_changes.set(static_cast<std::size_t>(c), nfc(alone) != alone);
            }
        }
    }

    std::unique_ptr<Set> m_joinsOwner;
    std::unique_ptr<Set> m_changesOwner;
    Set& m_joins = *m_joinsOwner;
    Set& m_changes = *m_changesOwner;
};

// A stretch that is normalised on its own: from one starting code point to before the next.
struct Run {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool settled = true; // already normal: a single stable code point
};

Run nextRun(std::string_view text, std::size_t begin, const NfcTable& table) {
    Run run{begin, begin, true};
    while (run.end < text.size()) {
        utf8proc_int32_t c = 0;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + run.end,
                                             static_cast<utf8proc_ssize_t>(text.size() - run.end), &c);
        const bool first = run.end == begin;
        if (!first && table.starts(c))
            break;
        run.settled = first && table.stable(c);
        run.end += static_cast<std::size_t>(length);
    }
    return run;
}

bool isAscii(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80)
            return false;
    }
    return true;
}

} // namespace

void NfcNormalizer::apply(Segment& segment) const {
    if (isAscii(segment.text))
        return;
    const NfcTable& table = NfcTable::instance();
    SegmentBuilder builder(segment);
    std::size_t kept = 0;
    bool changed = false;
    for (std::size_t at = 0; at < segment.text.size();) {
        const Run run = nextRun(segment.text, at, table);
        at = run.end;
        if (run.settled)
            continue;
        const std::string_view given = std::string_view(segment.text).substr(run.begin, run.end - run.begin);
        const std::string normal = nfc(given);
        if (normal == given)
            continue;
        builder.keep(kept, run.begin);
        builder.replace(run.begin, run.end, normal);
        kept = run.end;
        changed = true;
    }
    if (!changed)
        return;
    builder.keep(kept, segment.text.size());
    segment = builder.finish();
}

} // namespace retort::tokenizer
