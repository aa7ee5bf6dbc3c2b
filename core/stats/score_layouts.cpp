// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_layouts.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace retort::stats {

std::optional<std::uint8_t> readMember(std::string_view text) {
    if (text == "1" || text == "true" || text == "True" || text == "TRUE")
        return std::uint8_t{1};
    if (text == "0" || text == "false" || text == "False" || text == "FALSE")
        return std::uint8_t{0};
    return std::nullopt;
}

std::optional<double> readScore(std::string_view text) {
    if (text.empty())
        return std::numeric_limits<double>::quiet_NaN();
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (rest != end || error == std::errc::invalid_argument)
        return std::nullopt;
    if (error == std::errc::result_out_of_range)
        return std::nullopt;
    return value;
}

std::optional<double> scoreOf(const Json& value) {
    if (value.is_null())
        return std::numeric_limits<double>::quiet_NaN();
    if (value.is_number())
        return value.get<double>();
    return value.is_string() ? readScore(value.get_ref<const std::string&>()) : std::nullopt;
}

std::string withoutPythonNumbers(std::string_view text) {
    constexpr std::pair<std::string_view, std::string_view> kNumbers[] = {
        {"NaN", "\"\" "}, {"-Infinity", "\"-inf\"   "}, {"Infinity", "\"inf\"   "}};
    std::string out;
    out.reserve(text.size());
    bool inString = false;
    for (std::size_t i = 0; i < text.size();) {
        const auto* found = std::ranges::find_if(kNumbers, [&](const auto& number) {
            return !inString && text.substr(i).starts_with(number.first);
        });
        if (found != std::end(kNumbers)) {
            out += found->second;
            i += found->first.size();
            continue;
        }
        if (inString && text[i] == '\\' && i + 1 < text.size())
            out += text[i++];
        else if (text[i] == '"')
            inString = !inString;
        out += text[i++];
    }
    return out;
}

Result<std::span<const std::string>> ScoreRows::next() {
    m_rowLine = m_line + 1;
    auto [first, ending] = nextLine();
    CsvRow::State state = m_row.begin(first, ending);
    while (state == CsvRow::State::Open && !atEnd()) {
        const auto [more, moreEnding] = nextLine();
        state = m_row.extend(more, moreEnding);
    }
    if (state == CsvRow::State::Open)
        return fail(ErrorCode::InvalidInput, "{}:{}: a quoted field is not closed", m_where, m_rowLine);
    if (state == CsvRow::State::TextAfterQuote)
        return fail(ErrorCode::InvalidInput, "{}:{}: text follows the closing quote of a field", m_where,
                    m_line);
    if (m_row.hasBareQuote())
        return fail(ErrorCode::InvalidInput,
                    "{}:{}: a quote stands inside a field; put the whole field in "
                    "quotes and double those inside it",
                    m_where, m_line);
    return m_row.fields();
}

std::pair<std::string_view, std::string_view> ScoreRows::nextLine() {
    ++m_line;
    const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
    std::string_view line = m_text.substr(m_at, end - m_at);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    const std::size_t next = std::min(end + 1, m_text.size());
    const std::string_view ending = m_text.substr(m_at + line.size(), next - m_at - line.size());
    m_at = next;
    return {line, ending};
}

Status RecordColumns::add(const std::string& id, std::uint8_t member, std::size_t line) {
    if (id.empty())
        return fail(ErrorCode::InvalidInput, "{}:{}: the id is empty", m_where, line);
    if (const auto [known, isNew] = m_lineOfId.try_emplace(id, line); !isNew)
        return fail(ErrorCode::InvalidInput,
                    "{}:{}: the id is the same as in line {}; every record needs its own", m_where, line,
                    known->second);
    m_file->ids.push_back(id);
    m_file->isMember.push_back(member);
    return {};
}

void RecordColumns::setCluster(const std::string& name) {
    const std::uint64_t fresh = m_nextCluster;
    // An empty cluster is never shared, so it is not remembered.
    if (name.empty()) {
        ++m_nextCluster;
        m_file->clusters.push_back(fresh);
        return;
    }
    const auto [known, isNew] = m_clusters.try_emplace(name, fresh);
    m_nextCluster += isNew ? 1U : 0U;
    m_file->clusters.push_back(known->second);
}

void addNumbered(ScoreFile& file, std::uint8_t member, std::size_t numberInClass) {
    file.named = false;
    file.isMember.push_back(member);
    file.ids.push_back(fmt::format("{}:{}", member != 0 ? "member" : "nonmember", numberInClass));
}

} // namespace retort::stats
