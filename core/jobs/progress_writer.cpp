// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/progress_writer.h"

#include "core/base/clock.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <mutex>
#include <string>

namespace retort::jobs {

namespace {

constexpr double kSecondsBetweenLines = 0.1;
constexpr double kSecondsBetweenPlainLines = 30;
constexpr std::size_t kBarCells = 24;

void writeAll(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string durationText(double seconds) {
    const auto whole = static_cast<long long>(std::llround(std::min(seconds, 1e9)));
    if (whole < 60)
        return fmt::format("{} s", whole);
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

// "score teacher private: 512 of 4000 records, 81.5/s, 43 s left"
std::string plainText(const ProgressEvent& event) {
    std::string text = fmt::format("{}: {}", event.job, event.done);
    if (event.total > 0)
        text += fmt::format(" of {}", event.total);
    text += fmt::format(" {}", event.unit);
    if (event.perSecond)
        text += fmt::format(", {:.3g}/s", *event.perSecond);
    if (event.secondsLeft && event.done < event.total)
        text += fmt::format(", {} left", durationText(*event.secondsLeft));
    return text;
}

std::string barText(const ProgressEvent& event) {
    if (event.total == 0)
        return plainText(event);
    const double share = std::min(1.0, static_cast<double>(event.done) / static_cast<double>(event.total));
    const auto full = static_cast<std::size_t>(share * static_cast<double>(kBarCells));
    return fmt::format("[{}{}] {:3.0f}% {}", std::string(full, '#'), std::string(kBarCells - full, '.'),
                       std::floor(share * 100), plainText(event));
}

std::size_t terminalWidth(int descriptor) {
    winsize size = {};
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

std::string_view stateName(int exitStatusOfRun) {
    if (exitStatusOfRun == 0)
        return "done";
    return exitStatusOfRun == exitStatus(ErrorCode::Cancelled) ? "cancelled" : "failed";
}

} // namespace

struct ProgressWriter::State {
    std::mutex mutex;
    int descriptor = -1;
    Style style = Style::PlainLines;
    Stopwatch watch;
    ProgressEvent event;
    RateEstimator rate;
    double lastWritten = 0;
    std::uint64_t lastTenth = 0;
    bool barShown = false;
    bool pending = false; // progress that no line has told yet

    void line(std::string text) {
        if (barShown)
            text.insert(0, "\r\x1b[K");
        barShown = false;
        text += '\n';
        writeAll(descriptor, text);
    }

    void showProgress() {
        pending = false;
        lastWritten = watch.seconds();
        if (event.total > 0)
            lastTenth = event.done * 10 / event.total;
        switch (style) {
        case Style::JsonLines:
            line(engineLine(event));
            return;
        case Style::PlainLines:
            line(plainText(event));
            return;
        case Style::Bar:
            // A bar that wraps leaves its upper lines behind.
            writeAll(descriptor, "\r\x1b[K" + barText(event).substr(0, terminalWidth(descriptor) - 1));
            barShown = true;
            return;
        }
    }

    void endJob() {
        if (pending)
            showProgress();
        if (barShown) {
            writeAll(descriptor, "\n");
            barShown = false;
        }
    }

    bool due() const {
        const double waited = watch.seconds() - lastWritten;
        if (style != Style::PlainLines)
            return waited >= kSecondsBetweenLines;
        return waited >= kSecondsBetweenPlainLines ||
               (event.total > 0 && event.done * 10 / event.total > lastTenth);
    }
};

Result<ProgressWriter> ProgressWriter::open(std::optional<int> progressDescriptor) {
    if (!progressDescriptor)
        return ProgressWriter(STDERR_FILENO, isatty(STDERR_FILENO) != 0 ? Style::Bar : Style::PlainLines);
    const int flags = *progressDescriptor < 0 ? -1 : fcntl(*progressDescriptor, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
        return fail(ErrorCode::Usage, "--progress-fd {}: this descriptor isn't open for writing",
                    *progressDescriptor);
    return ProgressWriter(*progressDescriptor, Style::JsonLines);
}

ProgressWriter::ProgressWriter(int descriptor, Style style) : m_state(std::make_unique<State>()) {
    m_state->descriptor = descriptor;
    m_state->style = style;
    std::signal(SIGPIPE, SIG_IGN);
}

ProgressWriter::~ProgressWriter() {
    if (m_state)
        m_state->endJob();
}

ProgressWriter::ProgressWriter(ProgressWriter&&) noexcept = default;
ProgressWriter& ProgressWriter::operator=(ProgressWriter&&) noexcept = default;

void ProgressWriter::begin(std::string_view job, std::uint64_t total, std::string_view unit,
                           std::uint64_t alreadyDone) {
    const std::lock_guard lock(m_state->mutex);
    m_state->endJob();
    m_state->event = {std::string(job), alreadyDone, total, std::string(unit), std::nullopt, std::nullopt};
    m_state->rate = RateEstimator(alreadyDone, m_state->watch.seconds());
    m_state->showProgress();
}

void ProgressWriter::progress(std::uint64_t done) {
    const std::lock_guard lock(m_state->mutex);
    State& state = *m_state;
    const bool complete = state.event.total > 0 && done >= state.event.total && state.event.done < done;
    state.event.done = done;
    state.rate.add(done, state.watch.seconds());
    state.event.perSecond = state.rate.perSecond();
    state.event.secondsLeft = state.rate.secondsLeft(state.event.total);
    state.pending = true;
    if (complete || state.due())
        state.showProgress();
}

void ProgressWriter::log(std::string_view message, std::string_view level) {
    const std::lock_guard lock(m_state->mutex);
    if (m_state->style == Style::JsonLines)
        m_state->line(engineLine(LogEvent{std::string(level), std::string(message)}));
    else
        m_state->line(level == "info" ? std::string(message) : fmt::format("{}: {}", level, message));
}

void ProgressWriter::error(const Error& error) {
    const std::lock_guard lock(m_state->mutex);
    if (m_state->style == Style::JsonLines)
        m_state->line(engineLine(ErrorEvent{std::string(errorCodeName(error.code)), error.message}));
    else
        m_state->line("error: " + error.message);
}

void ProgressWriter::finished(int exitStatusOfRun) {
    const std::lock_guard lock(m_state->mutex);
    m_state->endJob();
    if (m_state->style == Style::JsonLines)
        m_state->line(engineLine(FinishedEvent{std::string(stateName(exitStatusOfRun)), exitStatusOfRun}));
}

} // namespace retort::jobs
