// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle.h"

#include "core/checkpoint/config_fields.h"
#include "core/checkpoint/pickle_machine.h"

#include <limits>
#include <set>

namespace retort::checkpoint {

namespace {

constexpr std::size_t kMaxPickleBytes = std::size_t{64} << 20U;

using Values = std::vector<PickleValue>;

Result<std::vector<std::int64_t>> wholeNumbers(const Values& values, std::uint32_t place,
                                               std::string_view tensor) {
    if (values[place].items.size() > kMaxPickledRank)
        return fail(ErrorCode::Unsupported, "tensor {} has more than {} dimensions",
                    excerpt(std::string(tensor)), kMaxPickledRank);
    std::vector<std::int64_t> numbers;
    for (const std::uint32_t item : values[place].items) {
        if (values[item].kind != PickleKind::Integer)
            return fail(ErrorCode::InvalidInput, "tensor {} has {} as a size", excerpt(std::string(tensor)),
                        pickleKindName(values[item].kind));
        numbers.push_back(values[item].number);
    }
    return numbers;
}

Result<PickledTensor> tensorOf(const Values& values, std::string_view name, const PickleValue& value) {
    PickledTensor tensor;
    tensor.name = std::string(name);
    tensor.dtype = *value.dtype;
    const PickleValue& storage = values[value.items[0]];
    tensor.storage = storage.text;
    // An untyped storage counts bytes.
    const std::int64_t size = storage.dtype ? itemSize(*storage.dtype) : 1;
    if (storage.number < 0 || storage.number > std::numeric_limits<std::int64_t>::max() / size)
        return fail(ErrorCode::InvalidInput, "tensor {} has a storage of {} elements", excerpt(tensor.name),
                    storage.number);
    tensor.storageBytes = storage.number * size;
    tensor.offset = values[value.items[1]].number;
    RETORT_TRY(tensor.shape, wholeNumbers(values, value.items[2], name));
    RETORT_TRY(tensor.strides, wholeNumbers(values, value.items[3], name));
    return tensor;
}

bool holdsTensors(const Values& values, const PickleValue& dict) {
    for (std::size_t i = 1; i < dict.items.size(); i += 2) {
        if (values[dict.items[i]].kind == PickleKind::Tensor)
            return true;
    }
    return false;
}

tl::unexpected<Error> notATensor(const Values& values, std::string_view name, const PickleValue& value) {
    if (value.kind == PickleKind::Dict && holdsTensors(values, value))
        return fail(
            ErrorCode::Unsupported,
            "holds the weights in a dict under {} and not by themselves, as a training checkpoint does; save "
            "that dict alone with torch.save",
            excerpt(std::string(name)));
    return fail(
        ErrorCode::Unsupported,
        "holds {} under {} where a tensor should be; save the model's state_dict() alone with torch.save",
        pickleKindName(value.kind), excerpt(std::string(name)));
}

} // namespace

Result<std::vector<PickledTensor>> readStateDict(std::span<const std::byte> pickle) {
    if (pickle.size() > kMaxPickleBytes)
        return fail(ErrorCode::Unsupported, "has {} bytes, more than the {} of any weights", pickle.size(),
                    kMaxPickleBytes);
    PickleMachine machine({reinterpret_cast<const char*>(pickle.data()), pickle.size()});
    RETORT_TRY(const std::uint32_t place, machine.run());
    const Values& values = machine.values();
    const PickleValue& top = values[place];
    if (top.kind != PickleKind::Dict)
        return fail(ErrorCode::Unsupported, "holds {} instead of a dict of tensors",
                    pickleKindName(top.kind));
    std::vector<PickledTensor> tensors;
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < top.items.size(); i += 2) {
        const PickleValue& key = values[top.items[i]];
        const PickleValue& value = values[top.items[i + 1]];
        if (key.kind != PickleKind::Text)
            return fail(ErrorCode::Unsupported, "has {} as the name of a tensor", pickleKindName(key.kind));
        if (!names.insert(key.text).second)
            return fail(ErrorCode::InvalidInput, "names {} twice", excerpt(std::string(key.text)));
        if (value.kind != PickleKind::Tensor)
            return notATensor(values, key.text, value);
        RETORT_TRY(PickledTensor tensor, tensorOf(values, key.text, value));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

} // namespace retort::checkpoint
