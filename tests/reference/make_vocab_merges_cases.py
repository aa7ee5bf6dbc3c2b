# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/tokenizer/vocab_merges.json: what transformers (5.23) makes of folders with vocab.json + merges.txt (of
small_tokenizer.json) and different files beside them. A case without "texts" is one that transformers refuses.

Usage: make_vocab_merges_cases.py DATA_DIR
"""
import json
import sys
import tempfile
from pathlib import Path

from transformers import AutoTokenizer

TEXTS = ["the dog", " the quick", "a<|endoftext|> b</s> <s>c", "<mine> the<mine>", "it's 12345\n\n x  y", "caf\u00e9 cafe\u0301", "<pad><|padding|>"]


def token(content, **flags):
    return {"__type": "AddedToken", "content": content, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False} | flags


def cases():
    gpt2, opt = {"model_type": "gpt2"}, {"model_type": "opt"}
    decoder = {"397": token("<mine>", special=False, lstrip=True), "398": token("</s>", special=True, normalized=False)}
    decoder = {key: {k: v for k, v in value.items() if k != "__type"} for key, value in decoder.items()}
    return {
        "gpt2": {"config.json": gpt2},
        "gpt2 with bos": {"config.json": gpt2, "tokenizer_config.json": {"add_bos_token": True}},
        "gpt2 with both": {"config.json": gpt2, "tokenizer_config.json": {"add_bos_token": True, "add_eos_token": True, "eos_token": "</s>"}},
        "prefix space": {"config.json": gpt2, "tokenizer_config.json": {"add_prefix_space": True, "tokenizer_class": "GPT2TokenizerFast"}},
        "opt bare": {"config.json": opt},
        "opt": {"config.json": opt, "tokenizer_config.json": {"add_bos_token": True, "bos_token": token("</s>"), "eos_token": token("</s>"), "unk_token": token("</s>"), "pad_token": None, "tokenizer_class": "GPT2Tokenizer"}},
        "special tokens map": {"config.json": opt, "tokenizer_config.json": {"add_bos_token": True, "bos_token": "<s>"}, "special_tokens_map.json": {"bos_token": "</s>", "pad_token": {"content": "<pad>", "lstrip": False, "normalized": True, "rstrip": True, "single_word": False}}},
        "added tokens": {"config.json": gpt2, "added_tokens.json": {"<mine>": 397, "<|endoftext|>": 398}},
        "added and map": {"config.json": gpt2, "added_tokens.json": {"<pad>": 398, "<mine>": 397}, "special_tokens_map.json": {"pad_token": "<pad>"}},
        "decoder": {"config.json": gpt2, "tokenizer_config.json": {"added_tokens_decoder": decoder, "eos_token": "</s>"}, "special_tokens_map.json": {"eos_token": "<s>"}},
        "additional": {"config.json": gpt2, "tokenizer_config.json": {"additional_special_tokens": ["<mine>", "<s>"]}},
        "no bos to add": {"config.json": gpt2, "tokenizer_config.json": {"add_bos_token": True, "bos_token": None}},
        "neox": {"config.json": {"model_type": "gpt_neox"}},
        "qwen3": {"config.json": {"model_type": "qwen3"}},
        "class over family": {"config.json": gpt2, "tokenizer_config.json": {"tokenizer_class": "Qwen2Tokenizer"}},
        "olmo2": {"config.json": {"model_type": "olmo2"}},
        "llama": {"config.json": {"model_type": "llama"}},
    }


def outcome(folder):
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder)
    except ValueError:
        return {}
    ids = [tokenizer(text)["input_ids"] for text in TEXTS]
    return {"texts": [{"text": text, "ids": i} for text, i in zip(TEXTS, ids)], "size": len(tokenizer), "bos": tokenizer.bos_token_id, "eos": tokenizer.eos_token_id}


def main():
    data = Path(sys.argv[1])
    model = json.loads((data / "small_tokenizer.json").read_text())["model"]
    merges = "#version: 0.2\n" + "".join(" ".join(merge) + "\n" for merge in model["merges"])
    rows = []
    for name, beside in cases().items():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "vocab.json").write_text(json.dumps(model["vocab"]))
            (Path(folder) / "merges.txt").write_text(merges)
            for file, content in beside.items():
                (Path(folder) / file).write_text(json.dumps(content))
            rows.append({"name": name, "beside": beside} | outcome(folder))
    (data / "vocab_merges.json").write_text(json.dumps(rows, ensure_ascii=True, separators=(",", ":")) + "\n")


main()
