// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers by which states know people: check digits, ranges and dates inside, by the issuers' published
// rules. Each function takes the number in capitals without separators and says whether it could have been
// issued; a text of another length or with other characters could not.
#pragma once

#include <string_view>

namespace retort::corpus {

[[nodiscard]] bool isCalendarDate(int year, int month, int day); // Gregorian

[[nodiscard]] bool isAustrianSvnr(std::string_view number);          // 10 digits, weights 3 7 9 5 8 4 2 1 6
[[nodiscard]] bool isBelgianNationalNumber(std::string_view number); // 11 digits, 97 minus remainder
[[nodiscard]] bool isBrazilianCpf(std::string_view number);          // 11 digits, two modulo 11
[[nodiscard]] bool isCanadianSin(std::string_view number);           // 9 digits, Luhn
[[nodiscard]] bool isChineseResidentId(std::string_view number);     // 18 characters, ISO 7064 mod 11-2
[[nodiscard]] bool isCzechBirthNumber(std::string_view number);      // 10 digits, modulo 11; also Slovak
[[nodiscard]] bool isDutchBsn(std::string_view number);              // 9 digits, eleven test
[[nodiscard]] bool isFinnishHetu(std::string_view number);           // 11 characters, modulo 31
[[nodiscard]] bool isFrenchNir(std::string_view number);             // 15 characters, key modulo 97
[[nodiscard]] bool isGermanTaxId(std::string_view number);           // 11 digits, ISO 7064 mod 11-10
[[nodiscard]] bool isIndianAadhaar(std::string_view number);         // 12 digits, Verhoeff
[[nodiscard]] bool isItalianFiscalCode(std::string_view number);     // 16 characters, check letter
[[nodiscard]] bool isKoreanRrn(std::string_view number);             // 13 digits, modulo 11
[[nodiscard]] bool isNorwegianBirthNumber(std::string_view number);  // 11 digits, two modulo 11
[[nodiscard]] bool isPolishPesel(std::string_view number);           // 11 digits, weights 1 3 7 9
[[nodiscard]] bool isSpanishDni(std::string_view number); // 8 digits and a letter, or X, Y, Z and 7
[[nodiscard]] bool isSwedishPersonalNumber(std::string_view number); // 10 or 12 digits, Luhn
[[nodiscard]] bool isSwissAhv(std::string_view number);              // 13 digits, EAN, begins with 756
[[nodiscard]] bool isUkNino(std::string_view number);                // 9 characters, no check digit
[[nodiscard]] bool isUsSsn(std::string_view number);                 // 9 digits, no check digit

// Luhn's check over all digits, the last one included.
[[nodiscard]] bool luhnFits(std::string_view digits);

} // namespace retort::corpus
