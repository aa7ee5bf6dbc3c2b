// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/figures.h"

#include "core/audit/derive.h"
#include "ui/plots/roc_plot.h"
#include "ui/plots/scatter_plot.h"
#include "ui/plots/venn_plot.h"

#include <QPainter>
#include <QRectF>

#include <cmath>
#include <memory>
#include <optional>

namespace retort::ui {
namespace {

using Prepared = Result<std::optional<PreparedFigure>>;

Prepared prepare(const report::VennFigure& figure, const store::AuditFile&) {
    VennData data;
    // By mask: teacher 1, baseline 2, student 4.
    data.counts = {figure.none,    figure.teacher,        figure.baseline,        figure.teacherBaseline,
                   figure.student, figure.teacherStudent, figure.baselineStudent, figure.all};
    data.names = defaultModelNames();
    PreparedFigure prepared;
    prepared.heightMm = 66;
    prepared.paint = [data](QPainter& painter, const QRectF& target, double textSize) {
        paintVenn(painter, target, data, lightScheme(), textSize);
    };
    return prepared;
}

Prepared prepare(const report::RocFigure& figure, const store::AuditFile& audit) {
    std::vector<RocSeries> series;
    for (const report::RocSeries& wanted : figure.series) {
        RETORT_TRY(const auto curve, audit.results().curve(wanted.curve));
        if (!curve)
            continue;
        RocSeries drawn;
        drawn.name = QString::fromStdString(wanted.label);
        drawn.members = wanted.members;
        drawn.nonmembers = wanted.nonmembers;
        drawn.truePositives.assign(curve->truePositives.begin(), curve->truePositives.end());
        drawn.falsePositives.assign(curve->falsePositives.begin(), curve->falsePositives.end());
        series.push_back(std::move(drawn));
    }
    if (series.empty())
        return std::optional<PreparedFigure>();
    PreparedFigure prepared;
    prepared.heightMm = 76;
    prepared.paint = [series](QPainter& painter, const QRectF& target, double textSize) {
        const double gap = target.width() * 0.03;
        const QSizeF panel((target.width() - gap) / 2, target.height());
        paintRoc(painter, QRectF(target.topLeft(), panel), series, RocAxes::Linear, lightScheme(), textSize);
        paintRoc(painter, QRectF(target.topLeft() + QPointF(panel.width() + gap, 0), panel), series,
                 RocAxes::LogLog, lightScheme(), textSize);
    };
    return prepared;
}

Prepared prepare(const report::ScatterFigure& figure, const store::AuditFile& audit) {
    const store::Results results = audit.results();
    RETORT_TRY(auto entropy, results.column(figure.data, figure.model, "entropy"));
    RETORT_TRY(auto perplexity, results.column(figure.data, figure.model, "perplexity"));
    RETORT_TRY(const auto region, results.column(figure.data, "", audit::kRegion));
    if (!entropy || !perplexity || entropy->size() != perplexity->size())
        return std::optional<PreparedFigure>();
    auto data = std::make_shared<ScatterData>();
    data->x = std::move(*entropy);
    data->y = std::move(*perplexity);
    data->region.assign(data->x.size(), kNoRegion);
    if (region && region->size() == data->x.size()) {
        data->modelNames = defaultModelNames();
        for (std::size_t i = 0; i < region->size(); ++i) {
            const double mask = (*region)[i];
            if (mask >= 0 && mask <= 7)
                data->region[i] = static_cast<std::uint8_t>(mask);
        }
    }
    data->xTitle = QStringLiteral("Mean entropy (nats)");
    data->yTitle = QStringLiteral("Perplexity");
    data->yLog = true;
    PreparedFigure prepared;
    prepared.heightMm = 92;
    prepared.note = scatterCaption(*data);
    prepared.paint = [data](QPainter& painter, const QRectF& target, double textSize) {
        paintScatter(painter, target, *data, lightScheme(), textSize);
    };
    return prepared;
}

} // namespace

Result<PreparedFigures> prepareFigures(const report::Document& document, const store::AuditFile& audit) {
    PreparedFigures figures;
    for (const report::Section& section : document.sections) {
        for (const report::Block& block : section.blocks) {
            const auto* figure = std::get_if<report::Figure>(&block);
            if (!figure)
                continue;
            RETORT_TRY(auto prepared,
                       std::visit([&audit](const auto& content) { return prepare(content, audit); },
                                  figure->content));
            if (prepared)
                figures.emplace(figure->id, std::move(*prepared));
        }
    }
    return figures;
}

} // namespace retort::ui
