// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Engines that play a part: shell scripts in place of retort-engine.
#pragma once

#include <QFile>
#include <QString>

namespace retort::test {

// Writes an executable script; its arguments are those of `retort-engine run`.
inline QString writeFakeEngine(const QString& folder, const QByteArray& body) {
    static int number = 0;
    const QString path = folder + QStringLiteral("/engine%1.sh").arg(++number);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("#!/bin/sh\n" + body);
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    return path;
}

inline const QByteArray kGoodEngine = R"(
echo '{"event":"log","level":"info","message":"two models"}'
echo '{"event":"progress","job":"score teacher private","done":5,"total":10,"unit":"records","per_second":5,"seconds_left":1}'
echo '{"event":"progress","job":"score teacher private","done":10,"total":10,"unit":"records","per_second":5,"seconds_left":0}'
echo "a library speaks" >&2
echo '{"event":"finished","state":"done","exit_status":0}'
exit 0
)";
// Waits for a cancel and follows it.
inline const QByteArray kCancellableEngine = R"(
echo '{"event":"progress","job":"score teacher private","done":1,"total":10,"unit":"records","per_second":null,"seconds_left":null}'
read line
case "$line" in *cancel*) exit 4;; esac
exit 1
)";
inline const QByteArray kDeafEngine = R"(
trap '' TERM
echo '{"event":"progress","job":"deaf","done":1,"total":10,"unit":"records","per_second":null,"seconds_left":null}'
while :; do sleep 0.05; done
)";
inline const QByteArray kStubbornEngine = R"(
echo '{"event":"progress","job":"stubborn","done":1,"total":10,"unit":"records","per_second":null,"seconds_left":null}'
while :; do sleep 0.05; done
)";

} // namespace retort::test
