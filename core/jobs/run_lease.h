// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The right to run an audit: one process at a time. The lock (flock on "<audit>.lock") dies with its process,
// however that ends, so there is nothing to clean up. Readers need no lease.
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace retort::jobs {

class RunLease {
public:
    // Conflict, naming the process at work, when another run holds it. Works before the audit file exists.
    [[nodiscard]] static Result<RunLease> acquire(const std::filesystem::path& audit);
    // Whether a living process runs this audit.
    [[nodiscard]] static bool isHeld(const std::filesystem::path& audit);

    ~RunLease();
    RunLease(RunLease&& other) noexcept;
    RunLease& operator=(RunLease&& other) noexcept;

private:
    RunLease(std::filesystem::path lockFile, int descriptor);
    void release() noexcept;
    std::filesystem::path m_lockFile;
    int m_descriptor = -1;
};

} // namespace retort::jobs
