// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/evaluation.h"
#include "core/stats/score_file.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace retort;
using namespace retort::stats;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

// As json.dump() of Python writes it, with thresholds that begin with infinity.
constexpr std::string_view kMimir =
    "{\"name\": \"min_k++_threshold\", \"predictions\": {\"member\": [0.5, NaN, -1.25], \"nonmember\": [2.0, "
    "Infinity]},"
    " \"info\": {\"n_samples\": 3}, \"raw_results\": {\"member\": [[\"a NaN \\\\\\\" text\"]], "
    "\"nonmember\": []},"
    " \"metrics\": {\"thresholds\": [Infinity, 1.5, -Infinity]}, \"loss\": 0.5}";

constexpr std::string_view kFastMia = "label,loss,mink_0.2\n1,-2.5,-8\n0,-3.0,\n1,-1.5,-4\n";

} // namespace

class TestScoreFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsMimir() {
        const auto file = parseScores(kMimir, "min_k++_results.json");
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(file->format, ScoreFormat::Mimir);
        QCOMPARE(file->direction, ScoreDirection::Lower);
        QVERIFY(!file->named);
        QCOMPARE(file->attacks[0].name, std::string("min_k++"));
        QCOMPARE(file->ids, (std::vector<std::string>{"member:1", "member:2", "member:3", "nonmember:1",
                                                      "nonmember:2"}));
        const std::vector<double>& scores = file->attacks[0].scores;
        QVERIFY(std::isnan(scores[1]));
        // Lower losses mean member in MIMIR, so the sign is turned.
        QCOMPARE(scores[2], 1.25);
        QCOMPARE(scores[4], -kInf);
        const auto evaluation = evaluate(file->set(0), std::vector<double>{});
        QCOMPARE(evaluation->auc, 1.0);
        const auto asWritten = parseScores(kMimir, "m", {ScoreFormat::Mimir, ScoreDirection::Higher});
        QCOMPARE(evaluate(asWritten->set(0), std::vector<double>{})->auc, 0.0);
    }

    void readsFastMia() {
        const auto file = parseScores(kFastMia, "detailed_scores.csv");
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(file->format, ScoreFormat::FastMia);
        QCOMPARE(file->attacks.size(), std::size_t{2});
        QCOMPARE(file->attacks[1].name, std::string("mink_0.2"));
        QCOMPARE(file->attacks[0].scores, (std::vector<double>{-2.5, -3.0, -1.5}));
        QVERIFY(std::isnan(file->attacks[1].scores[1]));
        QCOMPARE(file->ids, (std::vector<std::string>{"member:1", "nonmember:1", "member:2"}));
    }

    void readsJsonl() {
        const auto file = parseScores(
            "{\"id\": \"a\", \"member\": true, \"score\": NaN, \"cluster\": 7, \"group\": \"x\"}\n"
            "{\"id\": 2, \"member\": 0, \"score\": \"-inf\", \"cluster\": \"7\", \"group\": \"\"}\n"
            "\n"
            "{\"score\": 1e-3, \"member\": 1, \"id\": \"c\\u00e9\", \"cluster\": \"\", \"group\": \"x\"}",
            "s.jsonl");
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(file->format, ScoreFormat::Jsonl);
        QCOMPARE(file->ids, (std::vector<std::string>{"a", "2", "c\xC3\xA9"}));
        QCOMPARE(file->clusters[0], file->clusters[1]);
        QVERIFY(file->clusters[2] != file->clusters[0]);
        QCOMPARE(file->groups, (std::vector<std::string>{"x", "", "x"}));
        QCOMPARE(file->attacks[0].scores[1], -kInf);
        const auto several =
            parseScores("{\"id\": \"a\", \"member\": true, \"scores\": {\"loss\": 1, \"zlib\": null}}\n"
                        "{\"id\": \"b\", \"member\": false, \"scores\": {\"zlib\": 2}}",
                        "s.jsonl", {{}, ScoreDirection::Lower});
        QVERIFY2(several.has_value(), several ? "" : several.error().message.c_str());
        QCOMPARE(several->attacks.size(), std::size_t{2});
        QCOMPARE(several->attacks[1].scores[1], -2.0);
        QVERIFY(std::isnan(several->attacks[0].scores[1]));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("part");
        QTest::newRow("mimir without nonmembers")
            << QByteArray("{\"predictions\": {\"member\": [1]}}") << QByteArray("predictions.nonmember");
        QTest::newRow("mimir with a text")
            << QByteArray("{\"predictions\": {\"member\": [1, \"x\"], \"nonmember\": []}}")
            << QByteArray("predictions.member[1]");
        QTest::newRow("another object") << QByteArray("{\"a\": 1}") << QByteArray("MIMIR");
        QTest::newRow("broken object") << QByteArray("{\"a\": ") << QByteArray("s:");
        QTest::newRow("mimir without records")
            << QByteArray("{\"predictions\": {\"member\": [], \"nonmember\": []}}")
            << QByteArray("no record");
        QTest::newRow("fast-mia label") << QByteArray("label,loss\n2,1\n") << QByteArray("s:2: the label");
        QTest::newRow("fast-mia score")
            << QByteArray("label,loss\n1,x\n") << QByteArray("s:2: the score of \"loss\"");
        QTest::newRow("fast-mia twice")
            << QByteArray("label,a,a\n") << QByteArray("s:1: the method in column 3");
        QTest::newRow("fast-mia alone") << QByteArray("label\n1\n") << QByteArray("s:1: is not Fast-MIA");
        QTest::newRow("jsonl key") << QByteArray("{\"id\": \"a\", \"member\": 1, \"score\": 1, \"x\": 2}")
                                   << QByteArray("s:1: the key \"x\"");
        QTest::newRow("jsonl member")
            << QByteArray("{\"id\": \"a\", \"member\": 2, \"score\": 1}") << QByteArray("s:1: \"member\"");
        QTest::newRow("jsonl id twice") << QByteArray("{\"id\": 1, \"member\": 1, \"score\": 1}\n"
                                                      "{\"id\": \"1\", \"member\": 1, \"score\": 1}")
                                        << QByteArray("s:2: the id is the same as in line 1");
        QTest::newRow("jsonl new attack") << QByteArray("{\"id\": 1, \"member\": 1, \"score\": 1}\n"
                                                        "{\"id\": 2, \"member\": 1, \"scores\": {\"b\": 1}}")
                                          << QByteArray("s:2: the attack \"b\"");
        QTest::newRow("jsonl group sometimes")
            << QByteArray("{\"id\": 1, \"member\": 1, \"score\": 1, \"group\": \"g\"}\n"
                          "{\"id\": 2, \"member\": 1, \"score\": 1}")
            << QByteArray("s:2: \"group\"");
        QTest::newRow("jsonl broken")
            << QByteArray("{\"id\": 1, \"member\": 1, \"score\": NaN}\n"
                          "{\"id\": 2, \"member\": 1, \"score\": NaN, \"group\": Smith}")
            << QByteArray("s:2: is not valid JSON from byte 47 on");
        QTest::newRow("jsonl not an object") << QByteArray("{\"id\": 1, \"member\": 1, \"score\": 1}\n[1]")
                                             << QByteArray("s:2: is not a JSON object");
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, part);
        const auto file = parseScores({text.data(), static_cast<std::size_t>(text.size())}, "s");
        QVERIFY(!file.has_value());
        QVERIFY2(file.error().message.find(part.toStdString()) != std::string::npos,
                 file.error().message.c_str());
    }

    void namesTravel() {
        for (const ScoreFormat format :
             {ScoreFormat::Csv, ScoreFormat::Jsonl, ScoreFormat::Mimir, ScoreFormat::FastMia})
            QCOMPARE(findFormat(formatName(format)), std::optional(format));
        QVERIFY(!findFormat("xml") && !findDirection("up"));
        QCOMPARE(findDirection("lower"), std::optional(ScoreDirection::Lower));
    }

    void readsCsv() {
        const auto set = parseScores("\xEF\xBB\xBFscore,id,cluster,member\r\n"
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
        QCOMPARE(set->attacks.size(), std::size_t{1});
        const std::vector<double>& scores = set->attacks[0].scores;
        QCOMPARE(scores[1], -kInf);
        QVERIFY(std::isnan(scores[3]) && std::isnan(scores[4]));
        QCOMPARE(scores[5], 2.0);
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
        const auto set = parseScores({text.data(), static_cast<std::size_t>(text.size())}, "s.csv");
        QVERIFY(!set.has_value());
        QVERIFY2(set.error().message.find(part.toStdString()) != std::string::npos,
                 set.error().message.c_str());
    }

    void missingFile() { QVERIFY(!readScores("/nonexistent/scores.csv").has_value()); }
};

QTEST_APPLESS_MAIN(TestScoreFile)
#include "tst_score_file.moc"
