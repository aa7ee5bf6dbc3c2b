// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What has to be settled before the first tensor. No LibTorch in this header.
#pragma once

namespace retort::engine {

// Libraries read these when they start, so the program executes itself once with them set (what the user has
// set stays): MKL_CBWR, which makes products of matrices repeatable, OMP_WAIT_POLICY=passive, without which
// waiting threads slow down a busy machine, and GLIBC_TUNABLES, with which large blocks are kept for reuse.
// First thing in main(); returns in the process that has them.
void ensureEngineEnvironment(char** argv);

// The number of threads for `wanted` (0: one for each core this process may use).
[[nodiscard]] int usableThreads(int wanted);

// Sets LibTorch's own thread count, which training uses; once, early, on the main thread.
void initialiseEngine(int threads);

} // namespace retort::engine
