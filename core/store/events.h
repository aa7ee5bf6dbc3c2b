// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What happened to an audit, as a hash chain: each event carries the hash of the one before it. The head, the
// *audit seal*, is printed in the report. The chain proves that the file agrees with a printed or signed
// seal, not that whoever wrote it was honest. Payloads hold no personal text: an event can't be erased.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

class Connection;

// A run appends kStartEvent before it changes anything; Verification::anchor() appends kContentEvent.
inline constexpr std::string_view kStartEvent = "start";
inline constexpr std::string_view kContentEvent = "content";

struct Event {
    std::uint64_t sequence = 0; // from 1, without gaps
    std::string time;           // UTC, as utcNow() writes it
    std::string kind;           // lower-case words: "created", "start", "end", "failure", "content", ...
    std::string payload;        // JSON on one line, hashed as it stands
    std::string previous;       // hash of the event before, 64 zeros for the first
    std::string hash;
};

// SHA-256, hex, over the UTF-8 text
// "retort-event-1\n" sequence "\n" time "\n" kind "\n" previous "\n" payload
[[nodiscard]] std::string eventHash(const Event& event);

class Events {
public:
    explicit Events(Connection& connection) : m_connection(&connection) {}

    // Reads the head and appends in one short transaction that is on disk when the call returns.
    [[nodiscard]] Status append(std::string_view kind, const Json& payload) const;
    // The same inside the caller's Connection::write(); returns the event's sequence.
    std::uint64_t appendWithin(std::string_view kind, const Json& payload) const;
    [[nodiscard]] Result<std::vector<Event>> all() const;
    // The head's hash, hex.
    [[nodiscard]] Result<std::string> seal() const;
    // Fails with Gate, naming the first event that doesn't fit.
    [[nodiscard]] Status verifyChain() const;
    // Whether a printed seal is a link of this chain (a report's own event comes after the seal it prints).
    [[nodiscard]] Result<bool> contains(std::string_view sealHex) const;

private:
    Connection* m_connection;
};

} // namespace retort::store
