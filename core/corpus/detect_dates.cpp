// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/national_ids.h"
#include "core/corpus/pattern.h"
#include "core/corpus/personal_detectors.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace retort::corpus {

namespace {

// Names of the months from January on, as one alternation each: English, German, French, Spanish, Italian,
// Dutch, Portuguese, Polish, Swedish, Danish and Norwegian, with the usual abbreviations.
constexpr std::array<std::string_view, 12> kMonths = {
    "january|januari|januar|jänner|janvier|janv|enero|gennaio|janeiro|stycznia|jan|ene|gen",
    "february|februari|februar|feber|février|fevrier|févr|febrero|febbraio|fevereiro|lutego|feb|fev",
    "march|märz|maerz|mars|marzo|maart|março|marco|marca|marts|mar|mrz|mrt",
    "april|avril|abril|aprile|kwietnia|apr|avr|abr",
    "may|mai|mayo|maggio|mei|maio|maja|maj",
    "june|juni|juin|junio|giugno|junho|czerwca|jun|giu",
    "july|juli|juillet|julio|luglio|julho|lipca|jul|lug",
    "august|août|aout|agosto|augustus|augusti|sierpnia|aug|ago",
    "september|septembre|septiembre|settembre|setembro|września|sept|sep|set",
    "october|oktober|octobre|octubre|ottobre|outubro|października|oct|okt|ott|out",
    "november|novembre|noviembre|novembro|listopada|nov",
    "december|dezember|décembre|decembre|diciembre|dicembre|dezembro|grudnia|dec|dez|déc|dic"};

std::string anyMonth() {
    std::string names;
    for (const std::string_view month : kMonths)
        names += fmt::format("{}{}", names.empty() ? "" : "|", month);
    return names;
}

// Written dates: 1980-03-12, 12.03.80, 3/12/1980, 12 March 1980, 12. März 1980, 1er mars 1980, 12 de marzo de
// 1980, March 12th, 1980.
std::string dateForms() {
    const std::string month = fmt::format("(?:{})", anyMonth());
    return fmt::format(
        R"((?<![\p{{L}}\p{{N}}])(?:)"
        R"((?:18|19|20)\d\d[-./]\d\d?[-./]\d\d?)"
        R"(|\d\d?(?<mark>[-./] ?)\d\d?\k<mark>(?:\d{{4}}|\d\d))"
        R"(|\d\d?(?:st|nd|rd|th|er|º|\.)?(?:[ -]|[ ]of[ ]|[ ]de[ ]|[ ]d')?{0}\.?,?(?:[ -]| de | del )\d{{4}})"
        R"(|{0}\.?[ ]\d\d?(?:st|nd|rd|th)?,?[ ]\d{{4}})"
        R"()(?![\p{{L}}\p{{N}}])(?![-./:]\d))",
        month);
}

// "Date of birth: 12.03.1980", "dob" : "1980-03-12", "DOB (dd/mm/yyyy) 12/03/1980".
constexpr std::string_view kLabel =
    R"((?<![\p{L}\p{N}])(?:date[ _-]?of[ _-]?birth|birth[ _-]?date|birth ?day|d\.?o\.?b\.?|geburtsdatum|geburtstag|geb\.-datum|date de naissance|fecha de nacimiento|f\. ?nac\.|data di nascita|data de nascimento|geboortedatum|data urodzenia|födelsedatum|fødselsdato|syntymäaika)(?![\p{L}])(?:[\s"'“”:=|>(\[-]|\([a-z/. -]{2,14}\)|(?:is|was|on|ist|war|am|est|le|es|el|è|il|den|the)\b){0,12}?)";

// "born in Leeds on 12 March 1980", "geb. 12.03.1980", "né à Lyon le 12 mars 1980". What stands between holds
// no digit and no end of a sentence.
constexpr std::string_view kBorn =
    R"((?<![\p{L}\p{N}])(?:born|b\.|geb\.|geboren|né\(e\)|née?|nacid[oa]|nat[oa](?= (?:il|a|ad|l'))|nascid[oa]|urodzon[ya]|ur\.|född|født|syntynyt)(?![\p{L}])(?:[^\d\n;!?.]|(?<!\p{L}{3})\.){0,40}?)";

// "am 12. März 1980 in Köln geboren", "op 12 maart 1980 geboren".
constexpr std::string_view kBornBehind = R"((?=[^\d\n;.!?]{0,30}[ ]geboren(?![\p{L}])))";

std::vector<Pattern> birthDatePatterns() {
    const std::string date = dateForms();
    std::vector<Pattern> patterns;
    for (const std::string_view before : {kLabel, kBorn})
        patterns.push_back(Pattern::builtIn(fmt::format("{}({})", before, date), Pattern::Kind::IgnoreCase));
    patterns.push_back(Pattern::builtIn(fmt::format("({}){}", date, kBornBehind), Pattern::Kind::IgnoreCase));
    return patterns;
}

const std::vector<Pattern>& monthPatterns() {
    static const std::vector<Pattern> patterns = [] {
        std::vector<Pattern> made;
        for (const std::string_view names : kMonths)
            made.push_back(Pattern::builtIn(fmt::format(R"((?<!\p{{L}})(?:{})(?!\p{{L}}))", names),
                                            Pattern::Kind::IgnoreCase));
        return made;
    }();
    return patterns;
}

std::optional<int> monthIn(std::string_view text) {
    const auto& months = monthPatterns();
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (!months[i].all(text).empty())
            return static_cast<int>(i) + 1;
    }
    return std::nullopt;
}

std::vector<int> numbersIn(std::string_view text) {
    std::vector<int> numbers;
    bool inside = false;
    for (const char c : text) {
        if (isDigit(c) && !inside)
            numbers.push_back(0);
        inside = isDigit(c);
        if (inside)
            numbers.back() = numbers.back() * 10 + (c - '0');
    }
    return numbers;
}

// Years of people who can be alive or in an archive; two digits leave the century open.
bool isBirthYear(int year) {
    constexpr int kFirst = 1850;
    constexpr int kLast = 2035;
    return year < 100 || (year >= kFirst && year <= kLast);
}

bool isValidDate(std::string_view text) {
    const std::vector<int> numbers = numbersIn(text);
    const auto valid = [](int year, int month, int day) {
        return isBirthYear(year) && isCalendarDate(year < 100 ? 2000 : year, month, day);
    };
    if (numbers.size() == 2) {
        const auto month = monthIn(text);
        return month && valid(numbers[1], *month, numbers[0]);
    }
    if (numbers.size() != 3)
        return false;
    if (numbers[0] > 99)
        return valid(numbers[0], numbers[1], numbers[2]);
    return valid(numbers[2], numbers[1], numbers[0]) || valid(numbers[2], numbers[0], numbers[1]);
}

} // namespace

void findBirthDates(std::string_view text, std::vector<PersonalSpan>& out) {
    static const std::vector<Pattern> patterns = birthDatePatterns();
    if (std::none_of(text.begin(), text.end(), isDigit))
        return;
    for (const Pattern& pattern : patterns) {
        for (const auto& [begin, end] : pattern.all(text)) {
            if (isValidDate(text.substr(begin, end - begin)))
                out.push_back({std::string(kBirthDate), begin, end});
        }
    }
}

} // namespace retort::corpus
