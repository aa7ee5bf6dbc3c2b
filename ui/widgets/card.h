// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A framed group of related facts, and the badge that names an outcome by sign, word and colour.
#pragma once

#include <QFrame>

class QVBoxLayout;

namespace retort::ui {

class Card : public QFrame {
    Q_OBJECT

public:
    explicit Card(const QString& objectName, QWidget* parent = nullptr);
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_body;
};

enum class Tone { Good, Bad, Unclear, Neutral };

class Badge : public QWidget {
    Q_OBJECT

public:
    Badge(Tone tone, const QString& text, const QString& objectName, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone;
    QString m_text;
};

// The sign that stands for a tone where colour is not seen.
[[nodiscard]] QChar toneSign(Tone tone);
[[nodiscard]] QColor toneColour(Tone tone, bool dark);

} // namespace retort::ui
