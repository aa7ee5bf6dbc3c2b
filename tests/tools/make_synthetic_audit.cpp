// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// make_synthetic_audit FILE [PRIVATE SHARED HELD_OUT]: an audit file to look at without running one.
#include "tests/tools/synthetic_audit.h"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    if (argc != 2 && argc != 5) {
        std::fputs("usage: make_synthetic_audit FILE [PRIVATE SHARED HELD_OUT]\n", stderr);
        return 2;
    }
    retort::test::SyntheticSpec spec;
    if (argc == 5) {
        spec.privateRecords = std::strtoull(argv[2], nullptr, 10);
        spec.sharedRecords = std::strtoull(argv[3], nullptr, 10);
        spec.heldOutRecords = std::strtoull(argv[4], nullptr, 10);
    }
    if (const auto written = retort::test::writeSyntheticAudit(argv[1], spec); !written) {
        std::fprintf(stderr, "%s\n", written.error().message.c_str());
        return 1;
    }
    return 0;
}
