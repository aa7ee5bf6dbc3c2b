// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/environment.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdlib>

#include <sched.h>
#include <unistd.h>

namespace retort::engine {

namespace {

constexpr const char* kMarker = "RETORT_ENGINE_ENVIRONMENT";

} // namespace

void ensureEngineEnvironment(char** argv) {
    if (std::getenv(kMarker) != nullptr)
        return;
    ::setenv(kMarker, "1", 1);
    ::setenv("MKL_CBWR", __builtin_cpu_supports("avx512f") ? "AVX512,STRICT" : "AVX2,STRICT", 0);
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
    // Blocks of logits and activations are asked for again and again: kept, and on large pages, they cost no
    // page faults. What a model leaves behind is given back when it goes.
    ::setenv("GLIBC_TUNABLES",
             "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:"
             "glibc.malloc.trim_threshold=4294967296:glibc.malloc.arena_max=1",
             0);
    // Where this fails, the program runs on with what it has: slower, not wrong.
    ::execv("/proc/self/exe", argv);
}

int usableThreads(int wanted) {
    cpu_set_t set;
    CPU_ZERO(&set);
    const int allowed = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return std::max(1, wanted > 0 ? wanted : allowed);
}

void initialiseEngine(int threads) {
    at::set_num_threads(usableThreads(threads));
}

} // namespace retort::engine
