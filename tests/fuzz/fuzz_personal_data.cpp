// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The detectors on any text, with its first line as a value to be found and, where it compiles, as a pattern.
#include "core/corpus/personal_data.h"
#include "tests/fuzz/fuzz.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace corpus = retort::corpus;
    const std::string_view text = retort::fuzz::textOf(data, size);
    const std::string line(text.substr(0, text.find('\n')));
    const std::vector<corpus::PersonalValue> values = {{"name", line}};
    corpus::PersonalPatterns patterns;
    if (line.size() < 200)
        static_cast<void>(patterns.add("own", line));
    const auto spans = corpus::findPersonalData(text, values, patterns);
    std::size_t last = 0;
    for (const corpus::PersonalSpan& span : spans ? *spans : std::vector<corpus::PersonalSpan>()) {
        if (span.begin < last || span.end <= span.begin || span.end > text.size())
            std::abort();
        last = span.end;
    }
    static_cast<void>(corpus::maskPersonal(text, values, patterns));
    return 0;
}
