// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define RETORT_LANES 4
#define RETORT_INSTRUCTION_SET InstructionSet::Portable
#define RETORT_KERNELS kKernelsPortable
#include "core/engine/cpu_kernels_body.inc"
