// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Element types that safetensors files name.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace retort::checkpoint {

enum class Dtype { F64, F32, F16, BF16, F8E4M3, F8E5M2, I64, I32, I16, I8, U64, U32, U16, U8, Bool };

// The name in a safetensors header: "F32", "BF16", "BOOL".
[[nodiscard]] std::string_view dtypeName(Dtype dtype);
// The name in config.json: "float32", "bfloat16".
[[nodiscard]] std::string_view torchDtypeName(Dtype dtype);
// Bytes of one element.
[[nodiscard]] std::int64_t itemSize(Dtype dtype);
// From a safetensors name; none for a type that Retort doesn't know (packed 4- and 6-bit types among them).
[[nodiscard]] std::optional<Dtype> dtypeFromName(std::string_view name);
// From a config.json name, with or without "torch.".
[[nodiscard]] std::optional<Dtype> dtypeFromTorchName(std::string_view name);
// Whether model weights of this type can be computed with: F32, F16 and BF16.
[[nodiscard]] bool isWeightDtype(Dtype dtype);

} // namespace retort::checkpoint
