// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/torch_file.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto tensors = retort::checkpoint::parseTorchFile(std::as_bytes(std::span(data, size)), nullptr);
    if (!tensors)
        return 0;
    // Every element can be reached.
    for (const retort::checkpoint::Tensor& tensor : *tensors) {
        std::vector<std::byte> bytes(static_cast<std::size_t>(tensor.byteCount()));
        retort::checkpoint::copyElements(tensor, 0, tensor.count(), bytes.data());
    }
    return 0;
}
