// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What can go wrong at run time is a value: Result<T> holds a T or an Error. Broken invariants throw.
#pragma once

#include <fmt/format.h>
#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace retort {

enum class ErrorCode {
    Usage,        // wrong command line or plan: exit status 2
    InvalidInput, // a file's content can't be used: what, where, what to do
    Unsupported,  // well-formed, but not something Retort computes correctly: refused by name
    NotFound,
    Io,
    Conflict,  // the answer belongs to another question (other plan, other weights, a second run)
    Gate,      // a validity check, criterion or comparison was not met: exit status 3
    Cancelled, // stopped on request, resumable: exit status 4
    Internal
};

// The message names the file, the fact and the next step; it never holds personal text.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

template <class... Args>
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> text, Args&&... args) {
    return tl::unexpected<Error>(Error{code, fmt::format(text, std::forward<Args>(args)...)});
}

// The same error, seen from one step further out: "context: message".
[[nodiscard]] inline tl::unexpected<Error> within(std::string_view context, Error error) {
    error.message = fmt::format("{}: {}", context, error.message);
    return tl::unexpected<Error>(std::move(error));
}

// Exit status of a program that ends with this error (docs/design: 1 failed, 2 usage, 3 gate, 4 cancelled).
[[nodiscard]] int exitStatus(ErrorCode code);
[[nodiscard]] std::string_view errorCodeName(ErrorCode code);

} // namespace retort

#define RETORT_CONCAT_INNER(a, b) a##b
#define RETORT_CONCAT(a, b) RETORT_CONCAT_INNER(a, b)

// RETORT_TRY(const auto x, f()): x is the value of f(), or the enclosing function returns its error.
#define RETORT_TRY(declaration, expression)                                                                  \
    RETORT_TRY_IMPL(RETORT_CONCAT(retortTry, __LINE__), declaration, expression)
#define RETORT_TRY_IMPL(temporary, declaration, expression)                                                  \
    auto temporary = (expression);                                                                           \
    if (!temporary)                                                                                          \
        return tl::unexpected<::retort::Error>(std::move(temporary).error());                                \
    declaration = std::move(*temporary)

// RETORT_CHECK(f()): the enclosing function returns the error of f(), if there is one.
#define RETORT_CHECK(expression)                                                                             \
    do {                                                                                                     \
        if (auto retortStatus = (expression); !retortStatus)                                                 \
            return tl::unexpected<::retort::Error>(std::move(retortStatus).error());                         \
    } while (false)
