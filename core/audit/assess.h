// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Findings from what an audit file holds, computed once at the end of a run.
#pragma once

#include "core/audit/findings.h"
#include "core/audit/plausibility.h"
#include "core/audit/prepare.h"
#include "core/audit/slots.h"
#include "core/base/result.h"
#include "core/store/audit_file.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retort::audit {

// Records that were scored again alone, to see whether their numbers stay: the stability gate.
struct StabilityCheck {
    std::uint64_t records = 0;
    std::uint64_t differing = 0;
};

// Whether a model that was loaded afresh after its perturbed copies gives the same bits as before them.
struct RestoredCheck {
    std::uint64_t tokens = 0; // whose log-probabilities were compared
    bool same = false;
};

// What only the run knows: how the models were computed.
struct RunFacts {
    std::string version;
    std::string instructionSet;
    int threads = 0;
    std::map<std::string, StabilityCheck> stability; // by model
    std::map<std::string, RestoredCheck> restored;   // by model; of models with perturbed copies
    std::vector<PassFinding> passes;
    std::vector<SlotSet> slots;       // one for each data set, or none
    ProbeResult probe;                // empty where the plan switches it off
    std::optional<Selftest> selftest; // where the plan asks for it
};

// All columns must be derived. Writes the ROC curves; the caller stores the findings.
[[nodiscard]] Result<Findings> assess(store::AuditFile& audit, const PreparedAudit& prepared,
                                      const RunFacts& facts);

} // namespace retort::audit
