// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    retort::corpus::DataSource source;
    if (size % 2 == 0)
        source.rowTokens = 3;
    else
        source.endToken = 0;
    retort::fuzz::readAllRows(retort::corpus::FileKind::Npy, source, data, size);
    return 0;
}
