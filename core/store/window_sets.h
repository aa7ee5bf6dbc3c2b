// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which windows a model's rows belong to.
#pragma once

namespace retort::store {

// Key of Model::info: name of the window sets (Records::putWindows) that the model's tokens are counted in.
// Models without it have the sets without a name.
inline constexpr const char* kOtherTokenizer = "other_tokenizer";

} // namespace retort::store
