// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Labels that never take their text for markup, in the few styles the window uses.
#pragma once

#include <QLabel>

namespace retort::ui {

enum class TextStyle { Title, Heading, Body, Muted, Figure };

// Wraps, can be selected with mouse and keyboard. objectName: as for every widget, unique in its page.
[[nodiscard]] QLabel* makeLabel(const QString& text, TextStyle style, const QString& objectName);
// Colour for secondary text that keeps contrast in light and dark.
[[nodiscard]] QColor mutedColour(const QPalette& palette);

} // namespace retort::ui
