// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The machine behind readStateDict(): bytes of a pickle -> plain values. Thread: one object, one thread.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/dtype.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

enum class PickleKind { None, Bool, Integer, Float, Text, Tuple, List, Dict, Global, Storage, Tensor };

// "a list", "the global torch.Size": what a value is, in messages.
[[nodiscard]] std::string_view pickleKindName(PickleKind kind);

// What the allowed globals mean.
enum class PickleGlobal {
    OrderedDict,
    RebuildTensorV2,
    RebuildTensorV3,
    RebuildParameter,
    Size,
    StorageClass,
    ElementType
};

// Values refer to each other by their place in PickleMachine::values(), so that no nesting or cycle of an
// untrusted file reaches the call stack or an owner.
struct PickleValue {
    PickleKind kind = PickleKind::None;
    PickleGlobal global = PickleGlobal::OrderedDict; // of a Global
    std::optional<Dtype> dtype; // of a storage class (none: untyped), an element type, a tensor
    std::int64_t number = 0;    // of an Integer or Bool; elements of a Storage
    std::string_view text;      // into the pickle: of a Text, a Storage (its key), a Global
    // Tuple, List: the elements. Dict: keys and values in turn. Tensor: storage, offset, shape, strides.
    std::vector<std::uint32_t> items;
};

class PickleMachine {
public:
    explicit PickleMachine(std::string_view pickle) : m_pickle(pickle) {}

    // Runs to the STOP opcode; the place of the value it leaves.
    [[nodiscard]] Result<std::uint32_t> run();
    [[nodiscard]] const std::vector<PickleValue>& values() const { return m_values; }

private:
    using Operation = Status (PickleMachine::*)();
    [[nodiscard]] static const std::array<Operation, 256>& operations();

    // Bytes of the pickle.
    [[nodiscard]] Result<std::uint64_t> number(std::size_t bytes);
    [[nodiscard]] Result<std::string_view> take(std::uint64_t count);
    [[nodiscard]] Result<std::string_view> line();

    // Stack and values.
    [[nodiscard]] Status push(PickleValue value);
    [[nodiscard]] Status pushPlace(std::uint32_t place);
    [[nodiscard]] Status pushNumber(PickleKind kind, std::int64_t number);
    [[nodiscard]] Result<std::uint32_t> pop();
    [[nodiscard]] Result<std::uint32_t> top() const;
    [[nodiscard]] Result<std::vector<std::uint32_t>> popToMark();
    [[nodiscard]] const PickleValue& at(std::uint32_t place) const { return m_values[place]; }

    // Opcodes.
    [[nodiscard]] Status none();
    [[nodiscard]] Status truth();
    [[nodiscard]] Status falsehood();
    [[nodiscard]] Status integer4();
    [[nodiscard]] Status integer1();
    [[nodiscard]] Status integer2();
    [[nodiscard]] Status long1();
    [[nodiscard]] Status float8();
    [[nodiscard]] Status text1();
    [[nodiscard]] Status text4();
    [[nodiscard]] Status text8();
    [[nodiscard]] Status emptyTuple();
    [[nodiscard]] Status emptyList();
    [[nodiscard]] Status emptyDict();
    [[nodiscard]] Status mark();
    [[nodiscard]] Status tuple();
    [[nodiscard]] Status tuple1();
    [[nodiscard]] Status tuple2();
    [[nodiscard]] Status tuple3();
    [[nodiscard]] Status append();
    [[nodiscard]] Status appends();
    [[nodiscard]] Status setItem();
    [[nodiscard]] Status setItems();
    [[nodiscard]] Status put1();
    [[nodiscard]] Status put4();
    [[nodiscard]] Status memoize();
    [[nodiscard]] Status get1();
    [[nodiscard]] Status get4();
    [[nodiscard]] Status frame();
    [[nodiscard]] Status globalLines();
    [[nodiscard]] Status globalStack();
    [[nodiscard]] Status persistent();
    [[nodiscard]] Status reduce();
    [[nodiscard]] Status build();

    // Their parts.
    [[nodiscard]] Status pushText(std::size_t lengthBytes);
    [[nodiscard]] Status pushTuple(std::size_t count);
    [[nodiscard]] Status fill(PickleKind kind, const std::vector<std::uint32_t>& items);
    [[nodiscard]] Status remember(std::uint64_t index);
    [[nodiscard]] Status recall(std::uint64_t index);
    [[nodiscard]] Status pushGlobal(std::string_view module, std::string_view name);
    [[nodiscard]] Status rebuildTensor(const PickleValue& arguments, bool withType);

    std::string_view m_pickle;
    std::size_t m_next = 0;  // the next byte
    std::size_t m_place = 0; // the byte of the opcode being carried out
    std::vector<PickleValue> m_values;
    std::vector<std::uint32_t> m_stack;
    std::vector<std::size_t> m_marks; // heights of the stack
    std::vector<std::optional<std::uint32_t>> m_memo;
};

} // namespace retort::checkpoint
