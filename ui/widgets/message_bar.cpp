// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include "ui/plots/scheme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

class Message : public QWidget {
public:
    Message(MessageKind kind, const QString& text) : m_kind(kind), m_text(text) {
        setObjectName(u"message"_s);
        auto* row = new QHBoxLayout(this);
        const int gap = fontMetrics().height() / 2;
        row->setContentsMargins(gap * 3, gap, gap, gap);
        auto* label = makeLabel(text, TextStyle::Body, u"messageLabel"_s);
        label->setAccessibleName(kind == MessageKind::Problem ? MessageBar::tr("Problem")
                                                              : MessageBar::tr("Message"));
        row->addWidget(label, 1);
        auto* copy = new QPushButton(MessageBar::tr("Copy"));
        copy->setObjectName(u"copyMessageButton"_s);
        copy->setAccessibleName(MessageBar::tr("Copy this message"));
        QObject::connect(copy, &QPushButton::clicked, this,
                         [text] { QApplication::clipboard()->setText(text); });
        row->addWidget(copy, 0, Qt::AlignTop);
        auto* close = new QPushButton(MessageBar::tr("Close"));
        close->setObjectName(u"closeMessageButton"_s);
        close->setAccessibleName(MessageBar::tr("Close this message"));
        QObject::connect(close, &QPushButton::clicked, this, &QObject::deleteLater);
        row->addWidget(close, 0, Qt::AlignTop);
    }

    [[nodiscard]] QString text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const bool dark = schemeFor(palette()).dark;
        const QColor colour = toneColour(m_kind == MessageKind::Problem ? Tone::Bad : Tone::Neutral, dark);
        QColor fill = colour;
        fill.setAlphaF(0.12F);
        painter.fillRect(rect(), fill);
        painter.fillRect(QRect(0, 0, fontMetrics().height() / 3, height()), colour);
    }

private:
    MessageKind m_kind;
    QString m_text;
};

} // namespace

MessageBar::MessageBar(QWidget* parent) : QWidget(parent), m_rows(new QVBoxLayout(this)) {
    setObjectName(u"messageBar"_s);
    setAccessibleName(tr("Messages"));
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(1);
}

void MessageBar::post(MessageKind kind, const QString& text) {
    if (!messages().contains(text))
        m_rows->addWidget(new Message(kind, text));
}

void MessageBar::clear() {
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

QStringList MessageBar::messages() const {
    QStringList texts;
    for (int i = 0; i < m_rows->count(); ++i)
        if (const auto* message = static_cast<const Message*>(m_rows->itemAt(i)->widget()))
            texts << message->text();
    return texts;
}

} // namespace retort::ui
