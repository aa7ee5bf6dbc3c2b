#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tails of counts of equal (scipy) and unequal trials (every outcome counted in fractions); tst_slot_test holds what
it prints."""
from fractions import Fraction
from itertools import product

from scipy import stats

for trials, successes in [(200, 0), (200, 1), (200, 8), (200, 200), (17, 3)]:
    print(trials, successes, repr(float(stats.binom.sf(successes - 1, trials, 0.01))))

UNEQUAL = [Fraction(1, 100), Fraction(1, 4), Fraction(1, 2), Fraction(1, 7), Fraction(1, 100), Fraction(1, 33)]
for least in range(len(UNEQUAL) + 1):
    tail = Fraction(0)
    for outcome in product([0, 1], repeat=len(UNEQUAL)):
        if sum(outcome) >= least:
            weight = Fraction(1)
            for success, chance in zip(outcome, UNEQUAL):
                weight *= chance if success else 1 - chance
            tail += weight
    print(least, repr(float(tail)))

RANKS = [(1, 99), (3, 99), (50, 99), (2, 9)]
places = sum((rank - 0.5) / (others + 1) for rank, others in RANKS)
variance = sum(stats.randint(1, others + 2).var() / (others + 1) ** 2 for _, others in RANKS)
print(places / len(RANKS), stats.norm.sf((len(RANKS) / 2 - places) / variance ** 0.5))
