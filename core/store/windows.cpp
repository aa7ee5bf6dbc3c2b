// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/connection.h"
#include "core/store/records.h"

namespace retort::store {

namespace {

std::optional<WindowKind> kindNamed(std::string_view name) {
    for (const WindowKind kind : {WindowKind::First, WindowKind::Stride, WindowKind::Personal})
        if (name == windowKindName(kind))
            return kind;
    return std::nullopt;
}

// Drops the set with its windows and makes an empty one.
std::int64_t renewSet(SQLite::Database& database, std::int64_t dataSet, const std::string& tokenizer) {
    SQLite::Statement remove(database, "DELETE FROM window_set WHERE data_set = ? AND tokenizer = ?");
    remove.bind(1, dataSet);
    remove.bind(2, tokenizer);
    remove.exec();
    SQLite::Statement insert(database, "INSERT INTO window_set (data_set, tokenizer) VALUES (?, ?)");
    insert.bind(1, dataSet);
    insert.bind(2, tokenizer);
    insert.exec();
    return database.getLastInsertRowid();
}

} // namespace

std::string_view windowKindName(WindowKind kind) {
    switch (kind) {
    case WindowKind::First:
        return "first";
    case WindowKind::Stride:
        return "stride";
    case WindowKind::Personal:
        return "personal";
    }
    return "";
}

Status Records::putWindows(std::string_view dataSet, std::span<const Window> windows,
                           std::string_view tokenizer) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->write("store windows", [&]() -> Status {
        auto& database = m_connection->database();
        const std::int64_t set = renewSet(database, id, std::string(tokenizer));
        SQLite::Statement insert(
            database, "INSERT INTO extraction_window (window_set, number, record, kind, type, "
                      "prefix_begin, suffix_begin, suffix_end, sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        std::int64_t number = 0;
        for (const Window& window : windows) {
            insert.reset();
            insert.bind(1, set);
            insert.bind(2, number++);
            insert.bind(3, static_cast<std::int64_t>(window.record));
            insert.bind(4, std::string(windowKindName(window.kind)));
            insert.bindNoCopy(5, window.type);
            insert.bind(6, static_cast<std::int64_t>(window.prefixBegin));
            insert.bind(7, static_cast<std::int64_t>(window.suffixBegin));
            insert.bind(8, static_cast<std::int64_t>(window.suffixEnd));
            insert.bind(9, window.sequence);
            insert.exec();
        }
        return {};
    });
}

Result<std::vector<Window>> Records::windows(std::string_view dataSet, std::string_view tokenizer) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->guard("read windows", [&]() -> Result<std::vector<Window>> {
        std::vector<Window> windows;
        SQLite::Statement query(m_connection->database(),
                                "SELECT record, kind, type, prefix_begin, suffix_begin, suffix_end, sequence "
                                "FROM extraction_window WHERE window_set = (SELECT id FROM window_set WHERE "
                                "data_set = ? AND tokenizer = ?) ORDER BY number");
        query.bind(1, id);
        query.bind(2, std::string(tokenizer));
        while (query.executeStep()) {
            const auto position = [&](int column) {
                return static_cast<std::uint32_t>(query.getColumn(column).getInt64());
            };
            const auto kind = kindNamed(query.getColumn(1).getString());
            if (!kind)
                return fail(ErrorCode::InvalidInput,
                            "{}: a window of '{}' has an unknown kind; the file is damaged",
                            m_connection->path().string(), dataSet);
            Window window;
            window.record = static_cast<std::uint64_t>(query.getColumn(0).getInt64());
            window.kind = *kind;
            window.type = query.getColumn(2).getString();
            window.prefixBegin = position(3);
            window.suffixBegin = position(4);
            window.suffixEnd = position(5);
            window.sequence = query.getColumn(6).getInt64();
            windows.push_back(std::move(window));
        }
        return windows;
    });
}

} // namespace retort::store
