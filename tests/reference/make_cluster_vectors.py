# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/corpus/clusters.json: texts around the border of similarity, and for each the cluster's first text.

Usage: make_cluster_vectors.py OUTPUT_DIR

Computed from the definition with Python's own strings and sets: every text is compared with every representative.
"""
import json
import random
import sys
import unicodedata
from fractions import Fraction
from pathlib import Path

R = random.Random(4)
WORDS = ["ans", "Öl", "Kap", "tee", "STRASSE", "straße", "ﬁn", "naïve", "e\u0301t", "Été"] + [f"w{i}" for i in range(40)]


def normalized(text):
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def shingles(text):
    words = text.split()
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)}


def variant(text):
    words = text.split(" ")
    for _ in range(R.randint(0, 3)):
        at = R.randrange(len(words) + 1)
        kind = R.randrange(4)
        if kind == 0:
            words.insert(at, R.choice(WORDS))
        elif kind == 1 and len(words) > 1:
            del words[at - 1]
        elif kind == 2:
            words[at - 1] = words[at - 1].upper()
        else:
            words.append(R.choice(WORDS))
    return R.choice([" ", "  ", "\u00a0"]).join(words)


def main():
    texts = []
    while len(texts) < 150:
        if texts and R.random() < 0.7:
            texts.append(variant(R.choice(texts)))
        else:
            texts.append(" ".join(R.choice(WORDS) for _ in range(R.randint(1, 28))))
    representatives, clusters = [], []
    for i, text in enumerate(texts):
        own, home = normalized(text), i
        for r in representatives:
            other = normalized(texts[r])
            a, b = shingles(own), shingles(other)
            if own == other or (a | b and Fraction(len(a & b), len(a | b)) >= Fraction(4, 5)):
                home = r
                break
        if home == i:
            representatives.append(i)
        clusters.append(home)
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    (target / "clusters.json").write_text(json.dumps({"texts": texts, "clusters": clusters}, separators=(",", ":")) + "\n")


main()
