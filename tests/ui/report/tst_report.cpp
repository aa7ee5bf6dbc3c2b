// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The PDF of a synthetic audit, read back with poppler's tools.
#include "core/base/files.h"
#include "core/store/audit_file.h"
#include "tests/tools/synthetic_audit.h"
#include "ui/report/flow.h"
#include "ui/report/report_command.h"
#include "ui/report/write_report.h"

#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace retort;

namespace {

QByteArray output(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        qWarning("%s: %s %s", qPrintable(program), qPrintable(process.errorString()),
                 process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

std::string bytesOf(const QString& path) {
    const auto content = readFile(path.toStdString());
    return content ? *content : std::string();
}

QStringList entries(const QString& folder) {
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

} // namespace

class TestReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        m_audit = m_folder.filePath("audit.retort");
        m_pdf = m_folder.filePath("report.pdf");
        test::SyntheticSpec spec;
        spec.privateRecords = 300;
        spec.sharedRecords = 200;
        spec.heldOutRecords = 1200;
        auto findings = test::writeSyntheticAudit(m_audit.toStdString(), spec);
        QVERIFY2(findings.has_value(), findings ? "" : findings.error().message.c_str());
        m_findings = std::move(*findings);
        const Status written = ui::writeReport(m_audit.toStdString(), m_pdf.toStdString());
        QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
        m_text = QString::fromUtf8(output("pdftotext", {"-layout", m_pdf, "-"}));
        QVERIFY(!m_text.isEmpty());
    }

    void hasEverySectionAndItsPageInTheContents() {
        const QStringList pages = m_text.split(QChar::FormFeed);
        const QStringList titles = {"Verdict",
                                    "Subject of the audit",
                                    "Data, and who saw what",
                                    "Release context",
                                    "Scope: what was tested and what was not",
                                    "Methods and parameters",
                                    "Validity checks",
                                    "Extraction",
                                    "Membership",
                                    "Teacher, comparison model and student",
                                    "Limits and residual risk",
                                    "Provenance and verification",
                                    "Glossary"};
        for (qsizetype i = 0; i < titles.size(); ++i) {
            const QRegularExpression entry(QStringLiteral("^\\s*%1\\s+%2\\s+(\\d+)$")
                                               .arg(i + 1)
                                               .arg(QRegularExpression::escape(titles[i])),
                                           QRegularExpression::MultilineOption);
            const QRegularExpressionMatch match = entry.match(pages[0]);
            QVERIFY2(match.hasMatch(), qPrintable(titles[i]));
            const int page = match.captured(1).toInt();
            QVERIFY(page >= 2 && page < pages.size());
            const QRegularExpression title(
                QStringLiteral("^%1\\s+%2\\s*$").arg(i + 1).arg(QRegularExpression::escape(titles[i])),
                QRegularExpression::MultilineOption);
            QVERIFY2(title.match(pages[page - 1]).hasMatch(), qPrintable(titles[i]));
        }
    }

    void numbersItsPagesAndRepeatsTheSeal() {
        QStringList pages = m_text.split(QChar::FormFeed);
        pages.removeLast(); // after the last form feed
        const auto audit = store::AuditFile::openReadOnly(m_audit.toStdString());
        QVERIFY(audit.has_value());
        const QString seal = QString::fromStdString(audit->events().seal().value());
        QVERIFY(pages.size() > 8);
        for (qsizetype i = 0; i < pages.size(); ++i) {
            QVERIFY2(pages[i].contains(QStringLiteral("%1 of %2").arg(i + 1).arg(pages.size())),
                     qPrintable(pages[i]));
            if (i > 0) {
                QVERIFY(pages[i].contains("audit seal " + seal.left(16)));
                QVERIFY(pages[i].contains(QString::fromStdString(m_findings.audit.title)));
            }
        }
        QVERIFY(pages[0].contains(seal));
    }

    void printsTheFindingsNumbers() {
        QString text = QString::fromUtf8(output("pdftotext", {"-raw", m_pdf, "-"}));
        text.replace(QRegularExpression("\\s+"), " ");
        const QLocale english(QLocale::English, QLocale::UnitedKingdom);
        for (const audit::ExtractionFinding& finding : m_findings.extraction) {
            const QString cell = QStringLiteral("%1 of %2")
                                     .arg(english.toString(qulonglong(finding.memorized)),
                                          english.toString(qulonglong(finding.records)));
            QVERIFY2(text.contains(cell), qPrintable(cell));
        }
        for (const audit::MembershipFinding& finding : m_findings.membership) {
            const QString cell = QString::number(finding.evaluation.auc, 'f', 3);
            QVERIFY2(text.contains(cell), qPrintable(cell));
        }
        for (const audit::Verdict& verdict : m_findings.verdicts)
            QVERIFY2(text.contains(QString::fromStdString(verdict.sentence)), verdict.sentence.c_str());
    }

    void copiesSpacesAndLetters() {
        const QString raw = QString::fromUtf8(output("pdftotext", {"-raw", m_pdf, "-"}));
        QVERIFY(!raw.contains(QLatin1Char('\t')));
        QVERIFY(raw.contains("Personal details come first."));
        for (char16_t ligature = 0xFB00; ligature <= 0xFB06; ++ligature)
            QVERIFY(!raw.contains(QChar(ligature)));
        QVERIFY(raw.contains("confirmatory")); // holds "fi"
        QVERIFY(!raw.contains(QChar::ReplacementCharacter));
        QVERIFY(raw.contains(QStringLiteral("pdfdetach -saveall"))); // a hyphen, not a soft one
    }

    void embedsEveryFont() {
        const QStringList lines =
            QString::fromUtf8(output("pdffonts", {m_pdf})).split('\n', Qt::SkipEmptyParts);
        QVERIFY(lines.size() >= 4);
        for (const QString& line : lines.mid(2)) {
            QVERIFY2(line.contains("OpenSans"), qPrintable(line));
            const QRegularExpression flags("\\s(yes|no)\\s+(yes|no)\\s+(yes|no)\\s");
            const QRegularExpressionMatch match = flags.match(line);
            QVERIFY2(match.captured(1) == "yes" && match.captured(3) == "yes", qPrintable(line));
        }
    }

    void describesItself() {
        const QString info = QString::fromUtf8(output("pdfinfo", {m_pdf}));
        QVERIFY(
            info.contains(QRegularExpression("Title:\\s+" + QString::fromStdString(m_findings.audit.title))));
        QVERIFY(info.contains(QRegularExpression("Tagged:\\s+yes")));
        QVERIFY(info.contains("A4"));
        QVERIFY(info.contains(QRegularExpression("Metadata Stream:\\s+yes")));
        const QString structure = QString::fromUtf8(output("pdfinfo", {"-struct", m_pdf}));
        QVERIFY(structure.contains("H1"));
        QVERIFY(structure.contains("Table"));
        QVERIFY(structure.contains("Figure"));
    }

    void attachesTheFindings() {
        const auto audit = store::AuditFile::openReadOnly(m_audit.toStdString());
        const auto stored = audit->results().findings();
        const QString out = m_folder.filePath("attachment.json");
        output("pdfdetach", {"-savefile", "findings.json", "-o", out, m_pdf});
        QCOMPARE(QString::fromStdString(bytesOf(out)), QString::fromStdString((*stored)->json));
    }

    void givesTheSameBytesTwice() {
        const QString again = m_folder.filePath("again.pdf");
        QVERIFY(ui::writeReport(m_audit.toStdString(), again.toStdString()).has_value());
        QVERIFY2(bytesOf(again) == bytesOf(m_pdf), "two reports of one audit differ");
    }

    void refusesWithoutWriting_data() {
        QTest::addColumn<QString>("audit");
        QTest::addColumn<QString>("out");
        QTest::addColumn<QString>("says");
        QDir(m_folder.path()).mkpath("refusals");
        const QString folder = m_folder.filePath("refusals/");
        const QString unfinished = folder + "unfinished.retort";
        {
            auto audit = store::AuditFile::create(unfinished.toStdString(), {"[audit]\n", false});
            QVERIFY(audit.has_value());
            QVERIFY(audit->finish().has_value());
        }
        const QString text = folder + "letter.txt";
        QVERIFY(writeFile(text.toStdString(), "not a database").has_value());
        QTest::newRow("unfinished") << unfinished << folder + "r.pdf"
                                    << "not finished";
        QTest::newRow("no audit file") << text << folder + "r.pdf"
                                       << "letter.txt";
        QTest::newRow("missing") << folder + "nothing.retort" << folder + "r.pdf"
                                 << "nothing.retort";
        QTest::newRow("no such folder") << m_audit << folder + "absent/r.pdf"
                                        << "absent";
        QTest::newRow("itself") << m_audit << m_audit << "another name";
    }
    void refusesWithoutWriting() {
        QFETCH(QString, audit);
        QFETCH(QString, out);
        QFETCH(QString, says);
        const QStringList before = entries(m_folder.filePath("refusals"));
        const std::string content = bytesOf(m_audit);
        const Status written = ui::writeReport(audit.toStdString(), out.toStdString());
        QVERIFY(!written.has_value());
        QVERIFY2(QString::fromStdString(written.error().message).contains(says),
                 written.error().message.c_str());
        QCOMPARE(entries(m_folder.filePath("refusals")), before);
        QVERIFY(bytesOf(m_audit) == content);
    }

    void commandHasExitStatuses() {
        QCOMPARE(ui::runReportCommand({}), 2);
        QCOMPARE(ui::runReportCommand({m_audit}), 2);
        QCOMPARE(ui::runReportCommand({m_audit, "-o"}), 2);
        QCOMPARE(ui::runReportCommand({m_audit, "--unknown", "-o", "x.pdf"}), 2);
        QCOMPARE(ui::runReportCommand({"--help"}), 0);
        QCOMPARE(
            ui::runReportCommand({m_folder.filePath("nothing.retort"), "-o", m_folder.filePath("x.pdf")}), 1);
        QVERIFY(!QFile::exists(m_folder.filePath("x.pdf")));
        QCOMPARE(ui::runReportCommand({m_audit, "-o", m_folder.filePath("y.pdf")}), 0);
        QVERIFY(bytesOf(m_folder.filePath("y.pdf")) == bytesOf(m_pdf));
    }

    void keepsPiecesTogether() {
        std::vector<ui::Piece> pieces(5);
        for (ui::Piece& piece : pieces)
            piece.height = 30;
        pieces[2].keepWithNext = true; // would end the page alone
        const auto head = std::make_shared<ui::Piece>();
        head->height = 10;
        pieces[2].repeated = head;
        pieces[4].before = 5;
        pieces[4].newPage = true;
        const auto pages = ui::paginate(pieces, 100);
        QCOMPARE(pages.size(), std::size_t(3));
        QCOMPARE(pages[0].size(), std::size_t(2));
        QCOMPARE(pages[1].size(), std::size_t(3)); // the repeated head, and the two kept together
        QVERIFY(pages[1][0].piece == head.get());
        QCOMPARE(pages[1][1].top, 10.0);
        QCOMPARE(pages[1][2].top, 40.0);
        QCOMPARE(pages[2][0].top, 0.0);
    }

    void printsHostileTextAsItIs() {
        report::Document document;
        document.title = "Audit <b>\xE2\x80\xAE"
                         "evil</b>\nsecond line";
        document.sections.push_back({"title", "Control data", "", false, {}});
        report::Section section{"one", "One", "1", false, {}};
        report::Table table{"t", "Long", {{"A"}, {"B", true}}, {}, ""};
        for (int i = 0; i < 200; ++i)
            table.rows.push_back({std::string(i == 7 ? 20'000 : 5, 'x'), std::to_string(i)});
        section.blocks.emplace_back(table);
        section.blocks.emplace_back(
            report::Paragraph{std::string(60'000, 'y'), report::ParagraphStyle::Body});
        document.sections.push_back(section);
        const auto pdf = ui::renderReport(document, {}, "{}");
        QVERIFY2(pdf.has_value(), pdf ? "" : pdf.error().message.c_str());
        const QString path = m_folder.filePath("hostile.pdf");
        QVERIFY(writeFile(path.toStdString(), *pdf).has_value());
        const QString text = QString::fromUtf8(output("pdftotext", {"-layout", path, "-"}));
        QVERIFY(text.contains("<b>"));
        QVERIFY(!text.contains(QChar(0x202E)));
        // The head of the table stands on every page that the table reaches.
        const QStringList pages = text.split(QChar::FormFeed);
        int heads = 0;
        for (const QString& page : pages)
            heads +=
                page.contains(QRegularExpression("^\\s*A\\s+B\\s*$", QRegularExpression::MultilineOption))
                    ? 1
                    : 0;
        QVERIFY(heads >= 4);
    }

private:
    QTemporaryDir m_folder;
    QString m_audit;
    QString m_pdf;
    QString m_text;
    audit::Findings m_findings;
};

QTEST_MAIN(TestReport)
#include "tst_report.moc"
