// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/remarks.h"

#include "core/base/hash.h"
#include "core/store/connection.h"
#include "core/store/events.h"

#include <openssl/rand.h>

#include <array>
#include <set>

namespace retort::store {

namespace {

constexpr int kSaltBytes = 16;

std::string commitment(std::string_view salt, std::string_view text) {
    return toHex(Sha256().update(salt).update(text).finish());
}

bool hasTable(SQLite::Database& database) {
    return database.tableExists("remark");
}

struct Remark {
    std::string salt;
    std::string text;
};

std::map<std::uint64_t, Remark> readAll(SQLite::Database& database) {
    std::map<std::uint64_t, Remark> remarks;
    if (!hasTable(database))
        return remarks;
    SQLite::Statement query(database, "SELECT event, salt, text FROM remark");
    while (query.executeStep())
        remarks[static_cast<std::uint64_t>(query.getColumn(0).getInt64())] = {
            std::string(blobOf(query.getColumn(1))), query.getColumn(2).getString()};
    return remarks;
}

} // namespace

Status Remarks::append(std::string_view kind, Json payload, std::string_view text) const {
    std::array<char, kSaltBytes> bytes{};
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), kSaltBytes) != 1)
        return fail(ErrorCode::Internal, "the system gives no random numbers");
    const std::string_view salt(bytes.data(), bytes.size());
    if (!text.empty())
        payload[std::string(kRemarkKey)] = commitment(salt, text);
    const auto body = [&]() -> Status {
        const std::uint64_t sequence = Events(*m_connection).appendWithin(kind, payload);
        if (text.empty())
            return {};
        SQLite::Statement insert(m_connection->database(),
                                 "INSERT INTO remark (event, salt, text) VALUES (?, ?, ?)");
        insert.bind(1, static_cast<std::int64_t>(sequence));
        bindBlob(insert, 2, salt);
        insert.bind(3, std::string(text));
        insert.exec();
        return {};
    };
    return m_connection->write("record a remark", body, true);
}

Result<std::map<std::uint64_t, std::string>> Remarks::all() const {
    return m_connection->guard("read the remarks", [&]() -> Result<std::map<std::uint64_t, std::string>> {
        std::map<std::uint64_t, std::string> texts;
        for (auto& [event, remark] : readAll(m_connection->database()))
            texts[event] = std::move(remark.text);
        return texts;
    });
}

Status Remarks::verify() const {
    return m_connection->guard("verify the remarks", [&]() -> Status {
        std::map<std::uint64_t, Remark> remarks = readAll(m_connection->database());
        RETORT_TRY(const std::vector<Event> events, Events(*m_connection).all());
        std::map<std::uint64_t, std::string> promised;
        std::set<std::uint64_t> erased;
        for (const Event& event : events) {
            const auto payload = parseJson(event.payload, "event");
            if (!payload || !payload->is_object())
                continue; // a changed payload is the chain's finding
            if (const auto hash = payload->find(kRemarkKey); hash != payload->end() && hash->is_string())
                promised[event.sequence] = hash->get<std::string>();
            if (event.kind != kErasureEvent && event.kind != kRedactionEvent)
                continue;
            for (const Json& sequence : payload->value("remarks", Json::array()))
                if (sequence.is_number_unsigned())
                    erased.insert(sequence.get<std::uint64_t>());
        }
        const auto broken = [&](std::uint64_t sequence, std::string_view fact) {
            return fail(ErrorCode::Gate, "{}: the remark of event {} {}", m_connection->path().string(),
                        sequence, fact);
        };
        for (const auto& [sequence, hash] : promised) {
            const auto remark = remarks.find(sequence);
            if (remark == remarks.end() && erased.count(sequence) == 0)
                return broken(sequence, "is missing, and no event says that it was erased");
            if (remark != remarks.end() && commitment(remark->second.salt, remark->second.text) != hash)
                return broken(sequence, "is not what was hashed");
        }
        for (const auto& [sequence, remark] : remarks) {
            if (promised.count(sequence) == 0)
                return broken(sequence, "was added without one");
        }
        return {};
    });
}

} // namespace retort::store
