// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/navigation.h"

#include "ui/widgets/text_label.h"

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

constexpr int kPageRole = Qt::UserRole;
const QString kIndent = u"   "_s;

} // namespace

Navigation::Navigation(QWidget* parent) : QListWidget(parent) {
    setObjectName(u"navigation"_s);
    setAccessibleName(tr("Pages"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setFixedWidth(fontMetrics().averageCharWidth() * 26);
    connect(this, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item != nullptr && item->data(kPageRole).isValid())
            Q_EMIT pageSelected(static_cast<PageId>(item->data(kPageRole).toInt()));
    });
}

void Navigation::addHeading(const QString& text) {
    auto* item = new QListWidgetItem(kIndent + text, this);
    item->setData(Qt::AccessibleTextRole, text);
    item->setFlags(Qt::NoItemFlags);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    small.setBold(true);
    item->setFont(small);
    item->setSizeHint({0, fontMetrics().height() * 5 / 2});
    item->setTextAlignment(Qt::AlignLeft | Qt::AlignBottom);
}

void Navigation::addPage(PageId page, const QString& text) {
    auto* item = new QListWidgetItem(kIndent + text, this);
    item->setData(kPageRole, static_cast<int>(page));
    item->setData(Qt::AccessibleTextRole, text);
    item->setSizeHint({0, fontMetrics().height() * 2});
}

QListWidgetItem* Navigation::itemOf(PageId page) const {
    for (int row = 0; row < count(); ++row)
        if (const QVariant value = item(row)->data(kPageRole);
            value.isValid() && value.toInt() == static_cast<int>(page))
            return item(row);
    return nullptr;
}

void Navigation::select(PageId page) {
    setCurrentItem(itemOf(page));
}

} // namespace retort::ui
