// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Typed personal data: what is found, and what only looks like it.
#include "core/corpus/personal_data.h"

#include <QTest>

using namespace retort;
using corpus::PersonalPatterns;
using corpus::PersonalSpan;
using corpus::PersonalValue;

namespace {

// "type:text" of every span, joined by "|".
QString spelled(const std::string& text, const std::vector<PersonalValue>& values,
                const PersonalPatterns& patterns = {}) {
    QStringList found;
    const auto spans = corpus::findPersonalData(text, values, patterns);
    if (!spans)
        return QString::fromStdString(spans.error().message);
    for (const PersonalSpan& span : *spans)
        found += QString::fromStdString(span.type + ":" + text.substr(span.begin, span.end - span.begin));
    return found.join(QLatin1Char('|'));
}

std::vector<PersonalValue> names(const std::vector<std::string>& subjects) {
    std::vector<PersonalValue> values;
    for (const std::string& subject : subjects)
        values.push_back({std::string(corpus::kName), subject});
    return values;
}

} // namespace

class TestPersonalData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void found_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, const char* expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("write to jo.do-e_1+x@mail.example.org.", "e-mail:jo.do-e_1+x@mail.example.org");
        row("<a@b.de>, ..c@d.co", "e-mail:a@b.de|e-mail:c@d.co");
        row("IBAN DE89 3704 0044 0532 0130 00, thanks", "IBAN:DE89 3704 0044 0532 0130 00");
        row("DE89370400440532013000", "IBAN:DE89370400440532013000");
        row("gb82west12345698765432.", "IBAN:gb82west12345698765432");
        row("NO93 8601 1117 947 and", "IBAN:NO93 8601 1117 947");
        row("card 4111 1111 1111 1111 exp 12/27", "card number:4111 1111 1111 1111");
        row("4111111111111111", "card number:4111111111111111");
        row("3782-822463-10005", "card number:3782-822463-10005");
        row("5555 5555 5555 4444 12 items", "card number:5555 5555 5555 4444");
        row("call +49 (0)30 1234567 now", "phone:+49 (0)30 1234567");
        row("+1 212 555 0123", "phone:+1 212 555 0123");
        row("+491701234567", "phone:+491701234567");
        row("0049 30 1234567", "phone:0049 30 1234567");
        row("020 7946 0958 or 01632 960123", "phone:020 7946 0958|phone:01632 960123");
        row("07700 900123, 0171/1234567", "phone:07700 900123|phone:0171/1234567");
        row("01 23 45 67 89 / 01.23.45.67.89", "phone:01 23 45 67 89|phone:01.23.45.67.89");
        row("(212) 555-0123 and 212-555-0123", "phone:(212) 555-0123|phone:212-555-0123");
        row("Tel.030 1234567", "phone:030 1234567");
        row("phone: 555-0142", "phone:555-0142");
        row("tel:5550142", "phone:5550142");
        row("030 1234567 12 items", "phone:030 1234567");
        row("DOB: 1980-03-12", "date of birth:1980-03-12");
        row("\"date_of_birth\": \"12/03/1980\"", "date of birth:12/03/1980");
        row("geb. 12.3.80 in Bonn", "date of birth:12.3.80");
        row("born in St. Ives on 4 May 1971.", "date of birth:4 May 1971");
        row("née à Nantes le 1er août 1999", "date of birth:1er août 1999");
        row("NACIDA EL 29 DE FEBRERO DE 2000", "date of birth:29 DE FEBRERO DE 2000");
        row("wurde am 3. März 1931 in Köln geboren", "date of birth:3. März 1931");
        row("SSN 078-05-1120", "national id:078-05-1120");
        row("Aadhaar: 2341 2341 2346", "national id:2341 2341 2346");
        row("Steuer-ID 36 574 261 809", "national id:36 574 261 809");
        row("AB 12 34 56 C", "national id:AB 12 34 56 C");
        row("12345678Z", "national id:12345678Z");
        row("529.982.247-25", "national id:529.982.247-25");
        row("756.9217.0769.85", "national id:756.9217.0769.85");
        row("at 12 Old Mill Road, Leeds, LS6 2AB", "address:12 Old Mill Road, Leeds, LS6 2AB");
        row("Karl-Marx-Straße 7a, 10115 Berlin", "address:Karl-Marx-Straße 7a, 10115 Berlin");
        row("5 bis, rue de l'Église", "address:5 bis, rue de l'Église");
        row("Via Garibaldi 12, 00184 Roma", "address:Via Garibaldi 12, 00184 Roma");
        row("9 Abbey Close, Bristol, BS8 1TH", "address:9 Abbey Close, Bristol, BS8 1TH");
    }
    void found() {
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        QCOMPARE(spelled(text.toStdString(), {}), expected);
    }

    void leftAlone_data() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"order 4111 1111 1111 1112",
                                 "order number 1234567890123456",
                                 "WR-123456 and A0171-1234567",
                                 "ISBN 978-3-16-148410-0",
                                 "ISBN 0-306-40615-2",
                                 "2024-05-17 10:30:00",
                                 "01-02-2024 12:30",
                                 "01.02.2024",
                                 "17/05/2024 1234",
                                 "version 1.2.3.4, v10.15.7",
                                 "192.168.100.200",
                                 "EUR 1 234 567 890",
                                 "1,234,567,890",
                                 "555-0142",
                                 "12 345 678",
                                 "DE00 3704 0044 0532 0130 00",
                                 "DE89 3704 0044 0532 0130 0",
                                 "XX89370400440532013000",
                                 "aDE89370400440532013000",
                                 "a@b, @home, user@host, x@1.2.3",
                                 "icon@2x.png",
                                 "3.14159265358979",
                                 "0.4111111111111111",
                                 "x=4111111111111111",
                                 "#4111111111111111",
                                 "20240115103000",
                                 "+0200",
                                 "5+12345678",
                                 "from 1914-1918 to 1939-1945",
                                 "1980-03-12",
                                 "DOB: 1981-02-29",
                                 "born 30.02.1980",
                                 "born in 1980",
                                 "born in Leeds. It opened on 12.03.1980",
                                 "her birthday party on 12 May 2023",
                                 "2341 2341 2346",
                                 "36574261809",
                                 "DNI 12345678A",
                                 "AB 12 34 56 E",
                                 "9 Abbey Close",
                                 "In 2020 Wall Street fell",
                                 "Arbeitsplatz 12 ist frei",
                                 "down the road 12",
                                 "\xFF call +49 30 1234567"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void leftAlone() {
        QFETCH(const QString, text);
        QCOMPARE(spelled(text.toLatin1().toStdString(), {}), QString());
    }

    void subjects() {
        const auto subjects = names({"Zoë Müller-Öz", "J. Doe", "--", ""});
        QCOMPARE(spelled("Dear ZOË  MÜLLER-ÖZ, j.\ndoe", subjects),
                 QStringLiteral("name:ZOË  MÜLLER-ÖZ|name:j.\ndoe"));
        QCOMPARE(spelled("AZoë Müller-Öz Zoë Müller-Özer JX Doe J. Does --", subjects), QString());
    }

    void overlaps() {
        // The longer span stays; the name inside the address goes.
        QCOMPARE(spelled("anna@anna.example", names({"anna"})), QStringLiteral("e-mail:anna@anna.example"));
        QCOMPARE(spelled("Anna Bell", names({"Anna", "Anna Bell"})), QStringLiteral("name:Anna Bell"));
        QCOMPARE(spelled("4111111111111111", names({"4111111111111111"})),
                 QStringLiteral("card number:4111111111111111"));
    }

    void ownTypes() {
        PersonalPatterns patterns;
        QVERIFY(patterns.add("customer", "\\bC-[0-9]{6}\\b"));
        QVERIFY(patterns.add("case", "case (?:no\\. )?([0-9]+)"));
        QCOMPARE(spelled("C-123456, case no. 42 of C-1234567", {}, patterns),
                 QStringLiteral("customer:C-123456|case:42"));
        QCOMPARE(spelled("lives in Leeds", {{"city", "leeds"}}), QStringLiteral("city:Leeds"));
        // At equal length the plan's own type is the one that is meant.
        QVERIFY(patterns.add("contact", "[a-z]+@[a-z.]+"));
        QCOMPARE(spelled("a@b.de", {}, patterns), QStringLiteral("contact:a@b.de"));
        QCOMPARE(corpus::maskPersonal("C-123456", {}, patterns).value(), std::string("[customer]"));
    }

    void badPattern() {
        PersonalPatterns patterns;
        const auto status = patterns.add("x", "a(b");
        QVERIFY(!status);
        QVERIFY2(status.error().message.find("byte 3") != std::string::npos, status.error().message.c_str());
    }

    void patternThatGivesUp() {
        PersonalPatterns patterns;
        QVERIFY(patterns.add("slow", "(?:a+)+$"));
        const auto spans = corpus::findPersonalData(std::string(60, 'a') + "b", {}, patterns);
        QVERIFY(!spans);
        QVERIFY2(spans.error().message.find("personal.patterns.slow") != std::string::npos,
                 spans.error().message.c_str());
    }

    void longTexts() {
        // Found by the time they took: each grew with the square of the length.
        for (const char* piece : {"1 ", "a@b.de ", "12.", "A 1 ", "born "}) {
            std::string text;
            while (text.size() < 60'000)
                text += piece;
            QVERIFY(corpus::findPersonalData(text, {}, {}).has_value());
        }
    }

    void masking() {
        const auto subjects = names({"Ann Lee"});
        const PersonalPatterns none;
        QCOMPARE(corpus::maskPersonal("Ann Lee <ann@x.org> +49 30 1234567.", subjects, none).value(),
                 std::string("[name] <[e-mail]> [phone]."));
        QCOMPARE(corpus::maskPersonal("\xFF Ann Lee", subjects, none).value(),
                 std::string("\xEF\xBF\xBD [name]"));
        QCOMPARE(corpus::maskPersonal("nothing", subjects, none).value(), std::string("nothing"));
    }
};

QTEST_APPLESS_MAIN(TestPersonalData)
#include "tst_personal_data.moc"
