# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small tokenizers with all the options of LLaMA 2 and 3, trained with the `tokenizers` library on the text of
the licence: tests/data/tokenizer/llama2_tokenizer.json (as transformers 4 converted tokenizer.model),
llama2_metaspace_tokenizer.json (as later versions do) and llama3_tokenizer.json.

Usage: make_llama_tokenizers.py LICENSE OUTPUT_DIR
"""
import json
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

MORE = [
    "Caf\u00e9 na\u00efve \u00dcber stra\u00dfe \u4f60\u597d \u4f60\u597d \u043f\u0440\u0438\u0432\u0435\u0442 \u0645\u0631\u062d\u0628\u0627 \ud55c\uae00",
    "def main():\n    return 0\n\nclass Thing:\n        pass\n  1000 2000 2026-01-31 12345",
    "It's we've they'll DON'T 3.14159 user@mail.example http://a.example/x?y=1",
] * 4
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def trained(pre_tokenizer, size, alphabet, texts):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=size, show_progress=False, initial_alphabet=alphabet))
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [tuple(merge) for merge in model["merges"]]


def llama2_model(texts):
    learned, merges = trained(pre_tokenizers.Metaspace(), 700, [], texts)
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    runs = [("\u2581" * n, "\u2581" * n) for n in (1, 2, 4)]
    tokens += [token for token in learned if token not in tokens] + [left + right for left, right in runs]
    vocab = {token: i for i, token in enumerate(tokens)}
    return models.BPE(vocab=vocab, merges=merges + runs, unk_token="<unk>", fuse_unk=True, byte_fallback=True)


def llama2(texts, metaspace):
    tokenizer = Tokenizer(llama2_model(texts))
    if metaspace:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="first", split=False)
    else:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in ["<unk>", "<s>", "</s>"]])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    return tokenizer


def llama3(texts):
    steps = [
        pre_tokenizers.Split(Regex(LLAMA3), behavior="isolated", invert=False),
        pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=False),
    ]
    vocab, merges = trained(pre_tokenizers.Sequence(steps), 900, sorted(pre_tokenizers.ByteLevel.alphabet()), texts)
    for token in ["\u0120program", "\u0120licenses", "2026", "123", "\u0120\u0120\u0120\u0120\u0120", "ization"]:  # whole pieces that no merge makes
        vocab.setdefault(token, len(vocab))
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps)
    names = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"] + [f"<|reserved_special_token_{i}|>" for i in range(8)]
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in names])
    bos = tokenizer.token_to_id("<|begin_of_text|>")
    template = processors.TemplateProcessing(single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|> $B", special_tokens=[("<|begin_of_text|>", bos)])
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def main():
    texts = [line for line in Path(sys.argv[1]).read_text().splitlines() if line.strip()] + MORE
    target = Path(sys.argv[2])
    for name, tokenizer in [("llama2", llama2(texts, False)), ("llama2_metaspace", llama2(texts, True)), ("llama3", llama3(texts))]:
        (target / f"{name}_tokenizer.json").write_text(json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=True, separators=(",", ":")) + "\n")


main()
