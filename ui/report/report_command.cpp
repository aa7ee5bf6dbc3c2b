// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_command.h"

#include "ui/report/write_report.h"

#include <QApplication>
#include <QHashSeed>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace retort::ui {
namespace {

constexpr const char* kUsage = "usage: retort report AUDIT -o FILE.pdf\n"
                               "Writes the PDF report of a finished audit. Works without a display.\n";

struct ReportArguments {
    std::string audit;
    std::string out;
    bool help = false;
    std::string problem; // empty: the arguments are good
};

ReportArguments parse(const QStringList& arguments) {
    ReportArguments parsed;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString& argument = arguments[i];
        if (argument == QLatin1String("-h") || argument == QLatin1String("--help")) {
            parsed.help = true;
            return parsed;
        }
        if (argument == QLatin1String("-o") || argument == QLatin1String("--output")) {
            if (++i == arguments.size())
                parsed.problem = "-o needs a file name";
            else
                parsed.out = arguments[i].toStdString();
        } else if (argument.startsWith(QLatin1Char('-')) && argument.size() > 1) {
            parsed.problem = "unknown option " + argument.toStdString();
        } else if (parsed.audit.empty()) {
            parsed.audit = argument.toStdString();
        } else {
            parsed.problem = "unexpected argument " + argument.toStdString();
        }
    }
    if (parsed.problem.empty() && parsed.audit.empty())
        parsed.problem = "the audit file is missing";
    if (parsed.problem.empty() && parsed.out.empty())
        parsed.problem = "-o FILE.pdf is missing";
    return parsed;
}

} // namespace

int runReportCommand(const QStringList& arguments) {
    const ReportArguments parsed = parse(arguments);
    if (parsed.help) {
        std::fputs(kUsage, stdout);
        return 0;
    }
    if (!parsed.problem.empty()) {
        std::fprintf(stderr, "retort report: %s\n%s", parsed.problem.c_str(), kUsage);
        return exitStatus(ErrorCode::Usage);
    }
    QHashSeed::setDeterministicGlobalSeed();
    std::unique_ptr<QApplication> application;
    std::string program = "retort";
    char* names[] = {program.data(), nullptr};
    int count = 1;
    if (!QCoreApplication::instance()) {
        if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY") &&
            qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        application = std::make_unique<QApplication>(count, names);
    }
    if (const Status written = writeReport(parsed.audit, parsed.out); !written) {
        std::fprintf(stderr, "retort report: %s\n", written.error().message.c_str());
        return exitStatus(written.error().code);
    }
    return 0;
}

} // namespace retort::ui
