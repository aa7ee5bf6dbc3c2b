// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SHA-256 and HMAC-SHA-256 (OpenSSL). Thread: any; one object by one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace retort {

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    Sha256& update(std::span<const std::byte> bytes);
    Sha256& update(std::string_view text);
    // Eight little-endian bytes, so that neighbouring fields can't run into each other.
    Sha256& updateNumber(std::uint64_t value);
    // Length first, then the text.
    Sha256& updateField(std::string_view text);
    // Ends the computation; the object can't be used afterwards.
    [[nodiscard]] Digest finish();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

[[nodiscard]] Digest sha256(std::string_view text);
[[nodiscard]] Digest sha256(std::span<const std::byte> bytes);
[[nodiscard]] Digest hmacSha256(std::string_view key, std::string_view text);
// The first eight bytes, little-endian: a key for random numbers.
[[nodiscard]] std::uint64_t firstNumber(const Digest& digest);
[[nodiscard]] std::string toHex(std::span<const std::uint8_t> bytes);

} // namespace retort
