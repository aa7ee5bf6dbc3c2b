#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and checks an audit file by docs/formats/audit-file.md, with Python's standard library alone.

usage: read_audit_file.py AUDIT
Prints a JSON summary; exit status 1 and one line per problem if a stored value doesn't fit its hash.
"""
import array
import hashlib
import json
import sqlite3
import struct
import sys
import zlib

TOKEN_COLUMNS = ["log_probability", "entropy", "variance", "margin", "rank"]


def unpack(blob, count, width):
    shuffled = zlib.decompress(blob)
    if len(shuffled) != count * width:
        raise ValueError("wrong length")
    raw = bytearray(len(shuffled))
    for byte in range(width):
        raw[byte::width] = shuffled[byte * count:(byte + 1) * count]
    return bytes(raw)


def chunk_columns(database, result_set, number):
    columns = {}
    query = ("SELECT name, count, width, data FROM chunk_part WHERE result_set = ? AND number = ? "
             "ORDER BY name, part")
    for name, count, width, data in database.execute(query, (result_set, number)):
        raw = unpack(data, count, width)
        if width == 1:
            raw = struct.pack(f"<{count}I", *raw)
        columns[name] = columns.get(name, b"") + raw
    return columns


def check_chunks(database, problems):
    tokens = 0
    total = 0.0
    query = "SELECT result_set, number, first_row, rows, tokens, sha256 FROM chunk ORDER BY result_set, number"
    for result_set, number, first_row, rows, count, digest in database.execute(query):
        try:
            columns = chunk_columns(database, result_set, number)
        except (ValueError, zlib.error) as error:
            problems.append(f"chunk {number}: {error}")
            continue
        content = struct.pack("<4Q", number, first_row, rows, count)
        for name in ["lengths", "log_probability_sum", *TOKEN_COLUMNS]:
            content += columns.get(name, b"")
        if hashlib.sha256(content).digest() != digest:
            problems.append(f"chunk {number}: hash")
        tokens += count
        total += sum(array.array("f", columns.get("log_probability", b"")))
    return tokens, total


def check_derived(database, problems):
    for name, rows, digest, data in database.execute("SELECT name, rows, sha256, data FROM record_column"):
        if hashlib.sha256(unpack(data, rows, 8)).digest() != digest:
            problems.append(f"column {name}: hash")
    for name, points, digest, data in database.execute("SELECT name, points, sha256, data FROM curve"):
        if hashlib.sha256(unpack(data, 2 * points, 4)).digest() != digest:
            problems.append(f"curve {name}: hash")
    for text, digest in database.execute("SELECT json, sha256 FROM findings"):
        if hashlib.sha256(text.encode()).digest() != digest:
            problems.append("findings: hash")


def check_chain(database, problems):
    previous = "0" * 64
    query = "SELECT sequence, time, kind, payload, previous, hash FROM event ORDER BY sequence"
    for expected, (sequence, time, kind, payload, before, digest) in enumerate(database.execute(query), start=1):
        text = "\n".join(["retort-event-1", str(sequence), time, kind, before, payload])
        if sequence != expected or before != previous or hashlib.sha256(text.encode()).hexdigest() != digest:
            problems.append(f"event {expected}: chain")
        previous = digest
    return previous


def main():
    database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    if database.execute("PRAGMA application_id").fetchone() != (0x52747274,):
        sys.exit("not an audit file")
    problems = []
    tokens, log_probability = check_chunks(database, problems)
    check_derived(database, problems)
    seal = check_chain(database, problems)
    records = dict(database.execute("SELECT d.name, count(r.ordinal) FROM data_set d LEFT JOIN record r "
                                    "ON r.data_set = d.id GROUP BY d.id"))
    print(json.dumps({"seal": seal, "records": records, "tokens": tokens, "log_probability": log_probability}))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
