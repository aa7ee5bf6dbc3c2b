// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/evaluation.h"
#include "core/stats/score_csv.h"
#include "tests/core/stats/reference.h"

#include <limits>

using namespace retort;
using namespace retort::stats;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

} // namespace

class TestEvaluation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysOfTheContract() {
        ScoreSet set;
        for (int i = 0; i < 300; ++i) {
            set.scores.push_back(i % 7 + (i % 3 == 0 ? 2 : 0));
            set.isMember.push_back(i % 3 == 0 ? 1 : 0);
            set.ids.push_back("r" + std::to_string(i));
        }
        set.scores[3] = kNan;
        set.scores[4] = kInf;
        const std::vector<double> targets{0.001, 0.01, 0.05};
        const auto evaluation = evaluate(set, targets);
        QVERIFY(evaluation.has_value());
        QCOMPARE(evaluation->members, std::uint64_t{99});
        QCOMPARE(evaluation->nonmembers, std::uint64_t{200});
        QCOMPARE(evaluation->nonfinite, (std::vector<std::string>{"r3", "r4"}));
        QCOMPARE(evaluation->operatingPoints[0].status, PointStatus::Refused);
        QCOMPARE(evaluation->operatingPoints[1].status, PointStatus::Exploratory);
        QCOMPARE(evaluation->operatingPoints[2].status, PointStatus::Ok);

        const Json json = toJson(*evaluation);
        for (const char* key :
             {"members", "nonmembers", "auc", "auc_interval", "operating_points", "nonfinite", "warnings"})
            QVERIFY2(json.contains(key), key);
        for (const char* key : {"target_fpr", "threshold", "true_positives", "false_positives",
                                "achieved_fpr", "fpr_interval", "tpr", "tpr_interval", "p_value", "status"}) {
            QVERIFY2(json.at("operating_points")[0].contains(key), key);
            QVERIFY2(!json.at("operating_points")[2].at(key).is_null(), key);
        }
        QVERIFY(json.at("operating_points")[0].at("threshold").is_null());
        QCOMPARE(json.at("operating_points")[0].at("nonmembers_needed").get<int>(), 1000);

        const auto text = parseJson(json.dump(), "test");
        QVERIFY(text.has_value());
        const auto back = evaluationFromJson(*text, "test");
        QVERIFY(back.has_value());
        QCOMPARE(toJson(*back).dump(), json.dump());
    }

    void infiniteThresholdTravels() {
        const ScoreSet set{{kInf, kInf, 1, 0, 3, 2}, {0, 0, 0, 0, 1, 1}, {}, {}};
        const auto evaluation = evaluate(set, std::vector<double>{0.25});
        QVERIFY(evaluation.has_value());
        const Json json = toJson(*evaluation);
        QCOMPARE(json.at("operating_points")[0].at("threshold").get<std::string>(), std::string("inf"));
        QCOMPARE(evaluationFromJson(json, "test")->operatingPoints[0].threshold, kInf);
    }

    void warnsOfTheUnusual() {
        const ScoreSet set{{1, 1, 1, 1}, {0, 1, 0, 1}, {5, 5, 6, 7}, {}};
        const auto evaluation = evaluate(set, std::vector<double>{0.1});
        QVERIFY(evaluation.has_value());
        QCOMPARE(evaluation->crossingClusters, std::uint64_t{1});
        QCOMPARE(evaluation->warnings.size(), std::size_t{3});
        QVERIFY(!evaluate(set, std::vector<double>{1.5}).has_value());
        QVERIFY(!evaluationFromJson(Json::object(), "broken").has_value());
    }

    void readsCsv() {
        const auto set = parseScoresCsv("\xEF\xBB\xBFscore,id,cluster,member\r\n"
                                        "0.5,\"a,\"\"b\"\"\",x,1\r\n"
                                        "-inf,b,,0\n"
                                        "1e-3,c,x,true\n"
                                        "nan,d,,false\n"
                                        ",e,y,0\n"
                                        "+2,\"two\nlines\",,1",
                                        "s.csv");
        QVERIFY2(set.has_value(), set ? "" : set.error().message.c_str());
        QCOMPARE(set->ids, (std::vector<std::string>{"a,\"b\"", "b", "c", "d", "e", "two\nlines"}));
        QCOMPARE(set->isMember, (std::vector<std::uint8_t>{1, 0, 1, 0, 0, 1}));
        QCOMPARE(set->scores[1], -kInf);
        QVERIFY(std::isnan(set->scores[3]) && std::isnan(set->scores[4]));
        QCOMPARE(set->scores[5], 2.0);
        QCOMPARE(set->clusters[0], set->clusters[2]);
        QVERIFY(set->clusters[1] != set->clusters[3] && set->clusters[3] != set->clusters[5]);
    }

    void refusesCsv_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("part");
        QTest::newRow("empty") << QByteArray() << QByteArray("empty");
        QTest::newRow("no header") << QByteArray("a,1,0.5\n") << QByteArray("s.csv:1: column 1");
        QTest::newRow("missing column") << QByteArray("id,score\n") << QByteArray("\"member\" is missing");
        QTest::newRow("unknown column") << QByteArray("id,member,score,clusters\n") << QByteArray("column 4");
        QTest::newRow("twice") << QByteArray("id,id,member,score\n") << QByteArray("twice");
        QTest::newRow("fields") << QByteArray("id,member,score\na,1,2\nb,1\n")
                                << QByteArray("s.csv:3: 2 fields");
        QTest::newRow("member") << QByteArray("id,member,score\na,yes,2\n") << QByteArray("s.csv:2: member");
        QTest::newRow("score") << QByteArray("id,member,score\na,1,2x\n") << QByteArray("s.csv:2: the score");
        QTest::newRow("comma as point")
            << QByteArray("id,member,score\na,1,\"0,5\"\n") << QByteArray("s.csv:2");
        QTest::newRow("overflow") << QByteArray("id,member,score\na,1,1e999\n") << QByteArray("s.csv:2");
        QTest::newRow("same id") << QByteArray("id,member,score\n\"a\",1,2\n\nb,0,1\na,0,3\n")
                                 << QByteArray("s.csv:5: the id is the same as in line 2");
        QTest::newRow("open quote") << QByteArray("id,member,score\n\"a,1,2\n")
                                    << QByteArray("s.csv:2: a quoted");
        QTest::newRow("text after quote")
            << QByteArray("id,member,score\n\"a\"b,1,2\n") << QByteArray("s.csv:2");
        QTest::newRow("quote inside") << QByteArray("id,member,score\na\"b,1,2\n") << QByteArray("s.csv:2");
        QTest::newRow("empty id") << QByteArray("id,member,score\n,1,2\n")
                                  << QByteArray("s.csv:2: the id is empty");
        QTest::newRow("not UTF-8") << QByteArray("id,member,score\n\xff,1,2\n") << QByteArray("not UTF-8");
    }
    void refusesCsv() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, part);
        const auto set = parseScoresCsv({text.data(), static_cast<std::size_t>(text.size())}, "s.csv");
        QVERIFY(!set.has_value());
        QVERIFY2(set.error().message.find(part.toStdString()) != std::string::npos,
                 set.error().message.c_str());
    }

    void missingFile() { QVERIFY(!readScoresCsv("/nonexistent/scores.csv").has_value()); }
};

QTEST_APPLESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
