// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/group_evaluation.h"

#include <QtTest/QTest>

#include <limits>

using namespace retort;
using namespace retort::stats;

namespace {

void add(ScoreSet& set, const std::string& group, bool isMember, int count) {
    for (int i = 0; i < count; ++i) {
        set.scores.push_back((i * 7 % 5) + (isMember ? 1 : 0));
        set.isMember.push_back(isMember ? 1 : 0);
        set.ids.push_back(std::to_string(set.ids.size()));
        set.groups.push_back(group);
    }
}

} // namespace

class TestGroups : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRecordIsAccountedFor() {
        ScoreSet set;
        add(set, "large", true, 30);
        add(set, "large", false, 20);
        add(set, "few members", true, 9);
        add(set, "few members", false, 40);
        add(set, "just enough", true, 10);
        add(set, "just enough", false, 10);
        add(set, "", true, 3);
        add(set, "one", false, 1);
        set.scores[0] = std::numeric_limits<double>::quiet_NaN();
        const auto result = evaluateGroups(set, {});
        QVERIFY(result.has_value());
        QCOMPARE(result->groups.size(), std::size_t{2});
        QCOMPARE(result->groups[0].name, std::string("just enough"));
        QCOMPARE(result->groups[1].evaluation.members, std::uint64_t{29});
        QCOMPARE(result->groups[1].evaluation.nonfinite, (std::vector<std::string>{"0"}));
        QCOMPARE(result->suppressedGroups, std::uint64_t{2});
        QCOMPARE(result->suppressedRecords, std::uint64_t{50});
        QCOMPARE(result->withoutGroup, std::uint64_t{3});

        const std::string text = toJson(*result).dump();
        QVERIFY2(text.find("few members") == std::string::npos, "a suppressed group must not be named");
        const auto back = groupEvaluationFromJson(*parseJson(text, "test"), "test");
        QVERIFY(back.has_value());
        QCOMPARE(toJson(*back).dump(), text);
        QVERIFY(!groupEvaluationFromJson(Json::object(), "broken").has_value());
    }

    void leastIsACount() {
        ScoreSet set;
        add(set, "a", true, 2);
        add(set, "a", false, 3);
        QCOMPARE(evaluateGroups(set, {}, 1, 2)->groups.size(), std::size_t{1});
        QCOMPARE(evaluateGroups(set, {}, 1, 3)->groups.size(), std::size_t{0});
        set.groups.clear();
        QVERIFY(!evaluateGroups(set, {}).has_value());
    }
};

QTEST_APPLESS_MAIN(TestGroups)
#include "tst_groups.moc"
