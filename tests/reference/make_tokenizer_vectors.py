# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/tokenizer/*.json: what the official `tokenizers` library (0.23) makes of difficult and random texts.
For vocab.json + merges.txt the judge is transformers (5.23), which builds its tokenizer with that library.

Usage: make_tokenizer_vectors.py SHARED_TOKENIZERS_DIR OUTPUT_DIR [VOCABULARY...]   (after make_llama_tokenizers.py)
"""
import copy
import gzip
import json
import shutil
import sys
import tempfile
from pathlib import Path

from transformers import AutoTokenizer
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from tokenizer_texts import (
    BLOCKS, NASTY, NASTY_LLAMA, POOL, SEED, SNIPPETS, block_text, digest, generator, lists_digest, mixed_block, random_ids, texts_digest,
)

CODE_POINTS_LEFT_OUT = []  # of the random texts: where the library and Retort differ (none is known)
OPT_TOKEN = {"__type": "AddedToken", "content": "</s>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
# The files beside vocab.json and merges.txt, as the models' own repositories have them.
BESIDE = {
    "gpt2": {"config.json": {"model_type": "gpt2"}, "tokenizer_config.json": {"model_max_length": 1024}},
    "opt": {
        "config.json": {"model_type": "opt"},
        "tokenizer_config.json": {"errors": "replace", "unk_token": OPT_TOKEN, "bos_token": OPT_TOKEN, "eos_token": OPT_TOKEN, "add_prefix_space": False, "add_bos_token": True, "tokenizer_class": "GPT2Tokenizer"},
        "special_tokens_map.json": {"bos_token": "</s>", "eos_token": "</s>", "unk_token": "</s>", "pad_token": "<pad>"},
    },
}


def random_text(numbers, length):
    return "".join(chr(POOL[next(numbers) % len(POOL)]) for _ in range(length))


def decoded(tokenizer, block):
    """Digests of what random ids decode to, with and without special tokens."""
    numbers = generator(SEED + block)
    size = max(tokenizer.get_vocab().values()) + 1
    lists = [random_ids(numbers, size) for _ in range(1000)]
    return [texts_digest(tokenizer.decode(ids, skip_special_tokens=skip) for ids in lists) for skip in (False, True)]


def vectors(tokenizer, texts=NASTY):
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    encode_all = lambda many: [encoding.ids for encoding in tokenizer.encode_batch_fast(many, add_special_tokens=False)]
    numbers = generator(20260131)
    return {
        "texts": [{"text": t, "ids": encode(t), "decoded": tokenizer.decode(encode(t), skip_special_tokens=False)} for t in texts],
        "blocks": [digest(ids) for ids in encode_all([block_text(b) for b in range(0x110)])],
        "random": [digest(encode(random_text(numbers, 1 + i % 400))) for i in range(400)],
        "word": digest(encode("".join("abcdefgh"[next(numbers) % 8] for _ in range(1 << 16)))),
        "mixed": [lists_digest(encode_all(mixed_block(b, CODE_POINTS_LEFT_OUT))) for b in range(BLOCKS)],
        "decoded": [decoded(tokenizer, b) for b in range(10)],
    }


def from_vocab_merges(folder, beside):
    """The backend of the tokenizer that transformers makes of a folder with these files."""
    with tempfile.TemporaryDirectory() as name:
        target = Path(name)
        for file in ["vocab.json", "merges.txt"]:
            shutil.copy(folder / file, target)
        for file, content in beside.items():
            (target / file).write_text(json.dumps(content))
        return AutoTokenizer.from_pretrained(target)


TRAINING = [
    "The quick brown fox jumps over the lazy dog. It's the dog's 12th day, 2024-05-17, and we've 3 more to go.",
    "Caf\u00e9 na\u00efve \u00dcber \u4f60\u597d \u043f\u0440\u0438\u0432\u0435\u0442 the then there these other brother mother father weather",
    "def main():\n    return 0\n\nclass Thing:\n    pass\n  1000 2000 3000 12345",
] * 5
GPT2_LIKE = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
PLAIN = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
VARIANT_TEXTS = [
    "", " ", "the", " the dog", "THE \u0130\u00df\u1e9e \u03a3\u03a3 d\u2581g", "  the  dog\u3000", "the<s>the <s> dog", "<s>the", "x[n] the[n]", "\ufb01\u2460\u00bd \u00e9\u4e2d\ud55c", "The quick 123 fox-12a", "a-b--c- -d", "--", "-", "x 12 345\u00bd\u0664 y", "caf\u00e9 cafe\u0301 \u212b", "it's the\n\n\nend  ",
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


def metaspace(**members):
    return {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True} | members


def step_variants(characters, merges, fallback):
    """Every normalizer, pre-tokenizer and decoder beside those of byte-level vocabularies."""
    spaced = {token.replace(" ", "\u2581"): token_id for token, token_id in fallback.items()}
    more = ["\u2581the", "\u2581\u2581", "\u2581t", "i", "\u0307", "\u00df", "\u03c3", "<s>"]
    vocab = spaced | {token: 400 + i for i, token in enumerate(more)}
    model = {"vocab": vocab, "merges": [["\u2581", "t"], *merges, ["\u2581", "the"], ["\u2581", "\u2581"]], "unk_token": "<unk>", "byte_fallback": True, "fuse_unk": True}
    none = {"model": model, "pre_tokenizer": None, "decoder": None}
    bos = {"added_tokens": [added("<s>", 407, special=True)]}
    llama = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    legacy = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "\u2581"}, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]}
    old = {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True}
    digits = {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, metaspace(prepend_scheme="first")]}
    strip = {"type": "Strip", "strip_left": True, "strip_right": True}
    lower = {"type": "Lowercase"}
    cut = {"type": "Sequence", "decoders": [{"type": "Strip", "content": "t", "start": 2, "stop": 0}, {"type": "Replace", "pattern": {"Regex": "[de]"}, "content": "<>"}]}
    named = {
        "llama_legacy": none | {"normalizer": legacy, "decoder": llama, "added_tokens": [added("<s>", 407, special=True), added("[n]", 408, normalized=True)]},
        "llama_first": none | bos | {"pre_tokenizer": metaspace(prepend_scheme="first", split=False), "decoder": llama},
        "metaspace_always": none | bos | {"pre_tokenizer": metaspace(), "decoder": metaspace()},
        "metaspace_never": none | {"pre_tokenizer": metaspace(prepend_scheme="never"), "decoder": metaspace(prepend_scheme="never")},
        "metaspace_old": none | {"pre_tokenizer": old, "decoder": old},
        "metaspace_digits": none | {"pre_tokenizer": digits, "decoder": metaspace()},
        "replace_regex": none | {"normalizer": {"type": "Replace", "pattern": {"Regex": "\\s+|-"}, "content": "\u2581"}},
        "replace_empty": none | {"normalizer": {"type": "Replace", "pattern": {"String": "the"}, "content": ""}},
        "strip": none | {"normalizer": strip},
        "strip_left": none | {"normalizer": strip | {"strip_right": False}},
        "lowercase": none | {"normalizer": lower},
        "strip_lower_nfkd": none | {"normalizer": {"type": "Sequence", "normalizers": [strip | {"strip_left": False}, lower, {"type": "NFKD"}]}},
        "whitespace_split": none | {"pre_tokenizer": {"type": "WhitespaceSplit"}},
        "delimiter": none | {"pre_tokenizer": {"type": "CharDelimiterSplit", "delimiter": "-"}},
        "decoder_strip": none | {"decoder": cut},
        "decoder_fallback": none | {"decoder": {"type": "ByteFallback"}},
        "unknown_mixed": {"model": {"vocab": characters | {"\u2581": 50}, "merges": merges, "unk_token": "<unk>", "fuse_unk": True}, "pre_tokenizer": metaspace(split=False), "decoder": None},
    }
    for form in ["NFC", "NFD", "NFKC", "NFKD"]:
        named[form.lower() + "_characters"] = none | {"normalizer": {"type": form}}
    return named


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
    named |= step_variants(characters, character_merges, fallback)
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


def class_digests(pattern):
    """Of each block of 4096 code points those that the library's regular expressions find."""
    splitter = pre_tokenizers.Split(Regex(pattern), "removed")
    digests = []
    for block in range(0x110):
        characters = "".join(chr(c) for c in range(block * 4096, block * 4096 + 4096) if not 0xD800 <= c <= 0xDFFF)
        left = {c for piece, _ in splitter.pre_tokenize_str(characters) for c in piece}
        digests.append(digest([ord(c) for c in characters if c not in left]))
    return digests


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")


def families(source, target, wanted):
    for name in wanted & {"neox", "olmo2", "qwen3"}:
        tokenizer = Tokenizer.from_str(gzip.open(source / name / "tokenizer.json.gz", "rt", encoding="utf-8").read())
        write(target / f"{name}.json", vectors(tokenizer))
    for name in wanted & set(BESIDE):
        beside = BESIDE[name]
        tokenizer = from_vocab_merges(source / name, beside)
        ends = {"prefix": tokenizer("x")["input_ids"][:-1], "beside": beside}
        write(target / f"{name}.json", vectors(tokenizer._tokenizer) | ends)
    for name in wanted & {"llama2", "llama2_metaspace", "llama3"}:
        tokenizer = Tokenizer.from_file(str(target / f"{name}_tokenizer.json"))
        write(target / f"{name}.json", vectors(tokenizer, NASTY + NASTY_LLAMA))


def small(target):
    base = small_base()
    write(target / "small_tokenizer.json", base)
    rows = []
    for name, patch in variants(base).items():
        tokenizer = Tokenizer.from_str(json.dumps(patched(base, patch)))
        cases = []
        for text in VARIANT_TEXTS:
            ids = tokenizer.encode(text).ids
            cases.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False), "skipped": tokenizer.decode(ids)})
        rows.append({"name": name, "patch": patch, "cases": cases})
    write(target / "variants.json", rows)


def main():
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    write(target / "pool.json", {"pool": POOL, "snippets": SNIPPETS, "left_out": CODE_POINTS_LEFT_OUT})
    write(target / "classes.json", {pattern: class_digests(pattern) for pattern in ["\\p{L}", "\\p{N}", "\\s", "[^\\s\\p{L}\\p{N}]", "[\\p{L}\\p{N}]", "\\P{L}", "\\S"]})
    small(target)
    families(source, target, set(sys.argv[3:]) or {"neox", "olmo2", "qwen3", "gpt2", "opt", "llama2", "llama2_metaspace", "llama3"})


main()
