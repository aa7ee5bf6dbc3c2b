// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/extraction_rate.h"
#include "core/memorization/overlap.h"
#include "core/stats/hypothesis_tests.h"

#include <QtTest/QTest>

#include <cmath>

using namespace retort;
using namespace retort::memorization;

namespace {

// "TBS", "T", "-" and so on, with "?" for a missing verdict of that model.
struct Verdicts {
    std::vector<Verdict> teacher, baseline, student;

    void add(int copies, bool t, bool b, bool s) {
        for (int i = 0; i < copies; ++i) {
            teacher.push_back(t ? Verdict::Memorized : Verdict::NotMemorized);
            baseline.push_back(b ? Verdict::Memorized : Verdict::NotMemorized);
            student.push_back(s ? Verdict::Memorized : Verdict::NotMemorized);
        }
    }
};

Verdicts example() {
    Verdicts verdicts;
    verdicts.add(10, false, false, false);
    verdicts.add(7, true, false, false);
    verdicts.add(2, false, true, false);
    verdicts.add(1, false, false, true);
    verdicts.add(38, true, true, false);
    verdicts.add(3, true, false, true);
    verdicts.add(1, false, true, true);
    verdicts.add(24, true, true, true);
    return verdicts;
}

} // namespace

class TestOverlap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sevenRegions() {
        Verdicts v = example();
        v.add(3, true, true, true);
        v.teacher[v.teacher.size() - 3] = Verdict::None;
        v.baseline[v.baseline.size() - 2] = Verdict::None;
        v.student[v.student.size() - 1] = Verdict::None;
        const auto result = overlap(v.teacher, v.baseline, v.student, {});
        QVERIFY(result.has_value());
        const Regions& regions = result->regions;
        QCOMPARE(regions.records, std::uint64_t{86});
        QCOMPARE(regions.teacher, std::uint64_t{7});
        QCOMPARE(regions.baseline, std::uint64_t{2});
        QCOMPARE(regions.student, std::uint64_t{1});
        QCOMPARE(regions.teacherBaseline, std::uint64_t{38});
        QCOMPARE(regions.teacherStudent, std::uint64_t{3});
        QCOMPARE(regions.baselineStudent, std::uint64_t{1});
        QCOMPARE(regions.all, std::uint64_t{24});
        QCOMPARE(regions.inherited(), std::uint64_t{3});
        QCOMPARE(*regions.inheritedRate(), 3.0 / 10);
        QCOMPARE(regions.easy(), std::uint64_t{62});
        QCOMPARE(*regions.easyShare(), 24.0 / 29);
        QCOMPARE(regions.studentOnly(), std::uint64_t{1});
    }

    void regionOfEachRecord() {
        const auto yes = Verdict::Memorized;
        const auto no = Verdict::NotMemorized;
        QCOMPARE(regionOf(no, no, no), Region::Nowhere);
        QCOMPARE(regionOf(yes, no, yes), Region::TeacherStudent);
        QCOMPARE(regionOf(no, yes, yes), Region::BaselineStudent);
        QCOMPARE(regionOf(yes, yes, no), Region::TeacherBaseline);
        QCOMPARE(regionOf(yes, Verdict::None, no), Region::Untested);
        QCOMPARE(regionName(Region::TeacherBaseline), std::string_view("teacher_baseline"));
        QCOMPARE(regionName(Region::BaselineStudent), std::string_view("baseline_student"));
        QCOMPARE(regionName(Region::Untested), std::string_view("untested"));
    }

    void reductionOfTheDefinitions() {
        // Baseline and student: 25 in both, 40 in the baseline only, 4 in the student only.
        const Verdicts v = example();
        const auto result = overlap(v.teacher, v.baseline, v.student, {});
        QCOMPARE(result->reduction.both, std::uint64_t{25});
        QCOMPARE(result->reduction.baselineOnly, std::uint64_t{40});
        QCOMPARE(result->reduction.studentOnly, std::uint64_t{4});
        QCOMPARE(*result->reduction.ratio.ratio, 65.0 / 29);
        QCOMPARE(result->reduction.pValue, stats::mcnemarExact(40, 4));
    }

    void testCountsEachTextOnce() {
        std::vector<Verdict> baseline(12, Verdict::Memorized);
        std::vector<Verdict> student(12, Verdict::NotMemorized);
        std::vector<std::uint64_t> clusters{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3};
        const auto result = reduction(baseline, student, clusters);
        QVERIFY(result.has_value());
        QCOMPARE(result->baselineOnly, std::uint64_t{12});
        QVERIFY(result->ratio.infinite);
        QCOMPARE(result->pValue, stats::mcnemarExact(3, 0));
        // The first record with both verdicts represents its cluster.
        student[0] = Verdict::None;
        student[1] = Verdict::Memorized;
        QCOMPARE(reduction(baseline, student, clusters)->pValue, stats::mcnemarExact(2, 0));
        QCOMPARE(reduction(baseline, student, {})->pValue, stats::mcnemarExact(10, 0));
    }

    void nothingMemorized() {
        Verdicts v;
        v.add(5, false, false, false);
        const auto result = overlap(v.teacher, v.baseline, v.student, {});
        QVERIFY(!result->regions.inheritedRate() && !result->regions.easyShare());
        QVERIFY(!result->reduction.ratio.ratio && !result->reduction.ratio.lower);
        QCOMPARE(result->reduction.pValue, 1.0);
    }

    void unequalLengthsAreRefused() {
        const Verdicts v = example();
        const std::vector<Verdict> shorter(3, Verdict::Memorized);
        QVERIFY(!overlap(v.teacher, v.baseline, shorter, {}).has_value());
        QVERIFY(!reduction(v.baseline, v.student, std::vector<std::uint64_t>{1}).has_value());
    }

    void rates() {
        std::vector<Verdict> verdicts(40, Verdict::NotMemorized);
        std::fill(verdicts.begin(), verdicts.begin() + 6, Verdict::Memorized);
        verdicts.push_back(Verdict::None);
        const ExtractionRate counted = extractionRate(verdicts, false);
        QCOMPARE(counted.records, std::uint64_t{40});
        QCOMPARE(*counted.rate, 0.15);
        QVERIFY(!counted.interval.has_value());
        QCOMPARE(*extractionRate(verdicts, true).interval, stats::clopperPearson(6, 40));
        QVERIFY(!extractionRate({}, true).rate.has_value());

        std::vector<std::uint64_t> repeats(41, 1);
        std::fill(repeats.begin(), repeats.begin() + 8, 64);
        const auto groups = extractionByRepeats(verdicts, repeats, false);
        QCOMPARE(groups.size(), std::size_t{2});
        QCOMPARE(groups[0].repeats, std::uint64_t{1});
        QCOMPARE(groups[0].rate.records, std::uint64_t{32});
        QCOMPARE(*groups[1].rate.rate, 0.75);
    }
};

QTEST_APPLESS_MAIN(TestOverlap)
#include "tst_overlap.moc"
