// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Copies of an audit without anything personal, and audits without the records of one person. Both are
// written beside their target and put in place when they are whole and verified; both say in the chain what
// is gone. Findings stay as they were computed.
#pragma once

#include "core/base/result.h"
#include "core/store/audit_file.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retort::audit {

// A copy that holds no personal text, no token tables and no keys. Ids of records are replaced by "record N"
// unless kept: they can be personal. Groups, the plan's text and the names of people who signed stay.
// Conflict if the target exists or the run has not ended.
[[nodiscard]] Result<store::Erased> redact(const std::filesystem::path& source,
                                           const std::filesystem::path& target, bool keepIds);

struct ErasureRequest {
    std::string dataSet;
    std::vector<std::string> ids; // of the records
    std::string by;               // who erases; stays in the chain
    std::string reason;           // a remark beside the chain
};

// Takes records out of an audit file, a locked one too. The caller holds the run lease. NotFound, naming how
// many, if ids are not there; then nothing is changed.
[[nodiscard]] Result<store::Erased> eraseRecords(const std::filesystem::path& path,
                                                 const ErasureRequest& request);

} // namespace retort::audit
