# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/data/checkpoint_configs.json: config.json documents in the spellings of transformers 4 and 5 and what
transformers 5.x understands by them.

Run from the root of the project:
    .deps/reference/bin/python tests/reference/make_config_cases.py
"""

import copy
import json
from pathlib import Path

from transformers import AutoConfig

OUT = Path(__file__).resolve().parents[1] / "data" / "checkpoint_configs.json"

PYTHIA = {
    "architectures": ["GPTNeoXForCausalLM"], "bos_token_id": 0, "eos_token_id": 0, "hidden_act": "gelu",
    "hidden_size": 512, "initializer_range": 0.02, "intermediate_size": 2048, "layer_norm_eps": 1e-05,
    "max_position_embeddings": 2048, "model_type": "gpt_neox", "num_attention_heads": 8, "num_hidden_layers": 6,
    "rotary_emb_base": 10000, "rotary_pct": 0.25, "tie_word_embeddings": False, "torch_dtype": "float16",
    "transformers_version": "4.24.0", "use_cache": True, "use_parallel_residual": True, "vocab_size": 50304,
}
QWEN3 = {
    "architectures": ["Qwen3ForCausalLM"], "attention_bias": False, "attention_dropout": 0.0, "bos_token_id": 151643,
    "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu", "hidden_size": 1024, "initializer_range": 0.02,
    "intermediate_size": 3072, "max_position_embeddings": 40960, "max_window_layers": 28, "model_type": "qwen3",
    "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 8, "rms_norm_eps": 1e-06,
    "rope_scaling": None, "rope_theta": 1000000, "sliding_window": None, "tie_word_embeddings": True,
    "torch_dtype": "bfloat16", "transformers_version": "4.51.0", "use_cache": True, "use_sliding_window": False,
    "vocab_size": 151936,
}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 8192}


def changed(document, remove=(), **changes):
    document = copy.deepcopy(document)
    for key in remove:
        del document[key]
    document.update(changes)
    return document


CASES = {
    "pythia as released": PYTHIA,
    "pythia 12b shape": changed(PYTHIA, hidden_size=5120, num_attention_heads=40, num_hidden_layers=36,
                                intermediate_size=20480, vocab_size=50688),
    "neox, keys left to the class": changed(PYTHIA, remove=["rotary_emb_base", "rotary_pct", "layer_norm_eps",
                                                            "hidden_act", "tie_word_embeddings", "torch_dtype",
                                                            "use_parallel_residual"]),
    "neox, sequential, whole heads": changed(PYTHIA, use_parallel_residual=False, rotary_pct=1.0,
                                             rotary_emb_base=25000),
    "neox, rope_scaling with type": changed(PYTHIA, rope_scaling={"type": "linear", "factor": 2.0}),
    "neox, rope_parameters": changed(PYTHIA, remove=["rotary_emb_base", "rotary_pct", "torch_dtype"],
                                     dtype="float32", attention_bias=False,
                                     rope_parameters={"rope_type": "default", "rope_theta": 40000.0,
                                                      "partial_rotary_factor": 0.5}),
    "qwen3 as released": QWEN3,
    "qwen3, null key-value heads": changed(QWEN3, num_key_value_heads=None),
    "qwen3, untied by the class": changed(QWEN3, remove=["tie_word_embeddings", "rms_norm_eps", "hidden_act",
                                                         "rope_theta", "head_dim"]),
    "qwen3, several ends": changed(QWEN3, eos_token_id=[151645, 151643], bos_token_id=None),
    "qwen3, linear rope": changed(QWEN3, rope_scaling={"rope_type": "linear", "factor": 4.0}),
    "qwen3, llama3 rope": changed(QWEN3, rope_scaling=LLAMA3, rope_theta=500000.0),
    "qwen3, rope_parameters with layer types": changed(
        QWEN3, remove=["rope_theta", "rope_scaling", "torch_dtype"], dtype="bfloat16", attention_bias=True,
        layer_types=["full_attention"] * 28,
        rope_parameters={**LLAMA3, "rope_theta": 250000.0}),
    "qwen3, llama3 rope without its old context": changed(
        QWEN3, rope_scaling={k: v for k, v in LLAMA3.items() if not k.startswith("original")}),
}


def as_list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def understood(document):
    values = copy.deepcopy(document)
    config = AutoConfig.for_model(values.pop("model_type"), **values)
    rope = config.rope_parameters
    neox = config.model_type == "gpt_neox"
    return {
        "hidden_size": config.hidden_size, "layers": config.num_hidden_layers, "heads": config.num_attention_heads,
        "kv_heads": config.num_attention_heads if neox else config.num_key_value_heads,
        "head_dim": config.hidden_size // config.num_attention_heads if neox else config.head_dim,
        "ffn_size": config.intermediate_size, "vocabulary": config.vocab_size,
        "context_length": config.max_position_embeddings, "activation": config.hidden_act,
        "norm_epsilon": config.layer_norm_eps if neox else config.rms_norm_eps,
        "rope_base": rope["rope_theta"], "rope_fraction": rope.get("partial_rotary_factor", 1.0),
        "rope_type": rope["rope_type"], "rope_factor": rope.get("factor", 1.0),
        "rope_original_context": rope.get("original_max_position_embeddings", 8192),
        "parallel_residual": config.use_parallel_residual if neox else False,
        "attention_bias": config.attention_bias, "tied": config.tie_word_embeddings,
        "bos": config.bos_token_id, "eos": as_list(config.eos_token_id),
        "dtype": str(config.dtype).removeprefix("torch.") if config.dtype is not None else "float32",
    }


def main():
    cases = [{"name": name, "document": document, "expected": understood(document)}
             for name, document in CASES.items()]
    OUT.write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
