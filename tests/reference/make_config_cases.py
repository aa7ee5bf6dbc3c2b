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
GPT2 = {  # openai-community/gpt2
    "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 50256,
    "embd_pdrop": 0.1, "eos_token_id": 50256, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
    "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
    "resid_pdrop": 0.1, "summary_activation": None, "summary_first_dropout": 0.1, "summary_proj_to_labels": True,
    "summary_type": "cls_index", "summary_use_proj": True,
    "task_specific_params": {"text-generation": {"do_sample": True, "max_length": 50}}, "vocab_size": 50257,
}
OPT350 = {  # facebook/opt-350m
    "_remove_final_layer_norm": False, "activation_dropout": 0.0, "activation_function": "relu",
    "architectures": ["OPTForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 2, "do_layer_norm_before": False,
    "dropout": 0.1, "eos_token_id": 2, "ffn_dim": 4096, "hidden_size": 1024, "init_std": 0.02, "layerdrop": 0.0,
    "max_position_embeddings": 2048, "model_type": "opt", "num_attention_heads": 16, "num_hidden_layers": 24,
    "pad_token_id": 1, "prefix": "</s>", "torch_dtype": "float16", "transformers_version": "4.20.0.dev0",
    "use_cache": True, "vocab_size": 50272, "word_embed_proj_dim": 512,
}
LLAMA2 = {  # meta-llama/Llama-2-7b-hf
    "architectures": ["LlamaForCausalLM"], "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu",
    "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 11008, "max_position_embeddings": 4096,
    "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
    "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": None, "tie_word_embeddings": False,
    "torch_dtype": "float16", "transformers_version": "4.31.0.dev0", "use_cache": True, "vocab_size": 32000,
}
OLMO2 = {  # allenai/OLMo-2-1124-7B
    "architectures": ["Olmo2ForCausalLM"], "attention_bias": False, "attention_dropout": 0.0, "eos_token_id": 100257,
    "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 11008,
    "max_position_embeddings": 4096, "model_type": "olmo2", "num_attention_heads": 32, "num_hidden_layers": 32,
    "num_key_value_heads": 32, "pad_token_id": 100277, "rms_norm_eps": 1e-06, "rope_scaling": None,
    "rope_theta": 500000, "tie_word_embeddings": False, "torch_dtype": "float32", "transformers_version": "4.47.0.dev0",
    "use_cache": False, "vocab_size": 100352,
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
    "qwen3, everything left to the class": {"model_type": "qwen3"},
    "neox, everything left to the class": {"model_type": "gpt_neox"},
    "gpt2 as released": GPT2,
    "gpt2, everything left to the class": {"model_type": "gpt2"},
    "gpt2, no special tokens": changed(GPT2, bos_token_id=None, eos_token_id=None),
    "gpt2, the names of other families": changed(
        GPT2, remove=["n_embd", "n_head", "n_layer", "n_positions", "n_ctx"], hidden_size=1600,
        num_attention_heads=25, num_hidden_layers=48, max_position_embeddings=2048),
    "gpt2, attention options": changed(GPT2, scale_attn_weights=False, scale_attn_by_inverse_layer_idx=True,
                                       reorder_and_upcast_attn=True, n_inner=1000, tie_word_embeddings=False,
                                       activation_function="relu"),
    "opt-350m as released": OPT350,
    "opt, everything left to the class": {"model_type": "opt"},
    "opt-125m shape": changed(OPT350, remove=["word_embed_proj_dim", "do_layer_norm_before"], hidden_size=768,
                              ffn_dim=3072, num_attention_heads=12, num_hidden_layers=12),
    "opt, plain norms and no biases": changed(
        OPT350, word_embed_proj_dim=None, do_layer_norm_before=True, _remove_final_layer_norm=True, enable_bias=False,
        layer_norm_elementwise_affine=False, activation_function="gelu"),
    "llama 2 as released": LLAMA2,
    "llama, everything left to the class": {"model_type": "llama"},
    "llama, first files": changed(LLAMA2, remove=["num_key_value_heads", "rope_scaling", "pretraining_tp",
                                                  "tie_word_embeddings", "max_position_embeddings"],
                                  bos_token_id=0, eos_token_id=1, max_sequence_length=2048),
    "llama 2 70b shape": changed(LLAMA2, hidden_size=8192, num_attention_heads=64, num_key_value_heads=8,
                                 num_hidden_layers=80, intermediate_size=28672, pretraining_tp=4),
    "llama 3.2": changed(LLAMA2, hidden_size=2048, num_attention_heads=32, num_key_value_heads=8, head_dim=64,
                         tie_word_embeddings=True, vocab_size=128256, max_position_embeddings=131072,
                         rope_theta=500000.0, rope_scaling={**LLAMA3, "factor": 32.0}, torch_dtype="bfloat16",
                         eos_token_id=[128001, 128008, 128009], bos_token_id=128000),
    "llama, biases": changed(LLAMA2, attention_bias=True, mlp_bias=True, head_dim=96,
                             rope_scaling={"type": "linear", "factor": 4.0}),
    "llama, rope_parameters": changed(LLAMA2, remove=["rope_scaling", "torch_dtype"], dtype="bfloat16",
                                      rope_parameters={**LLAMA3, "rope_theta": 500000.0}),
    "olmo2 as released": OLMO2,
    "olmo2, everything left to the class": {"model_type": "olmo2"},
    "olmo2 32b shape": changed(OLMO2, hidden_size=5120, num_attention_heads=40, num_key_value_heads=8,
                               num_hidden_layers=64, intermediate_size=27648),
    "qwen3, llama3 rope without its old context": changed(
        QWEN3, rope_scaling={k: v for k, v in LLAMA3.items() if not k.startswith("original")}),
}


def as_list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def understood(document):
    values = copy.deepcopy(document)
    config = AutoConfig.for_model(values.pop("model_type"), **values)
    family = config.model_type
    learned = family in ("gpt2", "opt")
    rope = {"rope_theta": 10000.0, "rope_type": "default", "partial_rotary_factor": 0.0}
    if not learned:
        rope = config.rope_parameters
    ffn = {"gpt2": "n_inner", "opt": "ffn_dim"}.get(family, "intermediate_size")
    whole_dim = config.hidden_size // config.num_attention_heads
    return {
        "hidden_size": config.hidden_size, "layers": config.num_hidden_layers, "heads": config.num_attention_heads,
        "kv_heads": getattr(config, "num_key_value_heads", config.num_attention_heads),
        "head_dim": getattr(config, "head_dim", None) or whole_dim,
        "ffn_size": getattr(config, ffn) or 4 * config.hidden_size, "vocabulary": config.vocab_size,
        "context_length": config.max_position_embeddings,
        "activation": config.activation_function if learned else config.hidden_act,
        "norm_epsilon": norm_epsilon(config),
        "rope_base": rope["rope_theta"], "rope_fraction": rope.get("partial_rotary_factor", 1.0),
        "rope_type": rope["rope_type"], "rope_factor": rope.get("factor", 1.0),
        "rope_original_context": rope.get("original_max_position_embeddings", 8192),
        "parallel_residual": getattr(config, "use_parallel_residual", False),
        "attention_bias": {"gpt2": True, "opt": getattr(config, "enable_bias", None)}.get(
            family, getattr(config, "attention_bias", None)),
        "mlp_bias": {"gpt2": True, "gpt_neox": True, "opt": getattr(config, "enable_bias", None)}.get(
            family, getattr(config, "mlp_bias", False)),
        "attention_scaled": getattr(config, "scale_attn_weights", True),
        "attention_scaled_by_layer": getattr(config, "scale_attn_by_inverse_layer_idx", False),
        "embedding_size": getattr(config, "word_embed_proj_dim", config.hidden_size),
        "post_norm": not getattr(config, "do_layer_norm_before", True),
        "norm_weights": getattr(config, "layer_norm_elementwise_affine", True),
        "final_norm": getattr(config, "do_layer_norm_before", True) and not getattr(
            config, "_remove_final_layer_norm", False),
        "tied": config.tie_word_embeddings, "bos": config.bos_token_id, "eos": as_list(config.eos_token_id),
        "dtype": str(config.dtype).removeprefix("torch.") if config.dtype is not None else "float32",
    }


def norm_epsilon(config):
    if config.model_type == "opt":
        return 1e-5  # torch.nn.LayerNorm's own
    return getattr(config, {"gpt2": "layer_norm_epsilon", "gpt_neox": "layer_norm_eps"}.get(
        config.model_type, "rms_norm_eps"))


def main():
    cases = [{"name": name, "document": document, "expected": understood(document)}
             for name, document in CASES.items()]
    OUT.write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
