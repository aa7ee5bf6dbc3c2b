// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/venn_geometry.h"

#include <QtTest>

#include <cmath>
#include <numbers>

using namespace retort::ui;

namespace {

// Areas by counting the middles of small squares: independent of the arcs.
RegionAreas countedAreas(const std::array<Circle, 3>& circles) {
    constexpr int kSteps = 1500;
    double low = 1e9;
    double high = -1e9;
    for (const Circle& c : circles) {
        low = std::min({low, c.x - c.radius, c.y - c.radius});
        high = std::max({high, c.x + c.radius, c.y + c.radius});
    }
    const double step = (high - low) / kSteps;
    RegionAreas areas{};
    for (int i = 0; i < kSteps; ++i)
        for (int j = 0; j < kSteps; ++j) {
            std::size_t mask = 0;
            for (std::size_t k = 0; k < 3; ++k)
                if (std::hypot(low + (i + 0.5) * step - circles[k].x, low + (j + 0.5) * step - circles[k].y) <
                    circles[k].radius)
                    mask |= std::size_t{1} << k;
            areas[mask] += step * step;
        }
    areas[0] = 0;
    return areas;
}

} // namespace

class TestVennGeometry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areasEqualCountedOnes_data();
    void areasEqualCountedOnes();
    void lensEqualsTheClosedForm();
    void equalCirclesShareEverything();
    void twoSetsAreExact();
    void threeSetsFitBest_data();
    void threeSetsFitBest();
    void emptySetsHaveNoCircle();
    void anchorsLieInTheirRegion();
};

void TestVennGeometry::areasEqualCountedOnes_data() {
    QTest::addColumn<QList<double>>("measures"); // x, y, radius of each
    QTest::newRow("usual") << QList<double>{0, 0, 1, 1, 0, 0.8, 0.4, 0.9, 0.7};
    QTest::newRow("apart") << QList<double>{0, 0, 1, 3, 0, 0.8, 0, 3, 0.7};
    QTest::newRow("nested") << QList<double>{0, 0, 1, 0.1, 0, 0.6, 0.15, 0, 0.3};
    QTest::newRow("third covers the lens") << QList<double>{0, 0, 1, 1.5, 0, 1, 0.75, 0, 0.9};
    QTest::newRow("no common middle") << QList<double>{0, 0, 1, 1.8, 0, 1, 0.9, 1.55, 1};
}

void TestVennGeometry::areasEqualCountedOnes() {
    QFETCH(QList<double>, measures);
    std::array<Circle, 3> circles;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto at = static_cast<qsizetype>(3 * i);
        circles[i] = {measures[at], measures[at + 1], measures[at + 2]};
    }
    const RegionAreas exact = regionAreas(circles);
    const RegionAreas counted = countedAreas(circles);
    for (std::size_t mask = 1; mask < 8; ++mask)
        QVERIFY2(
            std::abs(exact[mask] - counted[mask]) < 0.004,
            qPrintable(QStringLiteral("region %1: %2 and %3").arg(mask).arg(exact[mask]).arg(counted[mask])));
}

void TestVennGeometry::lensEqualsTheClosedForm() {
    // Two unit circles one apart: 2 pi / 3 - sqrt(3) / 2.
    const std::array circles{Circle{0, 0, 1}, Circle{1, 0, 1}};
    QVERIFY(std::abs(intersectionArea(circles) - (2 * std::numbers::pi / 3 - std::sqrt(3.0) / 2)) < 1e-12);
}

void TestVennGeometry::equalCirclesShareEverything() {
    const std::array circles{Circle{0, 0, 1}, Circle{0, 0, 1}, Circle{0, 0, 1}};
    QVERIFY(std::abs(intersectionArea(circles) - std::numbers::pi) < 1e-12);
}

void TestVennGeometry::twoSetsAreExact() {
    const VennLayout layout = layoutVenn({0, 0, 12, 0, 2, 0, 7, 0});
    QVERIFY(layout.largestError < 1e-6);
    QCOMPARE(layout.circles[0].radius, 0.0);
    QVERIFY(std::abs(layout.drawnShare[6] - 7.0 / 21) < 1e-6);
    QVERIFY(layoutVenn({0, 100, 0, 0, 0, 40, 0, 0}).largestError < 1e-6); // contained
}

void TestVennGeometry::threeSetsFitBest_data() {
    QTest::addColumn<QList<int>>("counts");
    QTest::addColumn<double>("allowed");
    QTest::newRow("usual") << QList<int>{120, 30, 25, 60, 85, 20, 40} << 0.03;
    QTest::newRow("large and small") << QList<int>{412, 0, 3, 2, 9, 0, 14} << 0.005;
    QTest::newRow("nested") << QList<int>{0, 100, 0, 0, 0, 100, 100} << 0.005;
    QTest::newRow("disjoint") << QList<int>{10, 20, 0, 30, 0, 0, 0} << 0.005;
    QTest::newRow("equal") << QList<int>{0, 0, 0, 0, 0, 0, 50} << 0.005;
    QTest::newRow("one record") << QList<int>{9000, 0, 0, 1, 0, 1, 0} << 0.005;
    // Three pairs without a common part: no circles can do that, and the error says so.
    QTest::newRow("impossible") << QList<int>{0, 0, 50, 0, 50, 50, 0} << 0.4;
}

void TestVennGeometry::threeSetsFitBest() {
    QFETCH(QList<int>, counts);
    QFETCH(double, allowed);
    std::array<std::uint64_t, 8> all{};
    for (std::size_t mask = 1; mask < 8; ++mask)
        all[mask] = static_cast<std::uint64_t>(counts[static_cast<qsizetype>(mask) - 1]);
    const VennLayout layout = layoutVenn(all);
    QVERIFY2(layout.largestError <= allowed, qPrintable(QString::number(layout.largestError)));
    // The stated error is the drawing's own.
    const RegionAreas counted = countedAreas(layout.circles);
    double total = 0;
    for (const double area : counted)
        total += area;
    double worst = 0;
    for (std::size_t mask = 1; mask < 8; ++mask)
        worst = std::max(worst, std::abs(counted[mask] / total - layout.countedShare[mask]));
    QVERIFY2(std::abs(worst - layout.largestError) < 0.004, qPrintable(QString::number(worst)));
}

void TestVennGeometry::emptySetsHaveNoCircle() {
    const VennLayout none = layoutVenn({900, 0, 0, 0, 0, 0, 0, 0});
    for (const Circle& circle : none.circles)
        QCOMPARE(circle.radius, 0.0);
    const VennLayout one = layoutVenn({900, 0, 0, 0, 5, 0, 0, 0});
    QCOMPARE(one.circles[0].radius, 0.0);
    QVERIFY(one.circles[2].radius > 0);
    QVERIFY(one.largestError < 1e-9);
}

void TestVennGeometry::anchorsLieInTheirRegion() {
    const VennLayout layout = layoutVenn({0, 120, 30, 25, 60, 85, 20, 40});
    for (std::size_t mask = 1; mask < 8; ++mask) {
        QVERIFY(layout.anchors[mask]);
        std::size_t found = 0;
        for (std::size_t i = 0; i < 3; ++i)
            if (std::hypot(layout.anchors[mask]->x - layout.circles[i].x,
                           layout.anchors[mask]->y - layout.circles[i].y) < layout.circles[i].radius)
                found |= std::size_t{1} << i;
        QCOMPARE(found, mask);
        QVERIFY(layout.anchors[mask]->clearance > 0);
    }
}

QTEST_APPLESS_MAIN(TestVennGeometry)
#include "tst_venn_geometry.moc"
