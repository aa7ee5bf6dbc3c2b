// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Taking personal content out of an audit file. Works in several transactions, so it is for a copy that takes
// the original's place when all is done (core/audit/redaction.h); call AuditFile::compact() at the end.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

class Connection;

// Reason for which an erased record is excluded.
inline constexpr std::string_view kErasedReason = "erased on request";

struct Erased {
    std::uint64_t texts = 0;            // records whose text or subject was stored
    std::uint64_t windows = 0;          // extraction windows
    std::uint64_t resultSets = 0;       // result sets taken out as a whole
    std::vector<std::uint64_t> remarks; // sequences of the events whose remarks are gone
};

class Erasure {
public:
    explicit Erasure(Connection& connection) : m_connection(&connection) {}

    // All that tells of these records (ordinals, ascending): text, subject, hashes, id, group, place in the
    // file, sizes, windows, token statistics, values of all columns, and remarks about them. Each stays as an
    // excluded record, so that counts go on adding up. Result sets whose rows can't be told apart by record
    // (the slot test's) go as a whole. NotFound for an ordinal that isn't there.
    [[nodiscard]] Result<Erased> eraseRecords(std::string_view dataSet,
                                              std::span<const std::uint64_t> ordinals) const;
    // Everything personal: texts, subjects, hashes and their key, token tables, remarks, paths; and the ids,
    // unless kept ("record N" takes their place). Derived values of records, counts and the chain stay.
    [[nodiscard]] Result<Erased> eraseAllPersonal(bool keepIds) const;

private:
    [[nodiscard]] Status eraseRecordRows(std::int64_t dataSet, std::string_view name,
                                         std::span<const std::uint64_t> ordinals, Erased& erased) const;
    [[nodiscard]] Status eraseResults(std::string_view dataSet, std::uint64_t records,
                                      std::span<const std::uint64_t> ordinals, Erased& erased) const;
    [[nodiscard]] Status eraseColumns(std::string_view dataSet,
                                      std::span<const std::uint64_t> ordinals) const;

    Connection* m_connection;
};

} // namespace retort::store
