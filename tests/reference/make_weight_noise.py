#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The normals of weight_noise.h, written down a second time in plain Python; tst_weight_noise holds what it prints."""
import hashlib
import math
import struct

MASK = 0xFFFFFFFF


def philox(key, counter):
    key = list(key)
    counter = list(counter)
    for _ in range(10):
        first = 0xD2511F53 * counter[0]
        second = 0xCD9E8D57 * counter[2]
        counter = [(second >> 32) ^ counter[1] ^ key[0], second & MASK,
                   (first >> 32) ^ counter[3] ^ key[1], first & MASK]
        key = [(key[0] + 0x9E3779B9) & MASK, (key[1] + 0xBB67AE85) & MASK]
    return counter


def normals(seed, copy, name, block):
    stream = struct.unpack("<Q", hashlib.sha256(name.encode()).digest()[:8])[0]
    words = philox((seed & MASK, seed >> 32), (block, copy, stream & MASK, stream >> 32))
    values = []
    for pair in (0, 2):
        radius = math.sqrt(-2 * math.log((words[pair] + 1) / 2**32))
        angle = 2 * math.pi * words[pair + 1] / 2**32
        values += [radius * math.cos(angle), radius * math.sin(angle)]
    return values


print(normals(7, 3, "gpt_neox.embed_in.weight", 0) + normals(7, 3, "gpt_neox.embed_in.weight", 1))
print(normals(2**40 + 1, 0, "x", 2))
