// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The records of every data set and the extraction windows laid over them.
//
// Personal text stays out of the file unless the audit was created with storeText: of text and subject only a
// keyed hash is kept then (HMAC-SHA-256 under a random key of this audit). The key lies in the file until
// dropKey().
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

class Connection;

struct Record {
    std::uint64_t ordinal = 0; // place in its data set, from 0, without gaps
    std::string id;
    std::string group;
    std::uint32_t repeats = 1;
    std::uint64_t cluster = 0; // ordinal of the record that represents its group of duplicates
    std::string path;          // file it was read from
    std::uint64_t line = 0;    // 1-based; 0: the format has no lines
    std::uint64_t byteOffset = 0;
    std::uint64_t byteLength = 0;
    std::uint32_t tokens = 0; // content tokens after truncation
    bool truncated = false;
    std::uint64_t zlibBytes = 0;
    std::optional<std::string> excluded;           // reason; set: no loss, not scored
    std::optional<std::string> extractionExcluded; // reason; set: too short for a window and the like

    // Going in: always given where known; the store hashes them and keeps them only with storeText.
    // Coming out: set only with storeText, and only from functions that say so.
    std::optional<std::string> text;
    std::optional<std::string> subject;
    // Coming out only.
    std::optional<Digest> textHash;
    std::optional<Digest> subjectHash;
};

enum class WindowKind { First, Stride, Personal };
[[nodiscard]] std::string_view windowKindName(WindowKind kind); // "first", "stride", "personal"

// Token positions count the record's content tokens from 0.
struct Window {
    std::uint64_t record = 0; // ordinal
    WindowKind kind = WindowKind::First;
    std::string type; // of personal data ("e-mail", "IBAN", "name", a plan's own); empty for the other kinds
    std::uint32_t prefixBegin = 0;
    std::uint32_t suffixBegin = 0;
    std::uint32_t suffixEnd = 0; // one past the last
    // Row of the window's own sequence in its result set, or -1: the record's own pass covers it.
    std::int64_t sequence = -1;
};

class Records {
public:
    explicit Records(Connection& connection) : m_connection(&connection) {}

    // Adds the next records of a data set, one transaction a call; ordinals continue where the last call
    // ended. Two records with one id: Conflict, naming id and both ordinals. Batches of 10,000 and more are
    // fast.
    [[nodiscard]] Status append(std::string_view dataSet, std::span<const Record> records) const;
    // All records are there; nothing can be appended afterwards.
    [[nodiscard]] Status complete(std::string_view dataSet) const;
    [[nodiscard]] Result<bool> isComplete(std::string_view dataSet) const;
    // Removes the records and windows of a data set that an interrupted run left incomplete. Conflict if
    // complete.
    [[nodiscard]] Status discardIncomplete(std::string_view dataSet) const;

    [[nodiscard]] Result<std::uint64_t> count(std::string_view dataSet) const;
    // Every record in order, without text and subject.
    [[nodiscard]] Result<std::vector<Record>> all(std::string_view dataSet) const;
    // Records [first, first + count) in order, with text and subject where stored.
    [[nodiscard]] Result<std::vector<Record>> range(std::string_view dataSet, std::uint64_t first,
                                                    std::uint64_t count) const;
    // One record, with text and subject where stored; nothing if there is none.
    [[nodiscard]] Result<std::optional<Record>> byId(std::string_view dataSet, std::string_view id) const;

    // Replaces the windows of a data set for one tokenizer (its fingerprint; models may disagree on tokens).
    [[nodiscard]] Status putWindows(std::string_view dataSet, std::span<const Window> windows,
                                    std::string_view tokenizer = {}) const;
    [[nodiscard]] Result<std::vector<Window>> windows(std::string_view dataSet,
                                                      std::string_view tokenizer = {}) const;

    // The keyed hash that this audit stores for a text; an error after dropKey().
    [[nodiscard]] Result<Digest> keyedHash(std::string_view text) const;
    // Forgets the key: nobody can test guesses against the hashes any more.
    [[nodiscard]] Status dropKey() const;

private:
    Connection* m_connection;
};

} // namespace retort::store
