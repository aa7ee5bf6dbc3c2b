// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/phrases.h"

#include "core/audit/phrases_en.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace retort::audit {

namespace {

const std::map<std::string, std::string, std::less<>>& catalogue() {
    static const auto sentences = [] {
        std::map<std::string, std::string, std::less<>> all;
        const toml::table root = toml::parse(std::string_view(kPhrasesEnglish));
        for (const auto& [section, content] : root) {
            for (const auto& [name, sentence] : *content.as_table())
                all.emplace(fmt::format("{}.{}", section.str(), name.str()), *sentence.value<std::string>());
        }
        return all;
    }();
    return sentences;
}

const std::string& patternOf(std::string_view key) {
    const auto found = catalogue().find(key);
    if (found == catalogue().end())
        throw std::logic_error(fmt::format("no phrase {}", key));
    return found->second;
}

} // namespace

std::string phrase(std::string_view key, const PhraseValues& values) {
    const std::string_view pattern = patternOf(key);
    std::string sentence;
    std::size_t used = 0;
    for (std::size_t i = 0; i < pattern.size();) {
        const std::size_t open = pattern.find('{', i);
        sentence += pattern.substr(i, open - i);
        if (open == std::string_view::npos)
            break;
        const std::size_t close = pattern.find('}', open);
        const std::string_view name = pattern.substr(open + 1, close - open - 1);
        const auto value =
            std::find_if(values.begin(), values.end(), [&](const auto& pair) { return pair.first == name; });
        if (value == values.end())
            throw std::logic_error(fmt::format("phrase {} needs {}", key, name));
        sentence += value->second;
        ++used;
        i = close + 1;
    }
    if (used < values.size())
        throw std::logic_error(fmt::format("phrase {} does not use all its values", key));
    return sentence;
}

std::vector<std::string> phraseKeys() {
    std::vector<std::string> keys;
    for (const auto& [key, sentence] : catalogue())
        keys.push_back(key);
    return keys;
}

std::string phrasePattern(std::string_view key) {
    return patternOf(key);
}

std::string countText(std::uint64_t count) {
    std::string digits = std::to_string(count);
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), ",");
    return digits;
}

std::string percentText(double share) {
    const double percent = 100 * share;
    if (percent == 0 || percent >= 1)
        return fmt::format("{:.1f} %", percent);
    return fmt::format("{:.2g} %", percent);
}

std::string numberText(double value, int decimals) {
    return fmt::format("{:.{}f}", value, decimals);
}

std::string boundText(const std::optional<double>& bound, int decimals) {
    return bound ? numberText(*bound, decimals) : "unbounded";
}

std::string pValueText(double p) {
    return p < 0.0001 ? "< 0.0001" : fmt::format("= {:.2g}", p);
}

} // namespace retort::audit
