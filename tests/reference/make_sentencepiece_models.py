# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small SentencePiece models, trained on the text of the licence, and what the sentencepiece library makes of
difficult and random texts and of random ids: tests/data/tokenizer/sentencepiece.json and *.model.

Usage: make_sentencepiece_models.py LICENSE OUTPUT_DIR
"""
import base64
import io
import json
import sys
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as proto

from tokenizer_texts import NASTY, NASTY_LLAMA, SEED, generator, lists_digest, mixed_block, random_ids, texts_digest

MORE = [
    "Caf\u00e9 na\u00efve \u00dcber stra\u00dfe \u4f60\u597d \u4f60\u597d \u043f\u0440\u0438\u0432\u0435\u0442",
    "def main():  return 0    class Thing:        pass  1000 2000 2026-01-31 12345",
    "It's we've they'll DON'T 3.14159 user@mail.example",
] * 6
COMMON = {"model_type": "bpe", "hard_vocab_limit": False, "num_threads": 1, "minloglevel": 2, "normalization_rule_name": "identity"}
KINDS = {
    # As LLaMA 2 was trained.
    "llama": {"vocab_size": 700, "byte_fallback": True, "remove_extra_whitespaces": False, "split_digits": True, "allow_whitespace_only_pieces": True},
    "plain": {"vocab_size": 400, "user_defined_symbols": ["<sep>", "ab cd", "the", "\u2581\u2581\u2581", "@"], "control_symbols": ["<ctl>"]},
    "bare": {"vocab_size": 400, "add_dummy_prefix": False, "byte_fallback": True, "split_by_whitespace": False, "max_sentencepiece_length": 12, "unk_surface": "[?]", "pad_id": 3},
}
SPACES = ["ab cd", "xab cdy ab  cd", "<sep>", " <sep>the the", "<ctl>", "a @ b@@", "\u2581\u2581\u2581\u2581 x", "the   end", "   ", " \t x \n", "Zo\u00eb \U0001F600\U0001F601 \u2603", "<0x41>"]


def trained(texts, options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(texts), model_writer=model, **(COMMON | options))
    return model.getvalue()


def vectors(processor):
    rows = []
    for text in NASTY + NASTY_LLAMA + SPACES:
        ids = processor.encode(text)
        rows.append({"text": text, "ids": ids, "decoded": processor.decode(ids)})
    decoded = []
    for block in range(5):
        numbers = generator(SEED + block)
        lists = [random_ids(numbers, processor.get_piece_size()) for _ in range(1000)]
        decoded.append(texts_digest(processor.decode(ids) for ids in lists))
    return {"texts": rows, "mixed": [lists_digest(processor.encode(t) for t in mixed_block(b, [])) for b in range(100)], "decoded": decoded}


def tiny():
    """A model of four pieces, to be changed to what is refused."""
    model = proto.ModelProto()
    for piece, kind in [("<unk>", 2), ("<s>", 3), ("</s>", 3), ("a", 1)]:
        model.pieces.add(piece=piece, score=0.0, type=kind)
    model.trainer_spec.model_type = proto.TrainerSpec.BPE
    return model


def refused():
    """Name, model, and what the message must name."""

    def changed(change):
        model = tiny()
        change(model)
        return model.SerializeToString()

    cases = [
        ("unigram", changed(lambda m: setattr(m.trainer_spec, "model_type", 1)), "unigram"),
        ("no trainer", changed(lambda m: m.ClearField("trainer_spec")), "unigram"),
        ("character table", changed(lambda m: m.normalizer_spec.MergeFrom(proto.NormalizerSpec(name="nmt_nfkc", precompiled_charsmap=b"\4\0\0\0abcd"))), "nmt_nfkc"),
        ("denormalizer", changed(lambda m: setattr(m.denormalizer_spec, "precompiled_charsmap", b"abcd")), "denormalizer_spec"),
        ("suffix", changed(lambda m: setattr(m.trainer_spec, "treat_whitespace_as_suffix", True)), "suffix"),
        ("unused", changed(lambda m: m.pieces.add(piece="b", type=5)), "piece 4"),
        ("twice", changed(lambda m: m.pieces.add(piece="a")), '"a"'),
        ("no unknown", changed(lambda m: m.pieces.pop(0)), "unknown"),
        ("two unknown", changed(lambda m: m.pieces.add(piece="?", type=2)), "two unknown"),
        ("stray character", changed(lambda m: m.pieces.add(piece="ab")), '"ab"'),
        ("no bytes", changed(lambda m: setattr(m.trainer_spec, "byte_fallback", True)), "byte_fallback"),
        ("stray byte", changed(lambda m: m.pieces.add(piece="<0x00>", type=6)), "byte_fallback"),
        ("score", changed(lambda m: m.pieces.add(piece="b", score=float("nan"))), "piece 4"),
        ("empty piece", changed(lambda m: m.pieces.add(piece="")), "piece 4"),
        ("long piece", changed(lambda m: m.pieces.add(piece="a" * 5000)), "piece 4"),
        ("empty", b"", "no pieces"),
        ("cut off", tiny().SerializeToString()[:-3], "damaged"),
        ("something else", b"hello world, this is no model", "model"),
        ("endless number", b"\x0a" + b"\xff" * 12, "byte"),
        ("not UTF-8", b"\x0a\x03\x0a\x01\xff", "piece 0"),
    ]
    return [{"name": name, "model": base64.b64encode(model).decode(), "named": named} for name, model, named in cases]


def main():
    texts = [line for line in Path(sys.argv[1]).read_text().splitlines() if line.strip()] + MORE
    target = Path(sys.argv[2])
    result = {"models": {}, "refused": refused()}
    for name, options in KINDS.items():
        model = trained(texts, options)
        (target / f"{name}.model").write_bytes(model)
        result["models"][name] = vectors(sentencepiece.SentencePieceProcessor(model_proto=model))
    (target / "sentencepiece.json").write_text(json.dumps(result, ensure_ascii=True, separators=(",", ":")) + "\n")


main()
