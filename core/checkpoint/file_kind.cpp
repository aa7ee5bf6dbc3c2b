// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/file_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace retort::checkpoint {

namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t at;
    std::string_view bytes;
    std::string_view what;
};

constexpr std::string_view kSaveAgain =
    "load it with torch.load(FILE, weights_only=True) and write the dict with torch.save or safetensors";

// The first that fits.
constexpr std::array kSignatures{
    Signature{0, "version https://git-lfs"sv,
              "is a Git LFS pointer and not the file itself; fetch it with \"git lfs pull\""},
    Signature{0, "<"sv, "is a web page and not weights; download the file itself"},
    Signature{0, "GGUF"sv, "is a GGUF file, which Retort does not read; use the checkpoint it was made from"},
    Signature{0, "PK\x03\x04"sv, "is a ZIP archive, as torch.save writes it; name it pytorch_model.bin"},
    // The pickled magic number of torch.save before 1.6.
    Signature{0, "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv,
              "was written in the form of torch before 1.6"},
    Signature{257, "ustar"sv, "is a tar archive, the form of torch before 0.4"},
    Signature{0, "\x80"sv, "is a bare pickle"},
    Signature{0, "\x89HDF"sv,
              "is an HDF5 file, which Retort does not read; convert the checkpoint with transformers"},
};

const Signature* signatureOf(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto* const found =
        std::find_if(kSignatures.begin(), kSignatures.end(), [&](const Signature& signature) {
            return text.size() >= signature.at && text.substr(signature.at).starts_with(signature.bytes);
        });
    return found == kSignatures.end() ? nullptr : found;
}

} // namespace

bool isForeignFile(std::span<const std::byte> bytes) {
    return signatureOf(bytes) != nullptr;
}

std::string describeForeignFile(std::span<const std::byte> bytes, std::string_view expected) {
    const Signature* signature = signatureOf(bytes);
    if (signature == nullptr)
        return fmt::format("has {} bytes that are not {}; the file may be damaged", bytes.size(), expected);
    if (signature->what.find(';') != std::string_view::npos)
        return std::string(signature->what);
    return fmt::format("{}, which can run code when it is read; {}", signature->what, kSaveAgain);
}

} // namespace retort::checkpoint
