// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define RETORT_LANES 8
#define RETORT_INSTRUCTION_SET InstructionSet::Avx2
#define RETORT_KERNELS kKernelsAvx2
#include "core/engine/cpu_kernels_body.inc"
