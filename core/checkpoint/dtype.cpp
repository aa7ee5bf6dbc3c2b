// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/dtype.h"

#include <algorithm>
#include <array>

namespace retort::checkpoint {

namespace {

struct Row {
    Dtype dtype;
    std::string_view name;
    std::string_view torchName;
    std::int64_t size;
};

constexpr std::array kRows{
    Row{Dtype::F64, "F64", "float64", 8},
    Row{Dtype::F32, "F32", "float32", 4},
    Row{Dtype::F16, "F16", "float16", 2},
    Row{Dtype::BF16, "BF16", "bfloat16", 2},
    Row{Dtype::F8E4M3, "F8_E4M3", "float8_e4m3fn", 1},
    Row{Dtype::F8E5M2, "F8_E5M2", "float8_e5m2", 1},
    Row{Dtype::I64, "I64", "int64", 8},
    Row{Dtype::I32, "I32", "int32", 4},
    Row{Dtype::I16, "I16", "int16", 2},
    Row{Dtype::I8, "I8", "int8", 1},
    Row{Dtype::U64, "U64", "uint64", 8},
    Row{Dtype::U32, "U32", "uint32", 4},
    Row{Dtype::U16, "U16", "uint16", 2},
    Row{Dtype::U8, "U8", "uint8", 1},
    Row{Dtype::Bool, "BOOL", "bool", 1},
};

const Row& row(Dtype dtype) {
    return *std::find_if(kRows.begin(), kRows.end(), [dtype](const Row& r) { return r.dtype == dtype; });
}

} // namespace

std::string_view dtypeName(Dtype dtype) {
    return row(dtype).name;
}

std::string_view torchDtypeName(Dtype dtype) {
    return row(dtype).torchName;
}

std::int64_t itemSize(Dtype dtype) {
    return row(dtype).size;
}

std::optional<Dtype> dtypeFromName(std::string_view name) {
    const auto found =
        std::find_if(kRows.begin(), kRows.end(), [name](const Row& r) { return r.name == name; });
    return found == kRows.end() ? std::nullopt : std::optional(found->dtype);
}

std::optional<Dtype> dtypeFromTorchName(std::string_view name) {
    if (name.starts_with("torch."))
        name.remove_prefix(6);
    const auto found =
        std::find_if(kRows.begin(), kRows.end(), [name](const Row& r) { return r.torchName == name; });
    return found == kRows.end() ? std::nullopt : std::optional(found->dtype);
}

bool isWeightDtype(Dtype dtype) {
    return dtype == Dtype::F32 || dtype == Dtype::F16 || dtype == Dtype::BF16;
}

} // namespace retort::checkpoint
