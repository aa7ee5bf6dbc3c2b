// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/cpu_kernels.h"

namespace retort::engine {

// Each in its own file, compiled for its instruction set.
extern const CpuKernels kKernelsPortable;
#if defined(__x86_64__)
extern const CpuKernels kKernelsAvx2;
extern const CpuKernels kKernelsAvx512;
#endif

std::string_view instructionSetName(InstructionSet set) {
    switch (set) {
    case InstructionSet::Portable:
        return "portable";
    case InstructionSet::Avx2:
        return "avx2";
    case InstructionSet::Avx512:
        return "avx512";
    }
    return "unknown";
}

std::vector<InstructionSet> availableInstructionSets() {
    std::vector<InstructionSet> sets{InstructionSet::Portable};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        sets.push_back(InstructionSet::Avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        sets.push_back(InstructionSet::Avx512);
#endif
    return sets;
}

InstructionSet bestInstructionSet() {
    static const InstructionSet best = availableInstructionSets().back();
    return best;
}

const CpuKernels& cpuKernels(InstructionSet set) {
#if defined(__x86_64__)
    if (set == InstructionSet::Avx512)
        return kKernelsAvx512;
    if (set == InstructionSet::Avx2)
        return kKernelsAvx2;
#endif
    static_cast<void>(set);
    return kKernelsPortable;
}

std::size_t attentionScratch(std::size_t length, std::size_t headDim) {
    // Rounded up to the widest blocks of any instruction set: 64 keys, 16 dimensions, 4 query rows.
    const std::size_t keys = (length + 63) / 64 * 64;
    return keys * headDim + length * ((headDim + 15) / 16 * 16) + 4 * keys;
}

} // namespace retort::engine
