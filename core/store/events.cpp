// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/events.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/store/connection.h"

#include <fmt/format.h>

#include <algorithm>

namespace retort::store {

namespace {

constexpr std::size_t kHexDigits = 64;

// An empty chain's head is sequence 0 with 64 zeros.
Event head(SQLite::Database& database) {
    Event event;
    event.hash = std::string(kHexDigits, '0');
    SQLite::Statement query(database, "SELECT sequence, hash FROM event ORDER BY sequence DESC LIMIT 1");
    if (query.executeStep()) {
        event.sequence = static_cast<std::uint64_t>(query.getColumn(0).getInt64());
        event.hash = query.getColumn(1).getString();
    }
    return event;
}

} // namespace

std::string eventHash(const Event& event) {
    return toHex(sha256(fmt::format("retort-event-1\n{}\n{}\n{}\n{}\n{}", event.sequence, event.time,
                                    event.kind, event.previous, event.payload)));
}

std::uint64_t Events::appendWithin(std::string_view kind, const Json& payload) const {
    auto& database = m_connection->database();
    const Event last = head(database);
    Event event;
    event.sequence = last.sequence + 1;
    event.time = utcNow();
    event.kind = kind;
    event.payload = toJsonLine(payload);
    event.previous = last.hash;
    SQLite::Statement insert(database, "INSERT INTO event (sequence, time, kind, payload, previous, hash) "
                                       "VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, static_cast<std::int64_t>(event.sequence));
    insert.bind(2, event.time);
    insert.bind(3, event.kind);
    insert.bind(4, event.payload);
    insert.bind(5, event.previous);
    insert.bind(6, eventHash(event));
    insert.exec();
    return event.sequence;
}

Status Events::append(std::string_view kind, const Json& payload) const {
    const auto body = [&]() -> Status {
        appendWithin(kind, payload);
        return {};
    };
    return m_connection->write("record an event", body, true);
}

Result<std::vector<Event>> Events::all() const {
    return m_connection->guard("read the events", [&]() -> Result<std::vector<Event>> {
        std::vector<Event> events;
        SQLite::Statement query(
            m_connection->database(),
            "SELECT sequence, time, kind, payload, previous, hash FROM event ORDER BY sequence");
        while (query.executeStep()) {
            Event event;
            event.sequence = static_cast<std::uint64_t>(query.getColumn(0).getInt64());
            event.time = query.getColumn(1).getString();
            event.kind = query.getColumn(2).getString();
            event.payload = query.getColumn(3).getString();
            event.previous = query.getColumn(4).getString();
            event.hash = query.getColumn(5).getString();
            events.push_back(std::move(event));
        }
        return events;
    });
}

Result<std::string> Events::seal() const {
    return m_connection->guard("read the audit seal",
                               [&]() -> Result<std::string> { return head(m_connection->database()).hash; });
}

Status Events::verifyChain() const {
    RETORT_TRY(const auto events, all());
    std::string previous(kHexDigits, '0');
    std::uint64_t expected = 1;
    for (const Event& event : events) {
        const auto broken = [&](std::string_view fact) {
            return fail(ErrorCode::Gate, "{}: the event chain is broken at event {}: {}",
                        m_connection->path().string(), expected, fact);
        };
        if (event.sequence != expected)
            return broken("it is missing");
        if (event.previous != previous)
            return broken("it doesn't follow on the event before it");
        if (eventHash(event) != event.hash)
            return broken("its content is not what was hashed");
        previous = event.hash;
        ++expected;
    }
    if (events.empty())
        return fail(ErrorCode::Gate, "{}: the event chain is empty", m_connection->path().string());
    return {};
}

Result<bool> Events::contains(std::string_view sealHex) const {
    RETORT_TRY(const auto events, all());
    return std::any_of(events.begin(), events.end(),
                       [&](const Event& event) { return event.hash == sealHex; });
}

} // namespace retort::store
