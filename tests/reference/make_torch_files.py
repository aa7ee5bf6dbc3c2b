# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the files of torch.save in tests/data/torch and what torch itself reads from them.

Run from the root of the project:
    .deps/reference/bin/python tests/reference/make_torch_files.py

expected.json: for each file that Retort must read, its tensors in order with dtype (safetensors names), shape and the
row-major bytes as hex. The other files must be refused. model_single and model_sharded hold the weights of
tests/data/checkpoints/qwen3_tied_bf16, the tied head sharing the embedding's storage.
"""

import json
import os
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file

DATA = Path(__file__).resolve().parents[1] / "data"
OUT = DATA / "torch"
NAMES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
         torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
         torch.uint16: "U16", torch.float8_e4m3fn: "F8_E4M3"}


class RunsCode:
    def __reduce__(self):
        return os.system, ("touch /tmp/retort_was_here",)


def described(tensors):
    return [{"name": name, "dtype": NAMES[tensor.dtype], "shape": list(tensor.shape),
             "bytes": tensor.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes().hex()
             if tensor.numel() else ""} for name, tensor in tensors.items()]


def module_state():
    """A module's own state dict: an OrderedDict with the _metadata attribute, weights tied."""
    model = torch.nn.Sequential(OrderedDict(embed=torch.nn.Embedding(5, 3), norm=torch.nn.LayerNorm(3),
                                            head=torch.nn.Linear(3, 5, bias=False)))
    model.head.weight = model.embed.weight
    return model.state_dict()


def views():
    base = torch.arange(24, dtype=torch.float32).view(4, 6)
    return {"whole": base, "transposed": base.t(), "rows": base[1:3], "columns": base[:, 1:4], "every_second": base[::2, ::3],
            "permuted": torch.arange(24, dtype=torch.float16).view(2, 3, 4).permute(2, 0, 1), "scalar": base[2, 3],
            "empty": torch.zeros(0, 7), "one_column": base[:, 2:3], "parameter": torch.nn.Parameter(torch.ones(2, 2) / 3)}


def types():
    whole = [dtype for dtype in NAMES if not dtype.is_floating_point and dtype != torch.bool]
    tensors = {NAMES[dtype]: torch.tensor([0, 1, 100], dtype=dtype) for dtype in whole}
    tensors |= {NAMES[dtype]: torch.tensor([0.5, -1.25, 448.0]).to(dtype) for dtype in NAMES if dtype.is_floating_point}
    return tensors | {"BOOL": torch.tensor([[True], [False]])}


def main():
    torch.manual_seed(7)
    OUT.mkdir(exist_ok=True)
    readable = {"module": (module_state(), 2), "views": (views(), 2), "types": (types(), 2), "protocol_3": (views(), 3),
                "protocol_4": (views(), 4), "protocol_5": (types(), 5)}
    expected = {}
    for name, (content, protocol) in readable.items():
        torch.save(content, OUT / f"{name}.bin", pickle_protocol=protocol)
        read = torch.load(OUT / f"{name}.bin", weights_only=False)  # written above; weights_only reads protocol 2 alone
        expected[name] = described(read)
    (OUT / "expected.json").write_text(json.dumps(expected, separators=(",", ":")).replace('},{"name', '},\n{"name') + "\n")

    plain = {"a": torch.ones(2)}
    torch.save(plain, OUT / "refused_before_1_6.bin", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 3, "state_dict": plain}, OUT / "refused_nested.bin")
    torch.save({"model": plain}, OUT / "refused_model.bin")
    torch.save({"a": RunsCode()}, OUT / "refused_code.bin")
    torch.save({"a": RunsCode()}, OUT / "refused_code_protocol_4.bin", pickle_protocol=4)
    torch.save(torch.nn.Linear(2, 2), OUT / "refused_module.bin")
    torch.save({"a": torch.ones(1).expand(1000, 1000)}, OUT / "refused_expanded.bin")
    torch.save({"a": torch.ones(2).to_sparse()}, OUT / "refused_sparse.bin")
    torch.save({"a": torch._neg_view(torch.ones(2))}, OUT / "refused_negated.bin")
    torch.save(torch.ones(2), OUT / "refused_tensor.bin")
    torch.jit.save(torch.jit.script(torch.nn.ReLU()), OUT / "refused_program.bin")

    weights = load_file(DATA / "checkpoints" / "qwen3_tied_bf16" / "model.safetensors")
    weights = OrderedDict(sorted(weights.items()))
    weights["lm_head.weight"] = weights["model.embed_tokens.weight"]
    for folder in ("model_single", "model_sharded"):
        (OUT / folder).mkdir(exist_ok=True)
    torch.save(weights, OUT / "model_single" / "pytorch_model.bin")
    names = [f"pytorch_model-0000{i}-of-00002.bin" for i in (1, 2)]
    first = {name: tensor for name, tensor in weights.items() if ".layers.0." in name}
    shards = [first, {name: tensor for name, tensor in weights.items() if name not in first}]
    for name, shard in zip(names, shards):
        torch.save(shard, OUT / "model_sharded" / name)
    index = {"metadata": {"total_size": 2 * sum(w.numel() for w in weights.values())},
             "weight_map": {tensor: name for name, shard in zip(names, shards) for tensor in shard}}
    (OUT / "model_sharded" / "pytorch_model.bin.index.json").write_text(json.dumps(index, indent=1) + "\n")


if __name__ == "__main__":
    main()
