# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/corpus/vectors.json: sizes by Python's zlib and texts normalised by Python's unicodedata.

Usage: make_corpus_vectors.py OUTPUT_DIR
"""
import json
import sys
import unicodedata
import zlib
from pathlib import Path

TEXTS = [
    "", "a", "Hello world", "  The QUICK\t\tbrown\n\nfox ", "the the the the the " * 40, "Caf\u00e9 Cafe\u0301 CAFE\u0301", "Stra\u00dfe STRASSE",
    "\u0130stanbul", "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "a\u00a0b\u2003c\u3000d\u2028e\u1680f\u0085g", "\u212bngstr\u00f6m \ufb01ne", "\u1112\u1161\u11ab \u4f60\u597d\u3000",
    "a\u180eb\u200bc", "\U0001F600 x" * 30, "\u1e9e \u0390 \u1fb3", "\u00c5\u0323 A\u030a\u0323",
]


def main():
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    rows = [
        {"text": t, "normalized": " ".join(unicodedata.normalize("NFC", t).casefold().split()), "zlib_bytes": len(zlib.compress(t.encode(), 6))}
        for t in TEXTS
    ]
    (target / "vectors.json").write_text(json.dumps(rows, ensure_ascii=True, separators=(",", ":")) + "\n")


main()
