// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    retort::corpus::DataSource source;
    source.textRows = size % 3 == 0   ? retort::corpus::TextRows::Line
                      : size % 3 == 1 ? retort::corpus::TextRows::Paragraph
                                      : retort::corpus::TextRows::File;
    retort::fuzz::readAllRows(retort::corpus::FileKind::Text, source, data, size);
    return 0;
}
