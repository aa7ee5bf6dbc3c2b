// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/overlap.h"

#include "core/stats/hypothesis_tests.h"

#include <array>
#include <unordered_set>

namespace retort::memorization {

namespace {

constexpr std::array<std::string_view, 9> kRegionNames{
    "nowhere",         "teacher",          "baseline", "student", "teacher_baseline",
    "teacher_student", "baseline_student", "all",      "untested"};

// Discordant and concordant pairs of baseline and student.
struct PairCounts {
    std::uint64_t both = 0;
    std::uint64_t baselineOnly = 0;
    std::uint64_t studentOnly = 0;

    void add(Verdict baseline, Verdict student) {
        const bool inBaseline = baseline == Verdict::Memorized;
        const bool inStudent = student == Verdict::Memorized;
        both += inBaseline && inStudent ? 1U : 0U;
        baselineOnly += inBaseline && !inStudent ? 1U : 0U;
        studentOnly += inStudent && !inBaseline ? 1U : 0U;
    }
};

bool differs(std::size_t records, std::span<const std::uint64_t> clusters) {
    return !clusters.empty() && clusters.size() != records;
}

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0)
        return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
}

std::uint64_t& counterOf(Regions& regions, Region region, std::uint64_t& nowhere) {
    switch (region) {
    case Region::Teacher:
        return regions.teacher;
    case Region::Baseline:
        return regions.baseline;
    case Region::Student:
        return regions.student;
    case Region::TeacherBaseline:
        return regions.teacherBaseline;
    case Region::TeacherStudent:
        return regions.teacherStudent;
    case Region::BaselineStudent:
        return regions.baselineStudent;
    case Region::All:
        return regions.all;
    case Region::Nowhere:
    case Region::Untested:
        break;
    }
    return nowhere;
}

} // namespace

Region regionOf(Verdict teacher, Verdict baseline, Verdict student) {
    if (teacher == Verdict::None || baseline == Verdict::None || student == Verdict::None)
        return Region::Untested;
    constexpr std::array<Region, 8> kByBits{Region::Nowhere,         Region::Teacher, Region::Baseline,
                                            Region::TeacherBaseline, Region::Student, Region::TeacherStudent,
                                            Region::BaselineStudent, Region::All};
    const unsigned bits = (teacher == Verdict::Memorized ? 1U : 0U) |
                          (baseline == Verdict::Memorized ? 2U : 0U) |
                          (student == Verdict::Memorized ? 4U : 0U);
    return kByBits[bits];
}

std::string_view regionName(Region region) {
    return kRegionNames[static_cast<std::size_t>(region)];
}

std::optional<double> Regions::inheritedRate() const {
    return share(inherited(), teacher + teacherStudent);
}

std::optional<double> Regions::easyShare() const {
    return share(all, studentTotal());
}

Result<Reduction> reduction(std::span<const Verdict> baseline, std::span<const Verdict> student,
                            std::span<const std::uint64_t> clusters) {
    if (baseline.size() != student.size() || differs(baseline.size(), clusters))
        return fail(ErrorCode::Internal, "verdicts of two models can be compared only on the same records");
    PairCounts records;
    PairCounts representatives;
    std::unordered_set<std::uint64_t> seen;
    for (std::size_t i = 0; i < baseline.size(); ++i) {
        if (baseline[i] == Verdict::None || student[i] == Verdict::None)
            continue;
        records.add(baseline[i], student[i]);
        if (clusters.empty() || seen.insert(clusters[i]).second)
            representatives.add(baseline[i], student[i]);
    }
    Reduction result{records.both, records.baselineOnly, records.studentOnly, {}, 1};
    result.ratio = stats::bonettPriceRatio(records.both, records.baselineOnly, records.studentOnly);
    result.pValue = stats::mcnemarExact(representatives.baselineOnly, representatives.studentOnly);
    return result;
}

Result<Overlap> overlap(std::span<const Verdict> teacher, std::span<const Verdict> baseline,
                        std::span<const Verdict> student, std::span<const std::uint64_t> clusters) {
    if (teacher.size() != baseline.size() || teacher.size() != student.size() ||
        differs(teacher.size(), clusters))
        return fail(ErrorCode::Internal, "verdicts of three models can be compared only on the same records");
    Overlap result;
    std::uint64_t nowhere = 0;
    // Reduction and regions speak of the same records: those with all three verdicts.
    std::vector<Verdict> baselineTested(baseline.begin(), baseline.end());
    for (std::size_t i = 0; i < teacher.size(); ++i) {
        const Region region = regionOf(teacher[i], baseline[i], student[i]);
        if (region == Region::Untested) {
            baselineTested[i] = Verdict::None;
            continue;
        }
        ++result.regions.records;
        ++counterOf(result.regions, region, nowhere);
    }
    RETORT_TRY(result.reduction, reduction(baselineTested, student, clusters));
    return result;
}

} // namespace retort::memorization
