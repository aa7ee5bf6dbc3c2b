# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/tokenizer/normalizers.json: for the four forms of Unicode normalisation and Lowercase, digests of what the
official `tokenizers` library (0.23) makes of every code point in five contexts, a block of 4096 at a time.

Usage: make_normalizer_vectors.py OUTPUT_DIR
"""
import json
import sys
from pathlib import Path

from tokenizers import normalizers

from tokenizer_texts import texts_digest

CONTEXTS = ["a{}\u0301", "a\u0315\u0301{}b", "{}\u1161\u11a8", "{}\u0327", "a\u0338{}\u05b0"]


def main():
    kinds = {"NFC": normalizers.NFC(), "NFD": normalizers.NFD(), "NFKC": normalizers.NFKC(), "NFKD": normalizers.NFKD(), "Lowercase": normalizers.Lowercase()}
    result = {"contexts": CONTEXTS, "digests": {}}
    for name, kind in kinds.items():
        digests = []
        for block in range(0x110):
            characters = [chr(c) for c in range(block * 4096, block * 4096 + 4096) if not 0xD800 <= c <= 0xDFFF]
            text = "".join(context.format(c) + "\n" for c in characters for context in CONTEXTS)
            digests.append(texts_digest([kind.normalize_str(text)]))
        result["digests"][name] = digests
    (Path(sys.argv[1]) / "normalizers.json").write_text(json.dumps(result, ensure_ascii=True, separators=(",", ":")) + "\n")


main()
