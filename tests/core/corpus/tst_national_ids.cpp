// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Check digits of national numbers against python-stdnum.
#include "core/base/json.h"
#include "core/corpus/national_ids.h"

#include <QTest>

#include <map>

using namespace retort;

namespace {

const std::map<std::string, bool (*)(std::string_view)> kChecks = {
    {"austrian_svnr", corpus::isAustrianSvnr},
    {"belgian_national_number", corpus::isBelgianNationalNumber},
    {"brazilian_cpf", corpus::isBrazilianCpf},
    {"canadian_sin", corpus::isCanadianSin},
    {"chinese_resident_id", corpus::isChineseResidentId},
    {"czech_birth_number", corpus::isCzechBirthNumber},
    {"dutch_bsn", corpus::isDutchBsn},
    {"finnish_hetu", corpus::isFinnishHetu},
    {"french_nir", corpus::isFrenchNir},
    {"german_tax_id", corpus::isGermanTaxId},
    {"indian_aadhaar", corpus::isIndianAadhaar},
    {"italian_fiscal_code", corpus::isItalianFiscalCode},
    {"korean_rrn", corpus::isKoreanRrn},
    {"norwegian_birth_number", corpus::isNorwegianBirthNumber},
    {"polish_pesel", corpus::isPolishPesel},
    {"spanish_dni", corpus::isSpanishDni},
    {"spanish_nie", corpus::isSpanishDni},
    {"swedish_personal_number", corpus::isSwedishPersonalNumber},
    {"swiss_ahv", corpus::isSwissAhv},
    {"us_ssn", corpus::isUsSsn}};

} // namespace

class TestNationalIds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void likeStdnum_data() {
        QTest::addColumn<QString>("kind");
        for (const auto& [kind, check] : kChecks)
            QTest::newRow(kind.c_str()) << QString::fromStdString(kind);
    }
    void likeStdnum() {
        QFETCH(const QString, kind);
        const auto rows = readJsonFile(RETORT_TEST_DATA "/corpus/national_ids.json");
        QVERIFY(rows.has_value());
        QCOMPARE(rows->size(), kChecks.size());
        const auto check = kChecks.at(kind.toStdString());
        for (const Json& row : rows->at(kind.toStdString())) {
            const std::string number = row[0];
            QVERIFY2(check(number) == row[1].get<bool>(), number.c_str());
            QVERIFY(!check(number + "1"));
            QVERIFY(!check(number.substr(1)));
        }
    }

    // Published rules without a check digit: HMRC's manual NIM39110 names the unused prefixes.
    void ukNino() {
        for (const char* number : {"AB123456C", "JG103759A", "PW987654D"})
            QVERIFY2(corpus::isUkNino(number), number);
        for (const char* number :
             {"GB123456A", "DA123456A", "AO123456A", "AB123456E", "AB12345C", "QQ123456C"})
            QVERIFY2(!corpus::isUkNino(number), number);
    }

    void otherCharacters() {
        for (const auto& [kind, check] : kChecks) {
            for (std::size_t size = 0; size < 24; ++size) {
                QVERIFY2(!check(std::string(size, '#')), kind.c_str());
                QVERIFY2(!check(std::string(size, '\xC3')), kind.c_str());
            }
        }
    }

    void calendar() {
        QVERIFY(corpus::isCalendarDate(2000, 2, 29));
        QVERIFY(!corpus::isCalendarDate(1900, 2, 29));
        QVERIFY(!corpus::isCalendarDate(2001, 4, 31));
        QVERIFY(!corpus::isCalendarDate(2001, 13, 1));
        QVERIFY(!corpus::isCalendarDate(2001, 0, 1));
        QVERIFY(!corpus::isCalendarDate(2001, 1, 0));
    }
};

QTEST_APPLESS_MAIN(TestNationalIds)
#include "tst_national_ids.moc"
