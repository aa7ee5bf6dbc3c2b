// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_widget.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QMenu>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

constexpr double kTextSize = 13;

QSizeF drawingSize(const PlotWidget& plot) {
    return {std::max(plot.width(), 480) * 1.0, std::max(plot.height(), 320) * 1.0};
}

QImage asImage(const PlotWidget& plot, double scale) {
    const QSizeF size = drawingSize(plot);
    QImage image((size * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.fill(lightScheme().background);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    plot.paintTo(painter, image.rect(), lightScheme(), kTextSize * scale);
    return image;
}

QByteArray asPng(const PlotWidget& plot) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    asImage(plot, 2).save(&buffer, "PNG");
    return bytes;
}

QByteArray asSvg(const PlotWidget& plot) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    const QSizeF size = drawingSize(plot);
    generator.setOutputDevice(&buffer);
    generator.setResolution(96);
    generator.setSize(size.toSize());
    generator.setViewBox(QRectF(QPointF(), size));
    generator.setTitle(plot.accessibleName());
    QPainter painter(&generator);
    plot.paintTo(painter, QRectF(QPointF(), size), lightScheme(), kTextSize);
    painter.end();
    return bytes;
}

QByteArray asPdf(const PlotWidget& plot) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    const QSizeF points = drawingSize(plot) * 0.75; // 96 pixels are 72 points
    writer.setPageSize(QPageSize(points, QPageSize::Point));
    writer.setPageMargins({});
    writer.setResolution(1200);
    writer.setTitle(plot.accessibleName());
    QPainter painter(&writer);
    plot.paintTo(painter, QRectF(0, 0, writer.width(), writer.height()), lightScheme(),
                 kTextSize * 1200 / 96);
    painter.end();
    return bytes;
}

} // namespace

PlotWidget::PlotWidget(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(320, 240);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PlotWidget::copyImage() {
    QApplication::clipboard()->setImage(asImage(*this, 2));
}

void PlotWidget::exportPlot() {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export plot"), m_exportName + u".png"_s,
                                     tr("Image (*.png);;Vector image (*.svg);;PDF (*.pdf);;Data (*.csv)"));
    if (path.isEmpty())
        return;
    if (const QString message = writePlot(*this, path); message.isEmpty())
        Q_EMIT exported(path);
    else
        Q_EMIT exportFailed(message);
}

void PlotWidget::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    menu.addAction(tr("&Copy image"), this, &PlotWidget::copyImage);
    menu.addAction(tr("&Export plot or its data…"), this, &PlotWidget::exportPlot);
    menu.exec(event->globalPos());
}

QString writePlot(const PlotWidget& plot, const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (suffix == "png"_L1)
        bytes = asPng(plot);
    else if (suffix == "svg"_L1)
        bytes = asSvg(plot);
    else if (suffix == "pdf"_L1)
        bytes = asPdf(plot);
    else if (suffix == "csv"_L1)
        bytes = plot.csv();
    else
        return PlotWidget::tr("%1 ends in none of .png, .svg, .pdf and .csv: choose one of them.").arg(path);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return PlotWidget::tr("%1 could not be written: %2.").arg(path, file.errorString());
    return {};
}

QByteArray csvCell(const QString& text) {
    QString cell = text;
    bool isNumber = false;
    cell.toDouble(&isNumber);
    if (!isNumber && !cell.isEmpty() && u"=+-@\t\r"_s.contains(cell.front()))
        cell.prepend(u'\'');
    if (cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r'))
        cell = u'"' + cell.replace(u'"', u"\"\""_s) + u'"';
    return cell.toUtf8();
}

} // namespace retort::ui
