// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One function per attack file; the registry in attack.cpp lists them.
#pragma once

#include "core/membership/attack.h"
#include "core/scores/token_statistics.h"

namespace retort::membership {

// k of Min-K% and its kin.
inline constexpr ParameterRule kPercentOfTokens{
    .name = "percent", .preset = scores::kMinKPercent, .least = 1, .most = 100};

// Mean over the variants of the attack's pass number `pass`; NaN if one of them has no score, or the pass was
// not made for the record.
[[nodiscard]] double variantMean(const RecordView& record, std::size_t pass);

[[nodiscard]] Attack lossAttack();
[[nodiscard]] Attack zlibAttack();
[[nodiscard]] Attack minKAttack();
[[nodiscard]] Attack minKPlusPlusAttack();
[[nodiscard]] Attack surpAttack();
[[nodiscard]] Attack slidingWindowAttack();
[[nodiscard]] Attack pacDistanceAttack();
[[nodiscard]] Attack dcPddAttack();
[[nodiscard]] Attack referenceAttack();
[[nodiscard]] Attack referenceRatioAttack();
[[nodiscard]] Attack wbcAttack();
[[nodiscard]] Attack rmiaAttack();
[[nodiscard]] Attack liraAttack();
[[nodiscard]] Attack minKCodeAttack();
[[nodiscard]] Attack minKPlusPlusCodeAttack();
[[nodiscard]] Attack lowercaseAttack();
[[nodiscard]] Attack recallAttack();
[[nodiscard]] Attack conRecallAttack();
[[nodiscard]] Attack neighboursAttack();
[[nodiscard]] Attack mopeAttack();

} // namespace retort::membership
