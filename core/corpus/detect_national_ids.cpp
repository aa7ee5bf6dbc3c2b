// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/national_ids.h"
#include "core/corpus/pattern.h"
#include "core/corpus/personal_detectors.h"

#include <algorithm>
#include <string>
#include <vector>

namespace retort::corpus {

namespace {

struct NationalId {
    Pattern form;
    bool (*fits)(std::string_view);
    Pattern context; // words one of which must stand shortly before; matches nothing where the form is enough
    bool needsContext = false;
};

// Not inside a word, a longer number, a decimal fraction or a path.
constexpr std::string_view kBefore = R"((?<![\p{L}\p{N}_#@=$/.,:+-])(?<!\d[ ]))";
constexpr std::string_view kAfter = R"((?![\p{L}\p{N}_@])(?![-/.,:]?\d)(?![ ]\d))";

// A form that is telling by itself: long check digits, letters, or marks at given places.
NationalId telling(std::string_view form, bool (*fits)(std::string_view)) {
    return {Pattern::builtIn(fmt::format("{}{}{}", kBefore, form, kAfter)), fits, Pattern::builtIn("(?!)"),
            false};
}

// A form that other numbers share; `words` announce it, in any case.
NationalId announced(std::string_view words, std::string_view form, bool (*fits)(std::string_view)) {
    return {Pattern::builtIn(fmt::format("{}{}{}", kBefore, form, kAfter)), fits,
            Pattern::builtIn(fmt::format(R"((?<![\p{{L}}\p{{N}}])(?:{})(?![\p{{L}}]))", words),
                             Pattern::Kind::IgnoreCase),
            true};
}

const std::vector<NationalId>& nationalIds() {
    static const std::vector<NationalId> ids = {
        telling(R"(\d{3}-\d{2}-\d{4})", isUsSsn),
        announced(R"(ssn|social security(?: number| no\.?| nr\.?)?)", R"(\d{3} ?\d{2} ?\d{4})", isUsSsn),
        telling(R"([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D])", isUkNino),
        telling(R"([12] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d)", isFrenchNir),
        telling(R"([XYZ][- ]?\d{7}[- ]?[A-Z])", isSpanishDni),
        telling(R"(\d{8}-?[A-HJ-NP-TV-Z])", isSpanishDni),
        announced("dni|nif|nie|d\\.n\\.i\\.|n\\.i\\.f\\.", R"(\d\d?\.?\d{3}\.?\d{3}[- ]?[A-Z])",
                  isSpanishDni),
        telling(R"([A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z])",
                isItalianFiscalCode),
        telling(R"(\d{6}[-+A-FU-Y]\d{3}[0-9A-Y])", isFinnishHetu),
        telling(R"((?:19|20)?\d{6}[-+]\d{4})", isSwedishPersonalNumber),
        announced("personnummer|personnr\\.?|pnr\\.?|personal identity number", R"((?:19|20)?\d{10})",
                  isSwedishPersonalNumber),
        telling(R"(\d{6} ?\d{5})", isNorwegianBirthNumber),
        telling(R"(\d\d\.\d\d\.\d\d-\d{3}\.\d\d)", isBelgianNationalNumber),
        announced("rijksregister(?:nummer)?|registre national|national number|insz|niss", R"(\d{11})",
                  isBelgianNationalNumber),
        telling(R"(756\.?\d{4}\.?\d{4}\.?\d\d)", isSwissAhv),
        telling(R"(\d{6}/\d{4})", isCzechBirthNumber),
        telling(R"(\d{3}\.\d{3}\.\d{3}-\d\d)", isBrazilianCpf),
        announced("cpf", R"(\d{11})", isBrazilianCpf),
        telling(R"(\d{6}(?:19|20)\d{9}[0-9X])", isChineseResidentId),
        telling(R"(\d{6}-[1-8]\d{6})", isKoreanRrn),
        announced(
            "steuer-?id(?:ent)?(?:ifikations)?(?:nummer|nr\\.?)?|idnr\\.?|steuerliche identifikationsnummer|"
            "tax id(?:entification)?(?: number)?|tin",
            R"(\d\d ?\d{3} ?\d{3} ?\d{3})", isGermanTaxId),
        announced("pesel", R"(\d{11})", isPolishPesel),
        announced("bsn|burgerservicenummer|sofi-?nummer", R"(\d{4}\.?\d{2}\.?\d{3}|\d{3} ?\d{3} ?\d{3})",
                  isDutchBsn),
        announced("aadhaar|aadhar|uid(?:ai)?|आधार", R"(\d{4}[ -]?\d{4}[ -]?\d{4})", isIndianAadhaar),
        announced("sin|social insurance(?: number| no\\.?)?|nas", R"(\d{3}[ -]?\d{3}[ -]?\d{3})",
                  isCanadianSin),
        announced("svnr|sv-nr\\.?|sv-nummer|(?:sozial)?versicherungsnummer", R"(\d{4} ?\d{6})",
                  isAustrianSvnr)};
    return ids;
}

std::string compact(std::string_view text) {
    std::string number;
    for (const char c : text) {
        if (isAlnum(c))
            number += c;
    }
    return number;
}

// The sign of a Finnish number is part of it.
std::string normalized(std::string_view text, const NationalId& id) {
    return id.fits == isFinnishHetu ? std::string(text) : compact(text);
}

bool isAnnounced(const NationalId& id, std::string_view text, std::size_t begin) {
    constexpr std::size_t kReach = 40;
    std::size_t from = begin - std::min(begin, kReach);
    while (from < begin && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80)
        ++from;
    return !id.context.all(text.substr(from, begin - from)).empty();
}

} // namespace

void findNationalIds(std::string_view text, std::vector<PersonalSpan>& out) {
    constexpr auto kFewestDigits = 6; // every form has more
    if (std::count_if(text.begin(), text.end(), isDigit) < kFewestDigits)
        return;
    for (const NationalId& id : nationalIds()) {
        for (const auto& [begin, end] : id.form.all(text)) {
            if (id.fits(normalized(text.substr(begin, end - begin), id)) &&
                (!id.needsContext || isAnnounced(id, text, begin)))
                out.push_back({std::string(kNationalId), begin, end});
        }
    }
}

} // namespace retort::corpus
