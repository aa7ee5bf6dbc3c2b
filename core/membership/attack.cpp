// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/attack.h"

#include "core/membership/builtin_attacks.h"

#include <algorithm>
#include <array>

namespace retort::membership {

std::string_view accessName(Access access) {
    switch (access) {
    case Access::Text:
        return "text";
    case Access::Probabilities:
        return "probabilities";
    case Access::Weights:
        break;
    }
    return "weights";
}

bool Attack::needs(Pass pass) const {
    return std::ranges::find(passes, pass) != passes.end();
}

std::span<const Attack> attacks() {
    static const std::array kAttacks{lossAttack(), zlibAttack(), minKAttack(), minKPlusPlusAttack(),
                                     referenceAttack()};
    return kAttacks;
}

const Attack* findAttack(std::string_view name) {
    const auto found = std::ranges::find(attacks(), name, &Attack::name);
    return found == attacks().end() ? nullptr : &*found;
}

} // namespace retort::membership
