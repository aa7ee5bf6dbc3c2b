// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people write into an audit: notes, reasons, conditions. An event can't be erased and so holds no text
// of a person; it holds SHA-256 over a random salt and the text, and both lie here, where they can be. With
// the salt gone nobody can test guesses against the event.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

class Connection;

// Key of an event's payload for the hash of its remark.
inline constexpr std::string_view kRemarkKey = "remark_sha256";
// Events that say what is gone; "remarks" lists the sequences of the events whose remarks are among it.
inline constexpr std::string_view kErasureEvent = "erasure";     // records of a person
inline constexpr std::string_view kRedactionEvent = "redaction"; // all that is personal, in a copy

class Remarks {
public:
    explicit Remarks(Connection& connection) : m_connection(&connection) {}

    // Appends the event and its text in one transaction that is on disk when the call returns. An empty text
    // leaves no remark. `payload` must be an object without kRemarkKey.
    [[nodiscard]] Status append(std::string_view kind, Json payload, std::string_view text) const;
    // By the sequence of their events. Empty for a file of format 1, which has none.
    [[nodiscard]] Result<std::map<std::uint64_t, std::string>> all() const;
    // Every remark against the hash in its event. Gate, naming the first event whose remark was changed, is
    // missing without an erasure, or is not spoken of.
    [[nodiscard]] Status verify() const;

private:
    Connection* m_connection;
};

} // namespace retort::store
