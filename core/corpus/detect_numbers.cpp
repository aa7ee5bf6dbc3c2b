// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/national_ids.h"
#include "core/corpus/personal_detectors.h"

#include <algorithm>
#include <array>
#include <optional>

namespace retort::corpus {

namespace {

constexpr std::size_t kMostCardDigits = 19;

// Groups of digits with one separator between: "+49 (0)30 123-45".
struct Group {
    std::size_t begin = 0; // the digits alone
    std::size_t end = 0;
    bool bracketed = false;
    char separator = 0; // before the group: space - . / or 0 for none

    [[nodiscard]] std::size_t size() const { return end - begin; }
};

struct Run {
    std::size_t begin = 0;
    bool plus = false;
    std::vector<Group> groups;

    [[nodiscard]] std::size_t digits(std::size_t count) const {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            sum += groups[i].size();
        return sum;
    }
};

std::size_t digitsEnd(std::string_view text, std::size_t at) {
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at;
}

// The group at `at`, in brackets or not.
std::optional<Group> groupAt(std::string_view text, std::size_t at) {
    const bool bracketed = at < text.size() && text[at] == '(';
    const std::size_t begin = at + (bracketed ? 1 : 0);
    const std::size_t end = digitsEnd(text, begin);
    if (end == begin || (bracketed && (end >= text.size() || text[end] != ')')))
        return std::nullopt;
    return Group{begin, end, bracketed, 0};
}

std::size_t groupEnd(const Group& group) {
    return group.end + (group.bracketed ? 1 : 0);
}

std::optional<Run> runAt(std::string_view text, std::size_t begin) {
    Run run;
    run.begin = begin;
    run.plus = text[begin] == '+';
    std::size_t at = begin + (run.plus ? 1 : 0);
    char separator = 0;
    while (auto group = groupAt(text, at)) {
        group->separator = separator;
        run.groups.push_back(*group);
        at = groupEnd(*group);
        constexpr std::string_view kSeparators = " -./";
        const bool separated = at < text.size() && kSeparators.find(text[at]) != std::string_view::npos;
        separator = separated ? text[at] : '\0';
        const bool nextBracketed = at < text.size() && text[at] == '(';
        if (!separated && !group->bracketed && !nextBracketed)
            break;
        at += separated ? 1 : 0;
    }
    return run.groups.empty() ? std::nullopt : std::optional(run);
}

std::string digitsOf(std::string_view text, const Run& run) {
    std::string digits;
    for (const Group& group : run.groups)
        digits += text.substr(group.begin, group.size());
    return digits;
}

// Number ranges and lengths of the card brands.
bool isCardRange(std::string_view digits) {
    const auto head = [&](std::size_t n) { return std::stoi(std::string(digits.substr(0, n))); };
    const std::size_t size = digits.size();
    const auto between = [](int value, int low, int high) { return value >= low && value <= high; };
    const bool visa = head(1) == 4 && (size == 13 || size == 16 || size == 19);
    const bool mastercard = size == 16 && (between(head(2), 51, 55) || between(head(4), 2221, 2720));
    const bool amex = size == 15 && (head(2) == 34 || head(2) == 37);
    const bool discover = size >= 16 && (head(4) == 6011 || between(head(3), 644, 649) || head(2) == 65);
    const bool jcb = size >= 16 && between(head(4), 3528, 3589);
    const bool diners =
        size >= 14 && (between(head(3), 300, 305) || head(2) == 36 || between(head(2), 38, 39));
    const bool unionPay = size >= 16 && head(2) == 62;
    const bool maestro =
        size >= 13 && (head(2) == 50 || between(head(2), 56, 58) || head(3) == 639 || head(2) == 67);
    return visa || mastercard || amex || discover || jcb || diners || unionPay || maestro;
}

// In one piece, in fours (the last group may be shorter), or as 4-6-5 and 4-6-4; one kind of separator.
bool isCardShape(const Run& run) {
    const auto& groups = run.groups;
    if (groups.size() == 1)
        return true;
    const auto oddOne = [&](const Group& group) {
        const bool first = &group == &groups.front();
        return group.bracketed ||
               (!first && (group.separator != groups[1].separator || group.separator == '.' ||
                           group.separator == '/' || group.separator == 0));
    };
    if (std::any_of(groups.begin(), groups.end(), oddOne))
        return false;
    if (groups.size() == 3 && groups[0].size() == 4 && groups[1].size() == 6)
        return groups[2].size() == 4 || groups[2].size() == 5;
    for (std::size_t i = 0; i + 1 < groups.size(); ++i) {
        if (groups[i].size() != 4)
            return false;
    }
    return groups.back().size() <= 4;
}

// Groups at the front of the run that are a card number, 0 for none. A run goes on past the number where more
// digits follow after a space.
std::size_t cardGroups(std::string_view text, const Run& run) {
    for (std::size_t count = run.plus ? 0 : std::min(run.groups.size(), kMostCardDigits); count > 0;
         --count) {
        Run front = run;
        front.groups.resize(count);
        const std::string digits = digitsOf(text, front);
        if (digits.size() >= 13 && digits.size() <= kMostCardDigits && isCardShape(front) &&
            isCardRange(digits) && luhnFits(digits))
            return count;
    }
    return 0;
}

// Groups that can belong to one phone number: after a long group only a short extension follows.
std::size_t phoneReach(const Run& run) {
    constexpr std::size_t kLongGroup = 5;
    for (std::size_t i = 1; i < run.groups.size(); ++i) {
        const bool afterLong = i > 1 && run.groups[i - 1].size() >= kLongGroup;
        if (afterLong)
            return run.groups[i].separator == '-' && run.groups[i].size() <= 4 ? i + 1 : i;
    }
    return run.groups.size();
}

bool isInternational(std::string_view text, const Run& run, std::size_t count) {
    const char first = text[run.groups[0].begin];
    const std::size_t digits = run.digits(count);
    if (run.plus)
        return first != '0' && !run.groups[0].bracketed && digits >= 8 && digits <= 15;
    const bool zeros = first == '0' && run.groups[0].size() >= 3 && run.groups[0].size() <= 5 &&
                       text[run.groups[0].begin + 1] == '0' && text[run.groups[0].begin + 2] != '0';
    return zeros && count >= 2 && digits >= 10 && digits <= 17;
}

// A trunk zero, an area code, and a number of one group or of several short ones: "030 1234567", "020 7946
// 0958", "01.23.45.67.89", "(0171) 123456".
bool isNationalWithZero(std::string_view text, const Run& run, std::size_t count) {
    const Group& area = run.groups[0];
    const std::size_t digits = run.digits(count);
    if (count < 2 || run.plus || digits < 9 || digits > 12 || text[area.begin] != '0' || area.size() < 2 ||
        area.size() > 5 || text[area.begin + 1] == '0')
        return false;
    for (std::size_t i = 2; i < count; ++i) {
        if (run.groups[i].bracketed || run.groups[i].size() > 4 ||
            run.groups[i].separator != run.groups[2].separator)
            return false;
    }
    const bool dots = run.groups[1].separator == '.';
    if (dots)
        return count == 5 && run.groups[2].separator == '.' &&
               std::all_of(run.groups.begin(), run.groups.begin() + 5,
                           [](const Group& g) { return g.size() == 2; });
    return !run.groups[1].bracketed && (count == 2 ? run.groups[1].size() >= 4 : run.groups[1].size() <= 7);
}

// "212-555-0123", "(212) 555-0123", "1-212-555-0123", "212.555.0123".
bool isNorthAmerican(std::string_view text, const Run& run, std::size_t count) {
    const bool trunk = count == 4 && run.groups[0].size() == 1 && text[run.groups[0].begin] == '1';
    if (run.plus || (count != 3 && !trunk))
        return false;
    const Group& area = run.groups[count - 3];
    const Group& exchange = run.groups[count - 2];
    const Group& line = run.groups[count - 1];
    const bool sizes = area.size() == 3 && exchange.size() == 3 && line.size() == 4;
    const bool separators =
        area.bracketed || (exchange.separator == line.separator && exchange.separator != '/');
    return sizes && separators && !exchange.bracketed && !line.bracketed && text[area.begin] >= '2' &&
           text[exchange.begin] >= '2';
}

// Whether the word in front says that a phone number follows: "tel. 5550142", "phone: 555-0142".
bool isAnnounced(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    while (end > 0 && begin - end < 3 &&
           std::string_view(" :.#").find(text[end - 1]) != std::string_view::npos)
        --end;
    if (end == begin)
        return false;
    std::string word;
    for (std::size_t i = end; i > 0 && isLetter(text[i - 1]) && word.size() < 12; --i)
        word.insert(word.begin(), static_cast<char>(text[i - 1] | 0x20));
    constexpr std::array<std::string_view, 11> kWords = {"tel",    "telephone", "telefon", "phone",
                                                         "mobile", "mobil",     "handy",   "cell",
                                                         "fax",    "call",      "whatsapp"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool isAnnouncedNumber(std::string_view text, const Run& run, std::size_t count) {
    const std::size_t digits = run.digits(count);
    return digits >= 7 && digits <= 15 && isAnnounced(text, run.begin);
}

std::size_t phoneGroups(std::string_view text, const Run& run) {
    constexpr std::size_t kMostDigits = 17; // longer runs are serial numbers
    if (run.digits(run.groups.size()) > kMostDigits)
        return 0;
    for (std::size_t count = phoneReach(run); count > 0; --count) {
        if (isInternational(text, run, count) || isNationalWithZero(text, run, count) ||
            isNorthAmerican(text, run, count) || isAnnouncedNumber(text, run, count))
            return count;
    }
    return 0;
}

// Part of a word, a decimal number, a longer code, a time of day: not a number by itself.
bool continuesBefore(std::string_view text, std::size_t begin) {
    if (begin == 0)
        return false;
    const char c = text[begin - 1];
    const char before = begin > 1 ? text[begin - 2] : ' ';
    const bool joins = ((c == '.' || c == ',' || c == ':' || c == ')') && isDigit(before)) ||
                       ((c == '-' || c == '/' || c == '+') && isAlnum(before));
    return joins || isAlnum(c) || c == '_' || c == '#' || c == '=' || c == '@' || c == '$';
}

bool continuesAfter(std::string_view text, std::size_t end) {
    if (end >= text.size())
        return false;
    const char c = text[end];
    const char after = end + 1 < text.size() ? text[end + 1] : ' ';
    const bool joins =
        ((c == '.' || c == ',' || c == ':') && isDigit(after)) || ((c == '-' || c == '/') && isAlnum(after));
    return joins || isAlnum(c) || c == '_' || c == '%' || c == '@';
}

} // namespace

void findNumbers(std::string_view text, std::vector<PersonalSpan>& out) {
    std::size_t at = 0;
    while (at < text.size()) {
        const bool starts = isDigit(text[at]) || text[at] == '+' || text[at] == '(';
        const auto run = starts ? runAt(text, at) : std::nullopt;
        if (!run) {
            ++at;
            continue;
        }
        const std::size_t runEnd = groupEnd(run->groups.back());
        at = runEnd;
        if (continuesBefore(text, run->begin))
            continue;
        const std::size_t card = cardGroups(text, *run);
        const std::size_t phone = card > 0 ? 0 : phoneGroups(text, *run);
        if (card + phone == 0)
            continue;
        const std::size_t end = groupEnd(run->groups[std::max(card, phone) - 1]);
        if (continuesAfter(text, end))
            continue;
        out.push_back({std::string(card > 0 ? kCard : kPhone), run->begin, end});
        at = end;
    }
}

} // namespace retort::corpus
