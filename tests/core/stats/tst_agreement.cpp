// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/agreement.h"
#include "tests/core/stats/reference.h"

#include <limits>

using namespace retort;
using namespace retort::stats;
using test::close;

class TestAgreement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithReference() {
        for (const Json& json : test::readReference("agreement")) {
            const auto first = json.at("first").get<std::vector<double>>();
            const auto second = json.at("second").get<std::vector<double>>();
            const auto top = topRecords(first, json.at("m").get<std::size_t>());
            QCOMPARE(top, json.at("top").get<std::vector<std::uint8_t>>());
            const YesNoAgreement found = agreementOf(top, json.at("named").get<std::vector<std::uint8_t>>());
            QVERIFY(close(*found.jaccard, json.at("jaccard")));
            QVERIFY(close(*found.kappa, json.at("kappa")));
            QVERIFY(close(*spearman(first, second), json.at("spearman")));
        }
    }

    void undefinedIsAbsent() {
        constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
        const std::vector<std::uint8_t> nobody{0, 0, 0};
        const YesNoAgreement none = agreementOf(nobody, nobody);
        QVERIFY(!none.jaccard && !none.kappa);
        QCOMPARE(none.neither, std::uint64_t{3});
        const YesNoAgreement one = agreementOf(nobody, std::vector<std::uint8_t>{1, 0, 0});
        QCOMPARE(*one.jaccard, 0.0);
        QCOMPARE(*one.kappa, 0.0);
        QVERIFY(!spearman(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 3}));
        QVERIFY(!spearman(std::vector<double>{1, kNan}, std::vector<double>{1, 2}));
        QCOMPARE(*spearman(std::vector<double>{1, kNan, 2}, std::vector<double>{9, 5, 8}), -1.0);
        QCOMPARE(topRecords(std::vector<double>{kNan, 2, 1, 2}, 1), (std::vector<std::uint8_t>{0, 1, 0, 1}));
        QCOMPARE(topRecords(std::vector<double>{kNan, 2}, 9), (std::vector<std::uint8_t>{0, 1}));
        QCOMPARE(topRecords(std::vector<double>{3, 2}, 0), (std::vector<std::uint8_t>{0, 0}));
    }
};

QTEST_APPLESS_MAIN(TestAgreement)
#include "tst_agreement.moc"
