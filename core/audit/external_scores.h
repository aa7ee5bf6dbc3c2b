// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scores that another tool computed, taken into an audit as one more attack.
#pragma once

#include "core/audit/audit_view.h"
#include "core/audit/findings.h"
#include "core/base/result.h"
#include "core/store/audit_file.h"

namespace retort::audit {

// Whether the plan's score files can be read and hold what it names: before a run, so that none ends for
// that.
[[nodiscard]] Status checkScoreFiles(const Plan& plan);

// Reads every file of the plan's [[membership.scores]] and writes the column attack_NAME of its model for the
// data sets it speaks of and all held-out sets; records without a score stay NaN. Members are looked for in
// the sets of `data` (default: every set that a model saw), non-members in the held-out sets: by id, or
// "set:id" where several sets have the id, or in the order of the file (match = "order": as many of each
// class as the sets have records, none of them excluded, no sample; else refused). Scores that match no
// record and records without a score are counted in warnings and, with the file's SHA-256, in an event
// "scores".
[[nodiscard]] Status importScores(store::AuditFile& audit, AuditView& view, Findings& findings);

} // namespace retort::audit
