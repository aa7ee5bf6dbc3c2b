// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// No program of Retort opens an internet socket: each runs under a seccomp filter that kills it at
// socket(AF_INET) and socket(AF_INET6), and ends as usual.
#include "tests/app/program.h"

#include <QCoreApplication>
#include <QtTest/QTest>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

using retort::test::Outcome;
using retort::test::writeText;

namespace {

constexpr const char* kOpenSocket = "--open-socket";

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

// Called between fork and exec, so only with system calls.
void forbidInternet() {
    constexpr auto number = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
    constexpr auto architecture = static_cast<std::uint32_t>(offsetof(seccomp_data, arch));
    constexpr auto family = static_cast<std::uint32_t>(offsetof(seccomp_data, args));
    std::array<sock_filter, 9> code = {{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, architecture),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 0, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, family),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog filter{static_cast<unsigned short>(code.size()), code.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
        ::_exit(99);
}

Outcome runConfined(const QString& file, const QStringList& arguments) {
    QProcess process;
    process.setChildProcessModifier(forbidInternet);
    process.start(file, arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(), QString::fromUtf8(process.readAllStandardError())};
    return {process.exitCode(), process.readAllStandardOutput(),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

class TestNoNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filterKillsWhoOpensASocket();
    void programsEndAsUsual();

private:
    QTemporaryDir m_folder;
};

void TestNoNetwork::filterKillsWhoOpensASocket() {
    const Outcome outcome =
        runConfined(QCoreApplication::applicationFilePath(), {QString::fromLatin1(kOpenSocket)});
    if (outcome.status == 99)
        QSKIP("this system takes no seccomp filter");
    QCOMPARE(outcome.status, -1);
}

void TestNoNetwork::programsEndAsUsual() {
    const QDir folder(m_folder.path());
    const auto path = [&](const char* name) { return m_folder.filePath(QLatin1String(name)); };
    retort::test::copyCheckpoint(folder, QStringLiteral("qwen3_f32"), QStringLiteral("student"));
    writeText(path("private.jsonl"), retort::test::records("private", 60));
    writeText(path("held.jsonl"), retort::test::records("held", 60));
    writeText(path("plan.toml"), R"([audit]
title = "Offline"
plausibility = "off"
[models.student]
path = "student"
[data.private]
path = "private.jsonl"
seen_by = ["student"]
[data.held]
path = "held.jsonl"
[extraction]
prefix_tokens = 12
suffix_tokens = 2
)");
    const QString audit = path("a.retort");
    const QString table = path("records.parquet");
    const QList<QStringList> commands = {
        {"inspect", path("student")},
        {"check", path("plan.toml")},
        {"run", path("plan.toml"), "-o", audit},
        {"show", audit},
        {"verify", audit},
        {"export", audit, "--what", "records", "-o", path("records.csv")},
        {"score", "--model", path("student"), "--data", path("private.jsonl"), "-o", table},
        {"generate", "--model", path("student"), "--prompt", "The entry"},
        {"report", audit, "-o", path("report.pdf")},
    };
    const bool window = QFile::exists(retort::test::program(QStringLiteral("retort")));
    for (const QStringList& command : commands) {
        if (command.front() == QStringLiteral("report") && !window)
            continue;
        const Outcome outcome = runConfined(retort::test::program(QStringLiteral("retort-cli")), command);
        QVERIFY2(outcome.status == 0,
                 qPrintable(QStringLiteral("%1: %2 %3")
                                .arg(command.front(), QString::number(outcome.status), outcome.err)));
    }
}

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], kOpenSocket) == 0)
        return ::socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : 1;
    const QCoreApplication application(argc, argv);
    TestNoNetwork test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_no_network.moc"
