# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed of Retort's tokenizers beside the official `tokenizers` library: one thread each, the same lines, one run after the
other, in seconds of the processor, so that a busy machine slows down neither. The text is made of what the repository holds: demo data, documentation, licence.

Usage: bench_tokenizers.py RETORT_CLI REPOSITORY SHARED_TOKENIZERS_DIR [--json]
"""
import os

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

FAMILIES = ["gpt2", "opt", "neox", "olmo2", "qwen3", "llama2", "llama2_metaspace", "llama3"]


def bench_text(repository):
    lines = []
    for file in sorted((repository / "resources/demo/data").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            lines += [value for value in json.loads(line).values() if isinstance(value, str) and len(value) > 40]
    texts = [repository / "LICENSE", *sorted((repository / "docs").rglob("*.md"))]
    lines += [line for file in texts for line in file.read_text(encoding="utf-8").splitlines()]
    return [line.replace("\r", " ").replace("\n", " ") for line in lines]


def prepare(name, repository, shared, folder):
    """Puts the tokenizer's files into the folder; returns the official library's tokenizer."""
    if name in ("gpt2", "opt"):
        for file in ("vocab.json", "merges.txt"):
            shutil.copy(shared / name / file, folder)
        tokenizer = Tokenizer(models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens(["<|endoftext|>"])
        return tokenizer
    if name.startswith("llama"):
        shutil.copy(repository / f"tests/data/tokenizer/{name}_tokenizer.json", folder / "tokenizer.json")
    else:
        (folder / "tokenizer.json").write_bytes(gzip.decompress((shared / name / "tokenizer.json.gz").read_bytes()))
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def official(tokenizer, lines):
    """Seconds of its fastest round and its tokens, by the faster of its two ways: one call a line, or one for all."""
    best, tokens = float("inf"), 0
    end = time.process_time() + 2
    rounds = 0
    while rounds < 2 or time.process_time() < end:
        rounds += 1
        start = time.process_time()
        tokens = sum(len(tokenizer.encode(line, add_special_tokens=False)) for line in lines)
        middle = time.process_time()
        tokenizer.encode_batch_fast(lines, add_special_tokens=False)
        best = min(best, middle - start, time.process_time() - middle)
    return best, tokens


def main():
    cli, repository, shared = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    lines = bench_text(repository)
    size = sum(len(line.encode()) for line in lines)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "text").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for family in FAMILIES:
            folder = root / family
            folder.mkdir()
            tokenizer = prepare(family, repository, shared, folder)
            seconds, tokens = official(tokenizer, lines)
            command = [cli, "tokenize", "--model", str(folder), "--bench", str(root / "text"), "--json"]
            own = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            if own["tokens"] != tokens or own["bytes"] != size:
                raise SystemExit(f"{family}: {own['tokens']} tokens of {own['bytes']} bytes, the library has {tokens} of {size}")
            rows.append({"family": family, "bytes": size, "tokens": tokens, "retort_mb_per_second": own["mb_per_second"], "tokenizers_mb_per_second": size / 1e6 / seconds, "ratio": seconds / own["seconds"]})
    if "--json" in sys.argv:
        print(json.dumps(rows))
        return
    print(f"{size} bytes of text, one thread, MB/s:")
    for row in rows:
        print(f"  {row['family']:17} Retort {row['retort_mb_per_second']:6.1f}   tokenizers {row['tokenizers_mb_per_second']:6.1f}   ratio {row['ratio']:.2f}")


main()
