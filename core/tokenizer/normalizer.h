// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Normalizers of tokenizer.json. Implemented: NFC; "Sequence" is a list of them.
#pragma once

#include "core/tokenizer/segment.h"

namespace retort::tokenizer {

// Thread: const members from any number of threads at once.
class Normalizer {
public:
    Normalizer() = default;
    virtual ~Normalizer() = default;
    Normalizer(const Normalizer&) = delete;
    Normalizer& operator=(const Normalizer&) = delete;
    virtual void apply(Segment& segment) const = 0;
};

// Unicode normalisation form C (utf8proc, Unicode 15).
class NfcNormalizer : public Normalizer {
public:
    void apply(Segment& segment) const override;
};

} // namespace retort::tokenizer
