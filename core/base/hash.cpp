// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace retort {

struct Sha256::Context {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> md{EVP_MD_CTX_new()};
};

Sha256::Sha256() : m_context(std::make_unique<Context>()) {
    if (!m_context->md || EVP_DigestInit_ex(m_context->md.get(), EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL can't start SHA-256");
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(std::span<const std::byte> bytes) {
    if (EVP_DigestUpdate(m_context->md.get(), bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("OpenSSL can't continue SHA-256");
    return *this;
}

Sha256& Sha256::update(std::string_view text) {
    return update(std::as_bytes(std::span(text.data(), text.size())));
}

Sha256& Sha256::updateNumber(std::uint64_t value) {
    std::array<std::byte, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(value >> (8 * i));
    return update(bytes);
}

Sha256& Sha256::updateField(std::string_view text) {
    return updateNumber(text.size()).update(text);
}

Digest Sha256::finish() {
    Digest digest{};
    if (EVP_DigestFinal_ex(m_context->md.get(), digest.data(), nullptr) != 1)
        throw std::runtime_error("OpenSSL can't finish SHA-256");
    return digest;
}

Digest sha256(std::string_view text) {
    return Sha256().update(text).finish();
}

Digest sha256(std::span<const std::byte> bytes) {
    return Sha256().update(bytes).finish();
}

Digest hmacSha256(std::string_view key, std::string_view text) {
    Digest digest{};
    unsigned int size = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data, text.size(), digest.data(),
              &size) ||
        size != digest.size())
        throw std::runtime_error("OpenSSL can't compute HMAC-SHA-256");
    return digest;
}

std::uint64_t firstNumber(const Digest& digest) {
    std::uint64_t number = 0;
    for (std::size_t i = 8; i-- > 0;)
        number = number << 8U | digest[i];
    return number;
}

std::string toHex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
    }
    return text;
}

} // namespace retort
