// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Typed personal data: what is found, and what only looks like it.
#include "core/corpus/personal_data.h"

#include <QTest>

using namespace retort;
using corpus::PersonalSpan;
using corpus::PersonalType;

namespace {

// "type:text" of every span, joined by "|".
QString spelled(const std::string& text, const std::vector<std::string>& subjects) {
    QStringList found;
    for (const PersonalSpan& span : corpus::findPersonalData(text, subjects)) {
        const std::string_view name = corpus::personalTypeName(span.type);
        found += QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())) + QLatin1Char(':') +
                 QString::fromStdString(text.substr(span.begin, span.end - span.begin));
    }
    return found.join(QLatin1Char('|'));
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
                                 "\xFF call +49 30 1234567"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void leftAlone() {
        QFETCH(const QString, text);
        QCOMPARE(spelled(text.toLatin1().toStdString(), {}), QString());
    }

    void names() {
        const std::vector<std::string> subjects = {"Zoë Müller-Öz", "J. Doe", "--", ""};
        QCOMPARE(spelled("Dear ZOË  MÜLLER-ÖZ, j.\ndoe", subjects),
                 QStringLiteral("name:ZOË  MÜLLER-ÖZ|name:j.\ndoe"));
        QCOMPARE(spelled("AZoë Müller-Öz Zoë Müller-Özer JX Doe J. Does --", subjects), QString());
    }

    void overlaps() {
        // The longer span stays; the name inside the address goes.
        QCOMPARE(spelled("anna@anna.example", {"anna"}), QStringLiteral("e-mail:anna@anna.example"));
        QCOMPARE(spelled("Anna Bell", {"Anna", "Anna Bell"}), QStringLiteral("name:Anna Bell"));
        QCOMPARE(spelled("4111111111111111", {"4111111111111111"}),
                 QStringLiteral("card number:4111111111111111"));
    }

    void masking() {
        const std::vector<std::string> subjects = {"Ann Lee"};
        QCOMPARE(corpus::maskPersonal("Ann Lee <ann@x.org> +49 30 1234567.", subjects),
                 std::string("[name] <[e-mail]> [phone]."));
        QCOMPARE(corpus::maskPersonal("\xFF Ann Lee", subjects), std::string("\xEF\xBF\xBD [name]"));
        QCOMPARE(corpus::maskPersonal("nothing", subjects), std::string("nothing"));
    }
};

QTEST_APPLESS_MAIN(TestPersonalData)
#include "tst_personal_data.moc"
