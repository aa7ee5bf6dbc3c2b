// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Messages above the pages that stay until they are closed, and can be copied.
#pragma once

#include <QString>
#include <QWidget>

class QVBoxLayout;

namespace retort::ui {

enum class MessageKind { Information, Problem };

class MessageBar : public QWidget {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    // Adds a message below the others; the same text is not shown twice.
    void post(MessageKind kind, const QString& text);
    void clear();
    [[nodiscard]] QStringList messages() const;

private:
    QVBoxLayout* m_rows;
};

} // namespace retort::ui
