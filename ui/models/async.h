// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Short work off the GUI thread.
#pragma once

#include <QFuture>
#include <QObject>
#include <QtConcurrent>

#include <cstdint>
#include <utility>

namespace retort::ui {

// Runs work() on a pool thread and hands its value to deliver() on the context's thread; nothing is delivered
// once the context is gone.
template <class Work, class Deliver>
void runAsync(QObject* context, Work work, Deliver deliver) {
    QtConcurrent::run(std::move(work)).then(context, std::move(deliver));
}

// Numbers requests so that an answer that came too late can be dropped.
class Generation {
public:
    [[nodiscard]] std::uint64_t next() { return ++m_value; }
    [[nodiscard]] bool isCurrent(std::uint64_t value) const { return value == m_value; }

private:
    std::uint64_t m_value = 0;
};

} // namespace retort::ui
