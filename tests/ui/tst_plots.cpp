// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/roc_plot.h"
#include "ui/plots/scatter_layers.h"
#include "ui/plots/scatter_plot.h"
#include "ui/plots/venn_plot.h"

#include <QImage>
#include <QSignalSpy>
#include <QtTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace retort::ui;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

ScatterData cloud(std::size_t count) {
    ScatterData data;
    data.yLog = true;
    data.modelNames = defaultModelNames();
    for (std::size_t i = 0; i < count; ++i) {
        const double t = static_cast<double>(i % 1000) / 1000;
        data.x.push_back(t + 0.1 * std::sin(static_cast<double>(i)));
        data.y.push_back(1 + t * t + 0.2 * std::abs(std::cos(1.7 * static_cast<double>(i))));
        data.region.push_back(static_cast<std::uint8_t>(i % 100 == 0 ? 5 : 0));
    }
    return data;
}

VennData someOverlap() {
    return {.counts = {900, 120, 30, 25, 60, 85, 20, 40}, .names = defaultModelNames(), .title = {}};
}

RocSeries someCurve() {
    return {.name = QStringLiteral("Loss, AUC 0.7"),
            .members = 4,
            .nonmembers = 4,
            .truePositives = {0, 2, 3, 4},
            .falsePositives = {0, 0, 2, 4},
            .operatingPoints = {{0.25, 0.5, false}, {0.0, 0.25, true}}};
}

bool hasInk(const QImage& image) {
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2)
            if (image.pixelColor(x, y) != lightScheme().background)
                return true;
    return false;
}

} // namespace

class TestPlots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scatterNamesWhatItLeavesOut();
    void scatterDrawsAllUpToTheLimit();
    void scatterAddsUpAboveTheLimit();
    void zoomedInAllAreExact();
    void scatterCaptionIsHonest();
    void vennCaptionAdmitsTheError();
    void regionNamesAreDistinct();
    void exportsAreWritten_data();
    void exportsAreWritten();
    void csvHoldsTheData();
    void unknownSuffixIsRefused();
    void formulasAreHarmless();
    void clicksNameTheRegion();
};

void TestPlots::scatterNamesWhatItLeavesOut() {
    ScatterData data = cloud(10);
    data.x[0] = kNan;
    data.y[1] = std::numeric_limits<double>::infinity();
    data.y[2] = 0;
    const ScatterCounts counts = scatterCounts(data);
    QCOMPARE(counts.records, 10U);
    QCOMPARE(counts.notFinite, 2U);
    QCOMPARE(counts.notPositive, 1U);
    QCOMPARE(counts.plotted, 7U);
    QCOMPARE(counts.exact, 7U);
}

void TestPlots::scatterDrawsAllUpToTheLimit() {
    const ScatterData data = cloud(kDrawAllLimit);
    const ScatterLayers layers = layersOf(data, fullView(data));
    QCOMPARE(layers.exact.size(), kDrawAllLimit);
    QCOMPARE(layers.inDensity, 0U);
    QVERIFY(layers.density.empty());
}

void TestPlots::scatterAddsUpAboveTheLimit() {
    const ScatterData data = cloud(200'000);
    const ScatterLayers layers = layersOf(data, fullView(data));
    QCOMPARE(layers.exact.size() + layers.inDensity, data.x.size());
    QCOMPARE(std::accumulate(layers.density.begin(), layers.density.end(), std::size_t{0}), layers.inDensity);
    QVERIFY(layers.inDensity > 0);
    std::size_t memorized = 0;
    for (const std::size_t i : layers.exact)
        memorized += data.region[i] == 5 ? 1 : 0;
    QCOMPARE(memorized, 2000U); // what matters is never only a shade
}

void TestPlots::zoomedInAllAreExact() {
    const ScatterData data = cloud(200'000);
    ScatterView view = fullView(data);
    view.xHigh = view.xLow + (view.xHigh - view.xLow) * 0.05;
    const ScatterLayers layers = layersOf(data, view);
    QVERIFY(layers.exact.size() > 0 && layers.exact.size() <= kDrawAllLimit);
    QCOMPARE(layers.inDensity, 0U);
}

void TestPlots::scatterCaptionIsHonest() {
    ScatterData data = cloud(10);
    data.x[3] = kNan;
    const QString caption = scatterCaption(data);
    QVERIFY2(caption.contains(QStringLiteral("9 of 10")), qPrintable(caption));
    QVERIFY2(caption.contains(QStringLiteral("Left out: 1 without a finite value")), qPrintable(caption));
}

void TestPlots::vennCaptionAdmitsTheError() {
    VennData data = someOverlap();
    QVERIFY(vennCaption(data).contains(QStringLiteral("best fit")));
    data.counts = {4700, 0, 12, 0, 2, 0, 7, 0};
    QVERIFY(vennCaption(data).contains(QStringLiteral("in proportion")));
    data.counts = {0, 0, 0, 50, 0, 50, 50, 0};
    QVERIFY(vennCaption(data).contains(QStringLiteral("Read the counts")));
}

void TestPlots::regionNamesAreDistinct() {
    QSet<QString> names;
    QSet<int> markers;
    for (int mask = 0; mask < 8; ++mask) {
        names.insert(regionName(mask, defaultModelNames()));
        markers.insert(static_cast<int>(regionMarker(mask)));
    }
    QCOMPARE(names.size(), 8);
    QCOMPARE(markers.size(), 8);
}

void TestPlots::exportsAreWritten_data() {
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("png") << QStringLiteral("png") << QByteArray("\x89PNG");
    QTest::newRow("svg") << QStringLiteral("svg") << QByteArray("<?xml");
    QTest::newRow("pdf") << QStringLiteral("pdf") << QByteArray("%PDF");
    QTest::newRow("csv") << QStringLiteral("csv") << QByteArray();
}

void TestPlots::exportsAreWritten() {
    QFETCH(QString, suffix);
    QFETCH(QByteArray, start);
    VennPlot venn;
    venn.setData(someOverlap());
    RocPlot roc;
    roc.setSeries({someCurve()});
    roc.setAxes(RocAxes::LogLog);
    ScatterPlot scatter;
    scatter.setData(cloud(500));
    QTemporaryDir folder;
    for (const PlotWidget* plot : std::initializer_list<const PlotWidget*>{&venn, &roc, &scatter}) {
        const QString path = folder.filePath(plot->exportName() + QLatin1Char('.') + suffix);
        QCOMPARE(writePlot(*plot, path), QString());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.startsWith(start) && bytes.size() > 60);
        if (suffix == QStringLiteral("png"))
            QVERIFY(hasInk(QImage(path)));
    }
}

void TestPlots::csvHoldsTheData() {
    VennPlot venn;
    venn.setData(someOverlap());
    QVERIFY(venn.csv().contains("Teacher and student,1,0,1,85\n"));
    RocPlot roc;
    roc.setSeries({someCurve()});
    QVERIFY(roc.csv().contains("\"Loss, AUC 0.7\",2,4,3,4\n"));
}

void TestPlots::unknownSuffixIsRefused() {
    VennPlot venn;
    QVERIFY(writePlot(venn, QStringLiteral("/nowhere/x.bmp")).contains(QStringLiteral(".png")));
    QVERIFY(writePlot(venn, QStringLiteral("/nowhere/at/all/x.csv"))
                .contains(QStringLiteral("could not be written")));
}

void TestPlots::formulasAreHarmless() {
    QCOMPARE(csvCell(QStringLiteral("=1+1")), QByteArray("'=1+1"));
    QCOMPARE(csvCell(QStringLiteral("-1.5")), QByteArray("-1.5"));
    QCOMPARE(csvCell(QStringLiteral("a\"b,c")), QByteArray("\"a\"\"b,c\""));
}

void TestPlots::clicksNameTheRegion() {
    VennPlot venn;
    venn.resize(800, 500);
    venn.setData({.counts = {10, 0, 0, 0, 0, 0, 0, 30}, .names = defaultModelNames(), .title = {}});
    QSignalSpy clicked(&venn, &VennPlot::regionActivated);
    QTest::mouseClick(&venn, Qt::LeftButton, {}, QPoint(250, 250));
    QCOMPARE(clicked.count(), 1);
    QCOMPARE(clicked[0][0].toInt(), 7);
}

QTEST_MAIN(TestPlots)
#include "tst_plots.moc"
