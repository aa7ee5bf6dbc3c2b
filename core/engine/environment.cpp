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
