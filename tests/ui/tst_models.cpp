// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/synthetic_audit.h"
#include "ui/models/audit_session.h"
#include "ui/models/plot_data.h"
#include "ui/models/records_model.h"
#include "ui/models/value_table.h"
#include "ui/models/words.h"
#include "ui/run/progress_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

#include <limits>

using namespace retort;
using namespace retort::ui;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::shared_ptr<const DataTable> smallTable() {
    auto table = std::make_shared<DataTable>();
    table->name = "private";
    const std::array ids{"b", "a", "D", "c"};
    for (std::size_t i = 0; i < ids.size(); ++i) {
        store::Record record;
        record.ordinal = record.cluster = i;
        record.id = ids[i];
        record.group = i % 2 == 0 ? "letter" : "note";
        record.repeats = static_cast<std::uint32_t>(i + 1);
        table->records.push_back(record);
    }
    table->columns[{"student", "loss"}] = {2, 1, kNan, 3};
    table->columns[{"student", "memorized"}] = {1, 0, kNan, 1};
    table->columns[{"", "region"}] = {5, 0, kNan, 7};
    return table;
}

QStringList idsOf(const RecordsModel& model) {
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids << model.index(row, 0).data().toString();
    return ids;
}

int columnNamed(const QAbstractItemModel& model, const QString& header) {
    for (int column = 0; column < model.columnCount(); ++column)
        if (model.headerData(column, Qt::Horizontal).toString() == header)
            return column;
    return -1;
}

} // namespace

class TestModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void recordsSortAndFilter();
    void recordsSortNumbersWithAbsentLast();
    void staleOrdersAreDropped();
    void valuesSortByTheirNumbers();
    void progressFollowsTheEvents();
    void sessionLoadsAnAudit();
    void brokenFilesAreRefused_data();
    void brokenFilesAreRefused();
    void plotDataAgreesWithTheFindings();
    void wordsAreSafe();

private:
    QTemporaryDir m_folder;
    QString m_audit;
    audit::Findings m_findings;
};

void TestModels::initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    m_audit = m_folder.filePath(QStringLiteral("small.retort"));
    auto written = test::writeSyntheticAudit(
        m_audit.toStdString(),
        {.privateRecords = 200, .sharedRecords = 100, .heldOutRecords = 300, .seed = 3});
    QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
    m_findings = *written;
}

void TestModels::recordsSortAndFilter() {
    RecordsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy ordered(&model, &RecordsModel::orderChanged);
    model.setTable(smallTable(), "student");
    QTRY_COMPARE(idsOf(model), QStringList({"b", "a", "D", "c"}));
    model.sort(0, Qt::AscendingOrder);
    QTRY_COMPARE(idsOf(model), QStringList({"D", "a", "b", "c"}));
    model.setFilter("NOTE", std::nullopt, std::nullopt);
    QTRY_COMPARE(idsOf(model), QStringList({"a", "c"}));
    model.setFilter("", 5, std::nullopt);
    QTRY_COMPARE(idsOf(model), QStringList({"b"}));
    model.setFilter("", kUntestedRegion, std::nullopt);
    QTRY_COMPARE(idsOf(model), QStringList({"D"}));
    model.setFilter("", std::nullopt, true);
    QTRY_COMPARE(idsOf(model), QStringList({"b", "c"}));
    QCOMPARE(model.rowOf(3), 1);
    QCOMPARE(model.rowOf(1), -1);
    QCOMPARE(model.totalRecords(), 4U);
    model.setTable(nullptr, {});
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::recordsSortNumbersWithAbsentLast() {
    RecordsModel model;
    model.setTable(smallTable(), "student");
    const int loss = columnNamed(model, QStringLiteral("Loss (nats)"));
    QVERIFY(loss > 0);
    model.sort(loss, Qt::AscendingOrder);
    QTRY_COMPARE(idsOf(model), QStringList({"a", "b", "c", "D"}));
    model.sort(loss, Qt::DescendingOrder);
    QTRY_COMPARE(idsOf(model), QStringList({"c", "b", "a", "D"}));
    QCOMPARE(model.index(3, loss).data().toString(), QString());
}

void TestModels::staleOrdersAreDropped() {
    RecordsModel model;
    QSignalSpy ordered(&model, &RecordsModel::orderChanged);
    model.setTable(smallTable(), "student");
    for (int i = 0; i < 20; ++i)
        model.sort(0, i % 2 == 0 ? Qt::DescendingOrder : Qt::AscendingOrder);
    QTRY_COMPARE(idsOf(model), QStringList({"D", "a", "b", "c"}));
    QCOMPARE(ordered.count(), 1);
}

void TestModels::valuesSortByTheirNumbers() {
    ValueTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTable(
        {{QStringLiteral("Repeats"), {}, true}},
        {{{QStringLiteral("64"), 64.0}}, {{QStringLiteral("refused"), kNan}}, {{QStringLiteral("4"), 4.0}}});
    const auto texts = [&] {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row, 0).data().toString();
        return all;
    };
    model.sort(0, Qt::AscendingOrder);
    QCOMPARE(texts(), QStringList({"4", "64", "refused"}));
    model.sort(0, Qt::DescendingOrder);
    QCOMPARE(texts(), QStringList({"64", "4", "refused"}));
    model.sort(-1, Qt::AscendingOrder); // as it was given
    QCOMPARE(texts(), QStringList({"64", "refused", "4"}));
}

void TestModels::progressFollowsTheEvents() {
    ProgressModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.update({.job = "score teacher private",
                  .done = 5,
                  .total = 10,
                  .unit = "records",
                  .perSecond = 2.5,
                  .secondsLeft = 130});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, ProgressModel::StateColumn).data().toString(), QStringLiteral("Running"));
    QCOMPARE(model.index(0, ProgressModel::LeftColumn).data().toString(), QStringLiteral("2 min 10 s"));
    QCOMPARE(model.index(0, 0).data(ProgressModel::kShareRole).toDouble(), 0.5);
    model.update(
        {.job = "derive", .done = 1, .total = 0, .unit = "sets", .perSecond = {}, .secondsLeft = {}});
    QCOMPARE(model.index(0, ProgressModel::StateColumn).data().toString(), QStringLiteral("Done"));
    model.end(jobs::JobState::Cancelled);
    QCOMPARE(model.index(1, ProgressModel::StateColumn).data().toString(), QStringLiteral("Cancelled"));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::sessionLoadsAnAudit() {
    AuditSession session;
    QSignalSpy changed(&session, &AuditSession::auditChanged);
    QSignalSpy loaded(&session, &AuditSession::tableLoaded);
    session.open(m_audit);
    QTRY_COMPARE(changed.count(), 1);
    QVERIFY(session.summary()->hasFindings);
    QCOMPARE(session.summary()->findings.verdicts.size(), m_findings.verdicts.size());
    QVERIFY(!session.table("private"));
    QTRY_COMPARE(loaded.count(), 1);
    const auto table = session.table("private");
    QVERIFY(table);
    QCOMPARE(table->records.size(), 200U);
    QVERIFY(table->column("student", "loss") != nullptr);
    session.close();
    QVERIFY(!session.summary());
    QCOMPARE(changed.count(), 2);
}

void TestModels::brokenFilesAreRefused_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("missing") << QByteArray();
    QTest::newRow("not an audit") << QByteArray(
        "hello, I am a text file that is long enough to be looked at");
    QTest::newRow("another database") << QByteArray("SQLite format 3\0garbage", 23).repeated(40);
}

void TestModels::brokenFilesAreRefused() {
    QFETCH(QByteArray, content);
    const QString path = m_folder.filePath(QStringLiteral("broken.retort"));
    QFile::remove(path);
    if (!content.isEmpty()) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    AuditSession session;
    QSignalSpy failed(&session, &AuditSession::failed);
    session.open(path);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY2(failed[0][0].toString().contains(QStringLiteral("broken.retort")),
             qPrintable(failed[0][0].toString()));
    QVERIFY(!session.summary());
}

void TestModels::plotDataAgreesWithTheFindings() {
    const audit::OverlapFinding& overlap = m_findings.overlap.front();
    const VennData venn = vennDataOf(overlap);
    std::uint64_t sum = 0;
    for (const std::uint64_t count : venn.counts)
        sum += count;
    QCOMPARE(sum, overlap.records);
    QCOMPARE(venn.counts[5], overlap.inherited);
    const auto attacks = attacksOf(m_findings.membership, "student", "shared");
    QCOMPARE(attacks.size(), 5U);
    const auto curves = loadCurves(m_audit, "student", "shared", attacks);
    QVERIFY(curves.has_value());
    const auto series = rocSeriesOf(m_findings.membership, "student", "shared", *curves);
    QCOMPARE(series.size(), 5U);
    QCOMPARE(series[0].truePositives.back(), series[0].members);
    QCOMPARE(series[0].falsePositives.back(), series[0].nonmembers);
    const auto table = loadDataTable(m_audit, "private");
    QVERIFY(table.has_value());
    const ScatterData scatter = scatterDataOf(**table, "student", "suffix_entropy", "suffix_perplexity", 50);
    const ScatterCounts counts = scatterCounts(scatter);
    QCOMPARE(counts.records, 200U);
    QCOMPARE(counts.plotted, overlap.records);
}

void TestModels::wordsAreSafe() {
    QCOMPARE(plainText("a\u202eb\n"), QStringLiteral("a\\u202eb\\u000a"));
    QCOMPARE(percentText(0.1234), QStringLiteral("12.3 %"));
    QCOMPARE(percentText(0), QStringLiteral("0 %"));
    QCOMPARE(pValueText(0.00001), QStringLiteral("below 0.0001"));
    QCOMPARE(intervalText(1.5, std::nullopt, 2), QStringLiteral("1.50 or more"));
    QCOMPARE(countText(1234567), QStringLiteral("1,234,567"));
}

QTEST_MAIN(TestModels)
#include "tst_models.moc"
