// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From findings to the report's document. Computes nothing: verdicts and validity checks keep the sentences
// that the findings carry, the report's own sentences stand in phrases.h. Holds no personal text: records
// appear by counts.
#pragma once

#include "core/audit/findings.h"
#include "core/report/document.h"

#include <map>
#include <string>
#include <vector>

namespace retort::report {

struct ReportEvent {
    std::uint64_t number = 0;
    std::string time; // UTC, ISO 8601
    std::string kind;
    std::string summary;
};

// What the report says about the audit besides its findings.
struct ReportFacts {
    std::string auditFile;  // file name, without its folder
    std::string seal;       // hex, head of the event chain
    std::string inputsHash; // hex, what the findings answer for
    std::vector<ReportEvent> events;
    std::map<std::string, std::string> dataFingerprints; // data set: hex
    std::map<std::string, std::string> machine;          // facts that may differ between equal runs
};

// The scalar members of a JSON object (arrays are left out) as words: how the report prints an event's
// payload.
[[nodiscard]] std::string scalarMembers(const Json& object);

[[nodiscard]] Document composeReport(const audit::Findings& findings, const ReportFacts& facts);

} // namespace retort::report
