// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether the stored values are still those that the event chain speaks of.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace retort::store {

class Connection;

struct VerificationReport {
    bool intact = false;
    // The last "content" event matches and no "start" came after it. False for a run that has not ended: each
    // value still fits its own hash then, but nothing in the chain vouches for the whole.
    bool anchored = false;
    std::string seal;
    std::vector<std::string> problems; // the first mismatch of each kind, in plain words; empty when intact
};

class Verification {
public:
    explicit Verification(Connection& connection) : m_connection(&connection) {}

    // Hashes over plan, models, data sets, records, texts, windows, result sets, columns, curves and
    // findings; taken from stored hashes for blobs, from the rows for the rest. Equal runs agree in all of
    // them but "texts", whose hashes are keyed. Not covered because it may differ: paths, volatile facts,
    // jobs.
    [[nodiscard]] Result<Json> contentDigests() const;
    // Appends a kContentEvent with contentDigests(): call it when a run ends and after each later change.
    [[nodiscard]] Status anchor() const;
    // Recomputes every hash from the stored values and compares: blobs with their rows, events with each
    // other, the whole with the last "content" event. An error only if the file can't be read at all.
    [[nodiscard]] Result<VerificationReport> verify() const;

private:
    Connection* m_connection;
};

} // namespace retort::store
