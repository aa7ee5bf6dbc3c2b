# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that the tokenizers are compared on: a list of difficult ones, and random ones that the C++ tests make
again from the same numbers (tests/core/tokenizer/random_texts.h)."""
import hashlib
import struct

NASTY = [
    "", " ", "  ", "\n", "\r", "\r\n", "\t", "\n\n\n", " \n \n", "a\rb", "Hello world", " Hello world ", "Hello, world!",
    "don't DON'T I'll we'VE it's 's 't", "a\u180eb \u180e x", "a\u0085b", "\u3000a\u3000\u3000b", "\u00a0\u00a0x\u202fy",
    "\U0001F468\u200d\U0001F469\u200d\U0001F467\u200d\U0001F466 family", "\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "\ud55c\uae00 test", "\uac00\u11a8", "e\u0301 e\u0323\u0302 \u0301x", "A\u030a \u212b \u1e9b\u0323", "\u0958\u0344 \u0f73", "'\u017f it'\u017fx \u017f",
    "x" + " " * 24 + "y", "x" + " " * 25 + "y", " " * 60, "\t" * 9 + "if x:\n" + " " * 8 + "pass\n", "1234567890 12 3.14 \u0661\u0662\u0663\u0664 \u00bd\u2167\u3007",
    "<|endoftext|>", "a<|endoftext|>b <|endoftext|>", "<|im_start|>user\nhi<|im_end|>", "<|endoftext", "|||EMAIL_ADDRESS|||x|||IP_ADDRESS|||",
    "<|pad|><|fim_prefix|><think>t</think>", "\u0000\u0001\u007f\u0080", "\ufeffBOM", "\ufffd\uffff\U0010ffff", "caf\u00e9 na\u00efve \u00dcberma\u00df \u0130stanbul",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u4f60\u597d\uff0c\u4e16\u754c\u3002\u3053\u3093\u306b\u3061\u306f \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "http://a.example/x?y=1&z=%20#frag user@mail.example", "def f(x):\n    return x**2  # square\n\n\nclass A: pass", "____ ---- .... !!!??? $$$",
    "a\u200bb\u200cc\u200dd\u2060e", "Z\u0351\u036b\u0343\u036a\u0302A\u0334\u0335\u031e\u0302\u030c", "\u0b95\u0bc6\u0bbe \u09c7\u09be", "IBAN DE89 3704 0044 0532 0130 00", "\u1e69 \u0073\u0323\u0307 s\u0307\u0323",
]
# Beside those of NASTY: what Llama-style vocabularies treat differently.
NASTY_LLAMA = [
    "<s>", "</s>", "<unk>", "a<s> b</s>c <unk>", " <s> x", "<s>x", "x</s> y", "\u2581", "\u2581x \u2581 y\u2581", "a\u2581b", "<0x41>", "<0x0A>\n", "a\n\nb", "   x", "x   ",
    "<|begin_of_text|>x<|eot_id|>", "x <|begin_of_text|>", "1234 12345678", "\U0001F600\U0001F601", "\u4e2d\u6587\u5b57\u7b26", "\u00e9\u00e9 e\u0301",
]

POOL = (
    [ord(c) for c in "aaaeeeiou tnrslhd  \n\t.,'\"-_0123456789ABCZ<|>s'"]
    + [0xE9, 0x301, 0x323, 0x308, 0x30A, 0x41, 0x212B, 0x17F, 0xDF, 0x3B1, 0x43F, 0x4F60, 0x3042, 0x1100, 0x1161, 0x11A8, 0xAC00]
    + [0x1F600, 0x200D, 0xFE0F, 0x180E, 0x85, 0x3000, 0xA0, 0x2028, 0x661, 0x0915, 0x093C, 0x09C7, 0x09BE, 0x0D, 0x20, 0x1D7CE]
)
SNIPPETS = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "<s>", "</s>", "<unk>", "<pad>", "<|begin_of_text|>", "<|eot_id|>", "|||EMAIL_ADDRESS|||",
    "'s", "'LL", "n't", "  ", "    ", " " * 25, " " * 30, "\n\n", "\r\n", "\t\t", " the", " of", "ing", "tion", "Hello", "2026-01-31", "3.14159", "\u2581", "<0x0A>",
    "\u0645\u0631\u062d\u0628\u0627", "\u041f\u0440\u0438\u0432\u0435\u0442", "\u4f60\u597d", "\ud55c\uae00", "\u0928\u092e\u0938\u094d\u0924\u0947", "na\u00efve", "e\u0301\u0323",
]
BLOCKS = 100
BLOCK = 1000
SEED = 20260131


def generator(seed):
    """xorshift64*: the tests repeat it."""
    state = seed
    while True:
        state ^= state >> 12
        state = (state ^ (state << 25)) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 27
        yield (state * 2685821657736338717 & 0xFFFFFFFFFFFFFFFF) >> 33


def any_code_point(numbers, limit, left_out):
    """A code point below `limit`; a space in place of surrogates and of what is left out."""
    c = next(numbers) % limit
    return " " if 0xD800 <= c <= 0xDFFF or any(a <= c <= b for a, b in left_out) else chr(c)


def mixed_text(numbers, left_out):
    out = []
    for _ in range(1 + next(numbers) % 24):
        kind = next(numbers) % 16
        if kind < 8:
            out.append(chr(POOL[next(numbers) % len(POOL)]))
        elif kind < 11:
            out.append(any_code_point(numbers, 0x10000, left_out))
        elif kind < 12:
            out.append(any_code_point(numbers, 0x110000, left_out))
        elif kind < 14:
            out.append(SNIPPETS[next(numbers) % len(SNIPPETS)])
        else:
            out.append(chr(POOL[next(numbers) % len(POOL)]) * (1 + next(numbers) % 12))
    return "".join(out)


def mixed_block(block, left_out):
    numbers = generator(SEED + block)
    return [mixed_text(numbers, left_out) for _ in range(BLOCK)]


def digest(ids):
    return hashlib.sha256(struct.pack(f"<{len(ids)}i", *ids)).hexdigest()[:16]


def lists_digest(lists):
    """Of lists of ids: each with its length in front."""
    return digest([value for ids in lists for value in [len(ids), *ids]])


def texts_digest(texts):
    hashed = hashlib.sha256()
    for text in texts:
        data = text.encode()
        hashed.update(struct.pack("<i", len(data)) + data)
    return hashed.hexdigest()[:16]


def random_ids(numbers, size):
    return [next(numbers) % size for _ in range(1 + next(numbers) % 24)]


def block_text(block):
    """Every code point of a block of 4096 in two contexts."""
    out = []
    for c in range(block * 4096, block * 4096 + 4096):
        if not 0xD800 <= c <= 0xDFFF:
            out.append("a" + chr(c) + "b " + chr(c) + "1\n")
    return "".join(out)
