// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

namespace retort {

int exitStatus(ErrorCode code) {
    switch (code) {
    case ErrorCode::Usage:
        return 2;
    case ErrorCode::Gate:
        return 3;
    case ErrorCode::Cancelled:
        return 4;
    default:
        return 1;
    }
}

std::string_view errorCodeName(ErrorCode code) {
    switch (code) {
    case ErrorCode::Usage:
        return "usage";
    case ErrorCode::InvalidInput:
        return "invalid_input";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::Gate:
        return "gate";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Internal:
        return "internal";
    }
    return "internal";
}

} // namespace retort
