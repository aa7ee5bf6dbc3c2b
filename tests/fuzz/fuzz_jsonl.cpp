// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    retort::corpus::DataSource source;
    source.idField = "id";
    source.groupField = "g.x";
    source.subjectField = "who";
    source.idOptional = true;
    retort::fuzz::readAllRows(retort::corpus::FileKind::JsonLines, source, data, size);
    return 0;
}
