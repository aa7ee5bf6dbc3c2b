// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A believable finished audit of any size, without models: records, columns, curves and findings that agree
// with each other. For tests of everything that presents an audit. Nothing in it belongs to anybody.
#pragma once

#include "core/audit/findings.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>

namespace retort::test {

struct SyntheticSpec {
    std::uint64_t privateRecords = 1200; // seen by the teacher only
    std::uint64_t sharedRecords = 800;   // seen by all three
    std::uint64_t heldOutRecords = 5000; // seen by nobody
    std::uint64_t seed = 1;
    double memorizing = 1;    // 0: no model memorized anything
    double membershipGap = 1; // 0: training and held-out records score alike
};

// Writes a new audit file (refuses a path that exists) and gives the findings stored in it. Data sets:
// private, shared, held_out; models: teacher, baseline, student, base; windows: first and personal.
[[nodiscard]] Result<audit::Findings> writeSyntheticAudit(const std::filesystem::path& path,
                                                          const SyntheticSpec& spec = {});

} // namespace retort::test
