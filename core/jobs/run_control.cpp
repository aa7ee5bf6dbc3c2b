// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/run_control.h"

#include "core/jobs/protocol.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace retort::jobs {

namespace {

constexpr std::size_t kLongestCommand = 4096;

// The write end of the pipe that wakes the reading thread: one byte 's' per signal, 'q' to end. -1: none.
std::atomic<int> wakeDescriptor = -1;

void onSignal(int) {
    const int saved = errno;
    const int descriptor = wakeDescriptor.load();
    if (descriptor >= 0) [[maybe_unused]]
        const auto written = ::write(descriptor, "s", 1);
    errno = saved;
}

bool onMainThread() {
    return ::getpid() == ::gettid();
}

} // namespace

struct RunControl::State {
    Options options;
    std::stop_source stop;
    mutable std::mutex mutex;
    std::condition_variable_any changed;
    bool paused = false;
    bool detachWanted = false;
    bool detached = false;
    std::array<int, 2> wake = {-1, -1};
    struct sigaction oldInterrupt = {};
    struct sigaction oldTerminate = {};
    std::string buffer;
    std::jthread reader;

    void apply(Command command) {
        // Not under the mutex: callbacks of the token run inside.
        if (command == Command::Cancel) {
            stop.request_stop();
            return;
        }
        const std::lock_guard lock(mutex);
        switch (command) {
        case Command::Cancel:
            break;
        case Command::Pause:
            paused = true;
            break;
        case Command::Resume:
            paused = false;
            break;
        case Command::Detach:
            detachWanted = true;
            break;
        }
        changed.notify_all();
    }

    void applyLines() {
        for (std::size_t end = buffer.find('\n'); end != std::string::npos; end = buffer.find('\n')) {
            // A line that is no command changes nothing: the other side may be newer.
            if (const auto command = parseCommandLine(std::string_view(buffer).substr(0, end)))
                apply(*command);
            buffer.erase(0, end + 1);
        }
        if (buffer.size() > kLongestCommand)
            buffer.clear();
    }

    bool outlives() const {
        const std::lock_guard lock(mutex);
        return detachWanted;
    }

    // False at the end of input.
    bool readCommands() {
        std::array<char, 512> bytes{};
        const ssize_t size = ::read(options.descriptor, bytes.data(), bytes.size());
        if (size < 0 && (errno == EINTR || errno == EAGAIN))
            return true;
        if (size > 0) {
            buffer.append(bytes.data(), static_cast<std::size_t>(size));
            applyLines();
            return true;
        }
        // A last command without a line end counts.
        buffer += '\n';
        applyLines();
        if (options.cancelAtEndOfInput && !outlives())
            stop.request_stop();
        return false;
    }

    void readLoop() {
        bool reading = isatty(options.descriptor) == 0;
        for (;;) {
            std::array<pollfd, 2> waiting = {pollfd{wake[0], POLLIN, 0},
                                             pollfd{reading ? options.descriptor : -1, POLLIN, 0}};
            if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
                return;
            if (waiting[0].revents != 0) {
                char reason = 0;
                if (::read(wake[0], &reason, 1) == 1 && reason == 'q')
                    return;
                apply(Command::Cancel);
            }
            if (waiting[1].revents != 0)
                reading = readCommands();
        }
    }
};

RunControl::RunControl() : RunControl(Options{}) {}

RunControl::RunControl(const Options& options) : m_state(std::make_unique<State>()) {
    State& state = *m_state;
    state.options = options;
    if (::pipe2(state.wake.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe for the run's control");
    if (options.handleSignals) {
        wakeDescriptor = state.wake[1];
        struct sigaction action = {};
        action.sa_handler = onSignal;
        action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
        sigaction(SIGINT, &action, &state.oldInterrupt);
        sigaction(SIGTERM, &action, &state.oldTerminate);
    }
    state.reader = std::jthread([&state] { state.readLoop(); });
}

RunControl::~RunControl() {
    State& state = *m_state;
    if (state.options.handleSignals) {
        sigaction(SIGINT, &state.oldInterrupt, nullptr);
        sigaction(SIGTERM, &state.oldTerminate, nullptr);
        wakeDescriptor = -1;
    }
    [[maybe_unused]] const auto written = ::write(state.wake[1], "q", 1);
    state.reader.join();
    ::close(state.wake[0]);
    ::close(state.wake[1]);
}

Status RunControl::checkpoint() {
    State& state = *m_state;
    std::unique_lock lock(state.mutex);
    const auto mayGoOn = [&state] { return !state.paused || (state.detachWanted && !state.detached); };
    for (;;) {
        state.changed.wait(lock, state.stop.get_token(), mayGoOn);
        if (state.detachWanted && !state.detached) {
            state.detached = true;
            // The death signal belongs to the thread that the window's process became, which is the main
            // thread.
            if (onMainThread())
                ::prctl(PR_SET_PDEATHSIG, 0);
            std::signal(SIGHUP, SIG_IGN);
        }
        if (state.stop.stop_requested())
            return fail(ErrorCode::Cancelled, "cancelled; run again with --resume to go on");
        if (!state.paused)
            return {};
    }
}

std::stop_token RunControl::token() const {
    return m_state->stop.get_token();
}

void RunControl::cancel() {
    m_state->apply(Command::Cancel);
}

bool RunControl::paused() const {
    const std::lock_guard lock(m_state->mutex);
    return m_state->paused;
}

bool RunControl::detached() const {
    const std::lock_guard lock(m_state->mutex);
    return m_state->detached;
}

} // namespace retort::jobs
