# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/tokenizer/*.json: what the official `tokenizers` library (0.23) makes of difficult texts.

Usage: make_tokenizer_vectors.py SHARED_TOKENIZERS_DIR OUTPUT_DIR
"""
import copy
import gzip
import hashlib
import json
import struct
import sys
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

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
POOL = (
    [ord(c) for c in "aaaeeeiou tnrslhd  \n\t.,'\"-_0123456789ABCZ<|>s'"]
    + [0xE9, 0x301, 0x323, 0x308, 0x30A, 0x41, 0x212B, 0x17F, 0xDF, 0x3B1, 0x43F, 0x4F60, 0x3042, 0x1100, 0x1161, 0x11A8, 0xAC00]
    + [0x1F600, 0x200D, 0xFE0F, 0x180E, 0x85, 0x3000, 0xA0, 0x2028, 0x661, 0x0915, 0x093C, 0x09C7, 0x09BE, 0x0D, 0x20, 0x1D7CE]
)


def generator(seed):
    """xorshift64*: the test repeats it."""
    state = seed
    while True:
        state ^= state >> 12
        state = (state ^ (state << 25)) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 27
        yield (state * 2685821657736338717 & 0xFFFFFFFFFFFFFFFF) >> 33


def random_text(numbers, length):
    return "".join(chr(POOL[next(numbers) % len(POOL)]) for _ in range(length))


def digest(ids):
    return hashlib.sha256(struct.pack(f"<{len(ids)}i", *ids)).hexdigest()[:16]


def block_text(block):
    """Every code point of a block of 4096 in two contexts."""
    out = []
    for c in range(block * 4096, block * 4096 + 4096):
        if not 0xD800 <= c <= 0xDFFF:
            out.append("a" + chr(c) + "b " + chr(c) + "1\n")
    return "".join(out)


def vectors(tokenizer):
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    numbers = generator(20260131)
    return {
        "texts": [{"text": t, "ids": encode(t), "decoded": tokenizer.decode(encode(t), skip_special_tokens=False)} for t in NASTY],
        "blocks": [digest(encode(block_text(b))) for b in range(0x110)],
        "random": [digest(encode(random_text(numbers, 1 + i % 400))) for i in range(400)],
        "word": digest(encode("".join("abcdefgh"[next(numbers) % 8] for _ in range(1 << 16)))),
    }


TRAINING = [
    "The quick brown fox jumps over the lazy dog. It's the dog's 12th day, 2024-05-17, and we've 3 more to go.",
    "Caf\u00e9 na\u00efve \u00dcber \u4f60\u597d \u043f\u0440\u0438\u0432\u0435\u0442 the then there these other brother mother father weather",
    "def main():\n    return 0\n\nclass Thing:\n    pass\n  1000 2000 3000 12345",
] * 5
GPT2_LIKE = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
PLAIN = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
VARIANT_TEXTS = [
    "", " ", "the", " the dog", "The quick 123 fox-12a", "a-b--c- -d", "--", "-", "x 12 345\u00bd\u0664 y", "caf\u00e9 cafe\u0301 \u212b", "it's the\n\n\nend  ",
    "say <tag> now", "say<tag>now", "x <s>y</s> z", "[word] a[word]b [word]", "the  [left]  dog", "the  [right]  dog", "caf\u00e9\u00e9 [e\u0301] [\u00e9]", "\U0001F600 \u0000 \u2603",
]


def split(pattern, behavior, invert=False):
    return {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert}, PLAIN]}


def added(content, token_id, **flags):
    base = {"id": token_id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False}
    return base | flags


def template(single, first):
    tokens = {"<s>": {"id": "<s>", "ids": [first], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [first + 1], "tokens": ["</s>"]}}
    return {"type": "TemplateProcessing", "single": single, "pair": single + [{"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": tokens}


def small_base():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=420, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(TRAINING, trainer)
    return json.loads(tokenizer.to_str())


def variants(base):
    """Name -> top-level members to replace in the base file; "model" members replace single members of the model."""
    first = len(base["model"]["vocab"])
    bos = {"SpecialToken": {"id": "<s>", "type_id": 0}}
    eos = {"SpecialToken": {"id": "</s>", "type_id": 0}}
    text = {"Sequence": {"id": "A", "type_id": 0}}
    ends = [added("<s>", first, special=True), added("</s>", first + 1, special=True)]
    legacy = [" ".join(pair) for pair in base["model"]["merges"]]
    whole = dict(base["model"]["vocab"]) | {"\u0120quick": 700, "-12": 701, "caf\u00c3\u00a9\u00c3\u00a9": 702}
    characters = {"<unk>": 0, "t": 1, "h": 2, "e": 3, " ": 4, "th": 5, "the": 6, "d": 7, "o": 8, "g": 9, "do": 10}
    fallback = characters | {f"<0x{b:02X}>": 100 + b for b in range(256)}
    character_merges = [["t", "h"], ["th", "e"], ["d", "o"]]
    named = {
        "plain": {},
        "legacy_merges": {"model": {"merges": legacy}},
        "prefix_space": {"pre_tokenizer": GPT2_LIKE | {"add_prefix_space": True}},
        "no_regex": {"pre_tokenizer": PLAIN},
        "no_regex_prefix_space": {"pre_tokenizer": PLAIN | {"add_prefix_space": True}},
        "use_regex_missing": {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}},
        "nfc": {"normalizer": {"type": "NFC"}},
        "nfc_sequence": {"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}]}},
        "digits": {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, GPT2_LIKE]}},
        "digits_together": {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": False}, PLAIN | {"add_prefix_space": True}]}},
        "ignore_merges": {"model": {"vocab": whole, "ignore_merges": True}},
        "added": {
            "normalizer": {"type": "NFC"},
            "added_tokens": [
                added("<tag>", first), added("[word]", first + 1, single_word=True), added("[left]", first + 2, lstrip=True), added("[right]", first + 3, rstrip=True),
                added("[e\u0301]", first + 4, normalized=True), added("\u00e9\u00e9", first + 5, normalized=True), added("<s>", first + 6, special=True), added("--", first + 7, normalized=True, single_word=True),
            ],
        },
        "template": {"added_tokens": ends, "post_processor": template([bos, text, eos], first)},
        "template_sequence": {"added_tokens": ends, "post_processor": {"type": "Sequence", "processors": [GPT2_LIKE, template([bos, text], first)]}},
        "characters_unk": {"model": {"vocab": characters, "merges": character_merges, "unk_token": "<unk>"}, "pre_tokenizer": None, "decoder": None},
        "characters_fuse": {"model": {"vocab": characters, "merges": character_merges, "unk_token": "<unk>", "fuse_unk": True}, "pre_tokenizer": None, "decoder": None},
        "characters_dropped": {"model": {"vocab": characters, "merges": character_merges}, "pre_tokenizer": None, "decoder": None},
        "characters_fallback": {"model": {"vocab": fallback, "merges": character_merges, "unk_token": "<unk>", "byte_fallback": True}, "pre_tokenizer": None, "decoder": None},
    }
    for behavior in ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]:
        for invert in [False, True]:
            named[f"split_{behavior}_{invert}"] = {"pre_tokenizer": split({"String": "-"}, behavior, invert)}
            named[f"split_regex_{behavior}_{invert}"] = {"pre_tokenizer": split({"Regex": "\\p{N}{1,2}|-+|\\s"}, behavior, invert)}
    return named


def patched(base, patch):
    full = copy.deepcopy(base)
    for key, value in patch.items():
        if key == "model":
            full["model"].update(value)
        else:
            full[key] = value
    return full


def main():
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    for name in ["neox", "olmo2", "qwen3"]:
        tokenizer = Tokenizer.from_str(gzip.open(source / name / "tokenizer.json.gz", "rt", encoding="utf-8").read())
        (target / f"{name}.json").write_text(json.dumps(vectors(tokenizer), ensure_ascii=True, separators=(",", ":")) + "\n")
    base = small_base()
    (target / "small_tokenizer.json").write_text(json.dumps(base, ensure_ascii=True, separators=(",", ":")) + "\n")
    rows = []
    for name, patch in variants(base).items():
        tokenizer = Tokenizer.from_str(json.dumps(patched(base, patch)))
        cases = []
        for text in VARIANT_TEXTS:
            ids = tokenizer.encode(text).ids
            cases.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False), "skipped": tokenizer.decode(ids)})
        rows.append({"name": name, "patch": patch, "cases": cases})
    (target / "variants.json").write_text(json.dumps(rows, ensure_ascii=True, separators=(",", ":")) + "\n")
    pool = {"pool": POOL}
    (target / "pool.json").write_text(json.dumps(pool, separators=(",", ":")) + "\n")


main()
