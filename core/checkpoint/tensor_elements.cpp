// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensors.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace retort::checkpoint {

namespace {

// Elements [first, first + count) of a tensor with strides: whole or partial runs along the last dimension.
void gather(const Tensor& tensor, std::int64_t first, std::int64_t count, std::byte* out) {
    const std::int64_t item = itemSize(tensor.dtype);
    const std::size_t rank = tensor.shape.size();
    const std::int64_t width = tensor.shape.back();
    const std::int64_t step = tensor.strides.back() * item;
    while (count > 0) {
        std::int64_t rest = first / width;
        const std::int64_t column = first % width;
        std::int64_t place = column * step;
        for (std::size_t i = rank - 1; i-- > 0;) {
            place += rest % tensor.shape[i] * tensor.strides[i] * item;
            rest /= tensor.shape[i];
        }
        const std::byte* from = tensor.bytes.data() + place;
        const std::int64_t run = std::min(count, width - column);
        for (std::int64_t i = 0; i < run; ++i)
            std::memcpy(out + i * item, from + i * step, static_cast<std::size_t>(item));
        out += run * item;
        first += run;
        count -= run;
    }
}

constexpr std::int64_t kElementsAtATime = std::int64_t{1} << 16U;

} // namespace

std::int64_t Tensor::count() const {
    std::int64_t product = 1;
    for (const std::int64_t extent : shape) {
        if (extent == 0)
            return 0;
        product *= extent;
    }
    return product;
}

std::string shapeText(std::span<const std::int64_t> shape) {
    return fmt::format("[{}]", fmt::join(shape, ", "));
}

void copyElements(const Tensor& tensor, std::int64_t first, std::int64_t count, std::byte* out) {
    if (!tensor.strides.empty())
        return gather(tensor, first, count, out);
    const auto item = static_cast<std::size_t>(itemSize(tensor.dtype));
    const std::size_t bytes = static_cast<std::size_t>(count) * item;
    if (bytes > 0)
        std::memcpy(out, tensor.bytes.data() + static_cast<std::size_t>(first) * item, bytes);
}

Tensor transposed(const Tensor& matrix) {
    Tensor view = matrix;
    if (view.strides.empty())
        view.strides = {view.shape[1], 1};
    std::swap(view.shape[0], view.shape[1]);
    std::swap(view.strides[0], view.strides[1]);
    return view;
}

bool sameElements(const Tensor& a, const Tensor& b) {
    if (a.dtype != b.dtype || a.shape != b.shape)
        return false;
    if (a.bytes.data() == b.bytes.data() && a.strides == b.strides)
        return true;
    const auto bytes = static_cast<std::size_t>(kElementsAtATime * itemSize(a.dtype));
    std::vector<std::byte> left(bytes);
    std::vector<std::byte> right(bytes);
    const std::int64_t count = a.count();
    bool same = true;
    for (std::int64_t first = 0; first < count && same; first += kElementsAtATime) {
        const std::int64_t part = std::min(kElementsAtATime, count - first);
        copyElements(a, first, part, left.data());
        copyElements(b, first, part, right.data());
        const auto end = left.begin() + static_cast<std::ptrdiff_t>(part * itemSize(a.dtype));
        same = std::equal(left.begin(), end, right.begin());
    }
    for (const Tensor* tensor : {&a, &b}) {
        if (tensor->file)
            tensor->file->release(tensor->bytes);
    }
    return same;
}

} // namespace retort::checkpoint
