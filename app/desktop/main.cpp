// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// retort: the window. `retort report` typesets the PDF without one.
#include "ui/run/engine_process.h"
#include "ui/window/main_window.h"
#include "ui/window/screenshots.h"
#ifdef RETORT_WITH_REPORT
#include "ui/report/report_command.h"
#endif

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QHashSeed>
#include <QIcon>
#include <QLocale>

#include <cstdio>
#include <string_view>

using namespace Qt::Literals::StringLiterals;

namespace {

bool hasDisplay() {
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

// Numbers and dates in a language that exists: the C locale would print them without any grouping.
void setLocale() {
    if (QLocale::system().language() == QLocale::C)
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

QString findDemoAudit() {
    const QDir here(QCoreApplication::applicationDirPath());
    for (const QString& place :
         {u"../../demo/demo.retort"_s, u"../demo/demo.retort"_s, u"../share/retort/demo/demo.retort"_s})
        if (QFileInfo::exists(here.filePath(place)))
            return QFileInfo(here.filePath(place)).canonicalFilePath();
    return {};
}

int fail(const QString& message) {
    std::fprintf(stderr, "retort: %s\n", qUtf8Printable(message));
    return 1;
}

int runWindow(QApplication& app) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate(
        "main",
        "Shows audits of distilled language models.\n\nretort report AUDIT -o FILE.pdf writes the report as "
        "PDF, without a display."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    QCommandLineOption screenshots(
        u"screenshots"_s, u"Writes a picture of every page into the folder and quits."_s, u"folder"_s);
    screenshots.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(screenshots);
    parser.addPositionalArgument(
        u"audit"_s, QCoreApplication::translate("main", "The audit file to open (.retort)."), u"[audit]"_s);
    if (!parser.parse(app.arguments()) || parser.positionalArguments().size() > 1) {
        const QString why = parser.errorText().isEmpty() ? u"one audit file at most"_s : parser.errorText();
        std::fprintf(stderr, "retort: %s\nSee retort --help.\n", qUtf8Printable(why));
        return 2;
    }
    if (parser.isSet(version))
        parser.showVersion();
    if (parser.isSet(help))
        parser.showHelp();

    retort::ui::WindowOptions options;
    options.engine = retort::ui::findEngine();
    options.demoAudit = findDemoAudit();
    const QString folder = parser.value(screenshots);
    if (!folder.isEmpty())
        options.settingsFile = QDir(folder).filePath(u"screenshots.ini"_s);
    retort::ui::MainWindow window(options);
    const QString audit = parser.positionalArguments().value(0);
    if (!folder.isEmpty()) {
        if (audit.isEmpty())
            return fail(u"--screenshots needs an audit file"_s);
        QString problem;
        retort::ui::Screenshots shots(window, audit, folder);
        QObject::connect(&shots, &retort::ui::Screenshots::finished, &app, [&](const QString& text) {
            problem = text;
            QCoreApplication::exit(text.isEmpty() ? 0 : 1);
        });
        QMetaObject::invokeMethod(&shots, &retort::ui::Screenshots::start, Qt::QueuedConnection);
        const int status = app.exec();
        return problem.isEmpty() ? status : fail(problem);
    }
    window.show();
    if (!audit.isEmpty())
        window.openAudit(audit);
    return app.exec();
}

} // namespace

int main(int argc, char** argv) {
    const bool wantsReport = argc > 1 && std::string_view(argv[1]) == "report";
    if (wantsReport) {
        // The same audit gives the same bytes.
        QHashSeed::setDeterministicGlobalSeed();
        qputenv("QT_QPA_PLATFORM", "offscreen");
    } else if (!hasDisplay()) {
        bool needsDisplay = true;
        for (int i = 1; i < argc; ++i) {
            const std::string_view argument(argv[i]);
            needsDisplay = needsDisplay && argument != "--help" && argument != "-h" &&
                           argument != "--version" && argument != "-v" &&
                           !argument.starts_with("--screenshots");
        }
        if (needsDisplay) {
            std::fputs("retort: there is no display (DISPLAY and WAYLAND_DISPLAY are not set). `retort "
                       "report AUDIT -o "
                       "FILE.pdf` and retort-cli work without one.\n",
                       stderr);
            return 1;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(u"Retort"_s);
    QCoreApplication::setApplicationName(u"retort"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(RETORT_VERSION));
    QGuiApplication::setDesktopFileName(u"org.retort_audit.Retort"_s);
    QGuiApplication::setWindowIcon(QIcon(u":/icons/retort.svg"_s));
    setLocale();
    if (!wantsReport)
        return runWindow(app);
#ifdef RETORT_WITH_REPORT
    return retort::ui::runReportCommand(app.arguments().mid(2));
#else
    return fail(u"this build has no report"_s);
#endif
}
