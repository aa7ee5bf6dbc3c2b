// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/pattern.h"
#include "core/corpus/personal_detectors.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

namespace {

// Pieces of the patterns below: a capitalised word, further ones, a house number, where a word or number
// begins and ends.
constexpr std::string_view kWord = R"(\p{Lu}[\p{L}'’-]*\.?)";
constexpr std::string_view kHouse = R"(\d{1,4}(?: ?[a-zA-Z](?![\p{L}]))?(?:[-/]\d{1,4}(?!\d))?)";
constexpr std::string_view kBefore = R"((?<![\p{L}\p{N}#€$£.,/-]))";
constexpr std::string_view kAfter = R"((?![\p{L}\p{N}])(?![-.,:/%]\d))";

std::string filled(std::string_view form) {
    std::string pattern(form);
    const auto put = [&](std::string_view name, std::string_view text) {
        for (std::size_t at = pattern.find(name); at != std::string::npos;
             at = pattern.find(name, at + text.size()))
            pattern.replace(at, name.size(), text);
    };
    put("<word>", kWord);
    put("<house>", kHouse);
    put("<before>", kBefore);
    put("<after>", kAfter);
    return pattern;
}

// A kind of street that is hardly anything else is enough with a number; one that is also an everyday word
// needs a postcode and a town behind it.
struct AddressForm {
    std::string_view street;
    std::string_view town;
    bool townNeeded = false;
};

constexpr std::string_view kEnglishTown =
    R"((?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat)\.? ?#?\w{1,5})?,? <word>(?: <word>){0,2},? (?:[A-Z]{2},? \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})<after>)";
constexpr std::string_view kGermanTown =
    R"(,? (?:[A-Z]{1,2}[- ])?\d{4,5} <word>(?:(?: |-| am | an der | im )<word>)?)";
constexpr std::string_view kFiveDigitTown =
    R"(,?(?: -)? (?:[A-Z]{1,2}-)?\d{5} <word>(?:(?: |-|-sur-| de | del | di )<word>){0,3})";

constexpr std::array<AddressForm, 14> kForms = {
    {{R"(<before>\d{1,5}[A-Za-z]?,? (?:(?:[NSEW]|North|South|East|West)\.? )?(?:<word> ){1,3}?(?:Street|Road|Avenue|Lane|Drive|Boulevard|Crescent|Terrace|Parkway|Rd|Ave|Blvd|Ln)\b\.?<after>)",
      kEnglishTown},
     {R"(<before>\d{1,5}[A-Za-z]?,? (?:(?:[NSEW]|North|South|East|West)\.? )?(?:<word> ){1,3}?(?:St|Dr|Ct|Pl|Way|Close|Court|Place|Square|Grove|Gardens|Hill|Row|Walk|Mews|Circle)\b\.?)",
      kEnglishTown, true},
     {R"((?<![\p{L}\p{N}-])(?:\p{Lu}[\p{L}-]*(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Aa]llee|[Gg]asse|[Cc]haussee|[Uu]fer)|(?:<word> ){1,3}(?:Straße|Strasse|Str\.|Allee|Gasse|Chaussee|Ufer)) <house><after>)",
      kGermanTown},
     {R"((?<![\p{L}\p{N}-])(?:\p{Lu}[\p{L}-]*(?:[Ww]eg|[Pp]latz|[Rr]ing|[Dd]amm|[Ss]teig|[Mm]arkt|[Hh]of)|(?:Am|An der|An den|Auf dem|Im|In der|Zum|Zur) <word>(?: <word>)?) <house>)",
      kGermanTown, true},
     {R"(<before>\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d\.?|[Cc]hemin|[Aa]llée|[Ii]mpasse|[Qq]uai) (?:(?:de la|de|du|des|la|le) |(?:de )?[ld]['’])?<word>(?:(?: |-| de | du | des | de la | d['’])<word>){0,3}<after>)",
      kFiveDigitTown},
     {R"(<before>\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:[Rr]oute|[Pp]lace|[Cc]ours|[Ss]quare|[Aa]v\.) (?:(?:de la|de|du|des|la|le) |(?:de )?[ld]['’])?<word>(?:(?: |-| de | du | des | de la | d['’])<word>){0,3})",
      kFiveDigitTown, true},
     {R"((?<![\p{L}\p{N}])(?:Calle|C/|Avenida|Avda\.?|Paseo|Plaza|Rua|Travessa|Praça) ?(?:(?:de|del|do|da|dos|das|la|las|los|el) ){0,2}<word>(?: (?:(?:de|del|do|da|la) ){0,2}<word>){0,3},? (?:n\.?[º°] ?|núm\. ?)?<house><after>)",
      kFiveDigitTown},
     {R"((?<![\p{L}\p{N}])(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Vv]icolo) (?:(?:della|delle|dei|degli|del|di|la) |dell['’])?<word>(?: <word>){0,3},? (?:n\. ?)?<house><after>)",
      kFiveDigitTown},
     {R"((?<![\p{L}\p{N}-])(?:\p{Lu}[\p{L}-]*(?:straat|laan|gracht|kade|singel)) <house><after>)",
      R"(,? \d{4} ?[A-Z]{2},? <word>(?: <word>)?)"},
     {R"((?<![\p{L}\p{N}-])(?:\p{Lu}[\p{L}-]*(?:weg|plein|dijk|hof|pad)) <house>)",
      R"(,? \d{4} ?[A-Z]{2},? <word>(?: <word>)?)", true},
     {R"((?<![\p{L}\p{N}])(?:ul\.|al\.|os\.|pl\.) ?<word>(?: <word>){0,2} \d{1,4}[a-zA-Z]?(?:/\d{1,4})?(?: m\. ?\d{1,4})?<after>)",
      R"(,? \d{2}-\d{3} <word>(?: <word>)?)"},
     {R"((?<![\p{L}\p{N}-])(?:\p{Lu}\p{L}*(?:gatan|vägen|gata|veien|gaten|gade|vej)) <house><after>)",
      R"(,? \d{3,4}(?: ?\d{2}(?!\d))? <word>(?: <word>)?)"},
     {R"((?<![\p{L}\p{N}-])(?:\p{Lu}\p{L}*(?:katu|tie|kuja)) <house>)", R"(,? \d{5} <word>)", true},
     {R"((?<![\p{L}\p{N}])P\.?O\.? Box \d{1,6}<after>)", kEnglishTown}}};

std::vector<Pattern> addressPatterns() {
    std::vector<Pattern> patterns;
    for (const AddressForm& form : kForms)
        patterns.push_back(Pattern::builtIn(
            filled(fmt::format("{}(?:{}){}", form.street, form.town, form.townNeeded ? "" : "?"))));
    return patterns;
}

// "In 2020 Wall Street", "1980 Ocean Drive": a year, unless the town follows.
bool beginsWithYear(std::string_view address) {
    const auto end =
        static_cast<std::size_t>(std::find_if_not(address.begin(), address.end(), isDigit) - address.begin());
    const bool year = end == 4 && (address.substr(0, 2) == "19" || address.substr(0, 2) == "20");
    return year && address.find(',') == std::string_view::npos;
}

} // namespace

void findAddresses(std::string_view text, std::vector<PersonalSpan>& out) {
    static const std::vector<Pattern> patterns = addressPatterns();
    if (std::none_of(text.begin(), text.end(), isDigit))
        return;
    for (const Pattern& pattern : patterns) {
        for (const auto& [begin, end] : pattern.all(text)) {
            if (!beginsWithYear(text.substr(begin, end - begin)))
                out.push_back({std::string(kAddress), begin, end});
        }
    }
}

} // namespace retort::corpus
