// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Light and dark palettes for the Fusion style.
#pragma once

#include "ui/window/settings.h"

#include <QPalette>

namespace retort::ui {

[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();
// Fusion in the wanted appearance; System follows the platform's own palette as it was at the start.
void applyAppearance(Appearance appearance);

} // namespace retort::ui
