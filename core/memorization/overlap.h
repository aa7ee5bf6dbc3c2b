// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which records teacher, baseline and student memorized, and how much less the student did.
#pragma once

#include "core/base/result.h"
#include "core/stats/intervals.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace retort::memorization {

enum class Verdict : std::uint8_t { NotMemorized = 0, Memorized = 1, None = 2 };

// Where a record lies. The first eight are exclusive; Untested: a verdict is missing in one of the three.
enum class Region : std::uint8_t {
    Nowhere,
    Teacher,
    Baseline,
    Student,
    TeacherBaseline,
    TeacherStudent,
    BaselineStudent,
    All,
    Untested
};
[[nodiscard]] Region regionOf(Verdict teacher, Verdict baseline, Verdict student);
[[nodiscard]] std::string_view regionName(Region region); // as in the JSON: "teacher_baseline"

struct Regions {
    std::uint64_t records = 0; // with verdicts in all three
    std::uint64_t teacher = 0;
    std::uint64_t baseline = 0;
    std::uint64_t student = 0;
    std::uint64_t teacherBaseline = 0;
    std::uint64_t teacherStudent = 0;
    std::uint64_t baselineStudent = 0;
    std::uint64_t all = 0;

    [[nodiscard]] std::uint64_t inherited() const { return teacherStudent; }
    [[nodiscard]] std::uint64_t easy() const { return teacherBaseline + all; }
    [[nodiscard]] std::uint64_t studentOnly() const { return student; }
    [[nodiscard]] std::uint64_t studentTotal() const {
        return student + teacherStudent + baselineStudent + all;
    }
    // inherited over what the teacher has and the baseline has not; nothing if that is nothing.
    [[nodiscard]] std::optional<double> inheritedRate() const;
    // Records in all three over the student's.
    [[nodiscard]] std::optional<double> easyShare() const;
};

// baseline over student, this pair of models only.
struct Reduction {
    std::uint64_t both = 0;
    std::uint64_t baselineOnly = 0;
    std::uint64_t studentOnly = 0;
    stats::PairedRatio ratio; // Bonett-Price, over all records
    double pValue = 1;        // McNemar, exact, two-sided, over the first record of every duplicate cluster
};

struct Overlap {
    Regions regions;
    Reduction reduction;
};

// Verdicts of the same records in the same order, decided on identical token ids (a record whose ids differ
// gets Verdict::None). clusters: equal number = duplicates; empty: every record for itself. Refuses unequal
// lengths.
[[nodiscard]] Result<Overlap> overlap(std::span<const Verdict> teacher, std::span<const Verdict> baseline,
                                      std::span<const Verdict> student,
                                      std::span<const std::uint64_t> clusters);
// The reduction alone, over records with both verdicts; for audits without a teacher.
[[nodiscard]] Result<Reduction> reduction(std::span<const Verdict> baseline, std::span<const Verdict> student,
                                          std::span<const std::uint64_t> clusters);

} // namespace retort::memorization
