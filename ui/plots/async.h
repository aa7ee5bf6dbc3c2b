// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Short work off the GUI thread.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QtConcurrent>

#include <cstdint>
#include <type_traits>
#include <utility>

namespace retort::ui {

// Runs work() on a pool thread and hands its value to deliver() on the context's thread, always from the
// event loop and never inside this call; nothing is delivered once the context is gone. Call it on the
// context's thread.
template <class Work, class Deliver>
void runAsync(QObject* context, Work work, Deliver deliver) {
    using Value = std::invoke_result_t<Work>;
    auto* watcher = new QFutureWatcher<Value>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, deliver = std::move(deliver)]() mutable {
                         watcher->deleteLater();
                         deliver(watcher->result());
                     });
    watcher->setFuture(QtConcurrent::run(std::move(work)));
}

// Numbers requests so that an answer that came too late can be dropped.
class Generation {
public:
    [[nodiscard]] std::uint64_t next() { return ++m_value; }
    // No answer that is still under way is wanted any more.
    void cancel() { ++m_value; }
    [[nodiscard]] bool isCurrent(std::uint64_t value) const { return value == m_value; }

private:
    std::uint64_t m_value = 0;
};

} // namespace retort::ui
