// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle_machine.h"

#include "core/base/utf8.h"
#include "core/checkpoint/config_fields.h"

#include <algorithm>
#include <utility>

namespace retort::checkpoint {

namespace {

// A state dict needs about 15 values a tensor.
constexpr std::size_t kMaxValues = std::size_t{1} << 19U;
constexpr std::uint64_t kMaxText = std::uint64_t{1} << 16U;
constexpr std::size_t kMaxMarks = 64;

struct AllowedGlobal {
    std::string_view module;
    std::string_view name;
    PickleGlobal global;
    std::optional<Dtype> dtype;
};

using enum PickleGlobal;

constexpr std::array kAllowedGlobals{
    AllowedGlobal{"collections", "OrderedDict", OrderedDict, {}},
    AllowedGlobal{"torch._utils", "_rebuild_tensor_v2", RebuildTensorV2, {}},
    AllowedGlobal{"torch._utils", "_rebuild_tensor_v3", RebuildTensorV3, {}},
    AllowedGlobal{"torch._utils", "_rebuild_parameter", RebuildParameter, {}},
    AllowedGlobal{"torch", "Size", Size, {}},
    AllowedGlobal{"torch", "DoubleStorage", StorageClass, Dtype::F64},
    AllowedGlobal{"torch", "FloatStorage", StorageClass, Dtype::F32},
    AllowedGlobal{"torch", "HalfStorage", StorageClass, Dtype::F16},
    AllowedGlobal{"torch", "BFloat16Storage", StorageClass, Dtype::BF16},
    AllowedGlobal{"torch", "LongStorage", StorageClass, Dtype::I64},
    AllowedGlobal{"torch", "IntStorage", StorageClass, Dtype::I32},
    AllowedGlobal{"torch", "ShortStorage", StorageClass, Dtype::I16},
    AllowedGlobal{"torch", "CharStorage", StorageClass, Dtype::I8},
    AllowedGlobal{"torch", "ByteStorage", StorageClass, Dtype::U8},
    AllowedGlobal{"torch", "BoolStorage", StorageClass, Dtype::Bool},
    AllowedGlobal{"torch.storage", "UntypedStorage", StorageClass, {}},
    AllowedGlobal{"torch", "UntypedStorage", StorageClass, {}},
};

// torch.float32 and the like; none for a type that Retort doesn't know.
std::optional<Dtype> elementType(std::string_view module, std::string_view name) {
    return module == "torch" && !name.starts_with("torch.") ? dtypeFromTorchName(name) : std::nullopt;
}

} // namespace

std::string_view pickleKindName(PickleKind kind) {
    constexpr std::array<std::string_view, 11> kNames{
        "None",   "a truth value", "a whole number", "a number",  "text",    "a tuple",
        "a list", "a dict",        "a class",        "a storage", "a tensor"};
    return kNames[static_cast<std::size_t>(kind)];
}

Result<std::uint64_t> PickleMachine::number(std::size_t bytes) {
    RETORT_TRY(const std::string_view digits, take(bytes));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(digits[i])} << (8 * i);
    return value;
}

Result<std::string_view> PickleMachine::take(std::uint64_t count) {
    if (count > m_pickle.size() - m_next)
        return fail(ErrorCode::InvalidInput, "ends in the middle of a value at byte {}", m_place);
    const std::string_view taken = m_pickle.substr(m_next, count);
    m_next += count;
    return taken;
}

Result<std::string_view> PickleMachine::line() {
    const std::size_t end = m_pickle.substr(m_next, kMaxText).find('\n');
    if (end == std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "has a name without an end at byte {}", m_place);
    const std::string_view taken = m_pickle.substr(m_next, end);
    m_next += end + 1;
    return taken;
}

Status PickleMachine::push(PickleValue value) {
    if (m_values.size() == kMaxValues)
        return fail(ErrorCode::Unsupported, "has more than {} values", kMaxValues);
    m_values.push_back(std::move(value));
    return pushPlace(static_cast<std::uint32_t>(m_values.size() - 1));
}

Status PickleMachine::pushPlace(std::uint32_t place) {
    if (m_stack.size() == kMaxValues)
        return fail(ErrorCode::Unsupported, "has more than {} values at a time", kMaxValues);
    m_stack.push_back(place);
    return {};
}

Status PickleMachine::pushNumber(PickleKind kind, std::int64_t number) {
    PickleValue value;
    value.kind = kind;
    value.number = number;
    return push(std::move(value));
}

Result<std::uint32_t> PickleMachine::top() const {
    if (m_stack.size() == (m_marks.empty() ? 0 : m_marks.back()))
        return fail(ErrorCode::InvalidInput, "takes a value that isn't there at byte {}", m_place);
    return m_stack.back();
}

Result<std::uint32_t> PickleMachine::pop() {
    RETORT_TRY(const std::uint32_t place, top());
    m_stack.pop_back();
    return place;
}

Result<std::vector<std::uint32_t>> PickleMachine::popToMark() {
    if (m_marks.empty())
        return fail(ErrorCode::InvalidInput, "ends a group that never began at byte {}", m_place);
    const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    std::vector<std::uint32_t> items(begin, m_stack.end());
    m_stack.erase(begin, m_stack.end());
    m_marks.pop_back();
    return items;
}

Status PickleMachine::none() {
    return push({});
}

Status PickleMachine::truth() {
    return pushNumber(PickleKind::Bool, 1);
}

Status PickleMachine::falsehood() {
    return pushNumber(PickleKind::Bool, 0);
}

Status PickleMachine::integer4() {
    RETORT_TRY(const std::uint64_t value, number(4));
    return pushNumber(PickleKind::Integer, static_cast<std::int32_t>(static_cast<std::uint32_t>(value)));
}

Status PickleMachine::integer1() {
    RETORT_TRY(const std::uint64_t value, number(1));
    return pushNumber(PickleKind::Integer, static_cast<std::int64_t>(value));
}

Status PickleMachine::integer2() {
    RETORT_TRY(const std::uint64_t value, number(2));
    return pushNumber(PickleKind::Integer, static_cast<std::int64_t>(value));
}

// Two's complement of up to 8 bytes; no size of a tensor needs more.
Status PickleMachine::long1() {
    RETORT_TRY(const std::uint64_t length, number(1));
    if (length > 8)
        return fail(ErrorCode::Unsupported, "has a number of {} bytes at byte {}", length, m_place);
    RETORT_TRY(std::uint64_t value, number(length));
    if (length > 0 && length < 8 && ((value >> (8 * length - 1)) & 1U) != 0)
        value |= ~std::uint64_t{0} << (8 * length);
    return pushNumber(PickleKind::Integer, static_cast<std::int64_t>(value));
}

Status PickleMachine::float8() {
    RETORT_CHECK(take(8));
    return pushNumber(PickleKind::Float, 0);
}

Status PickleMachine::pushText(std::size_t lengthBytes) {
    RETORT_TRY(const std::uint64_t length, number(lengthBytes));
    if (length > kMaxText)
        return fail(ErrorCode::Unsupported, "has a text of {} bytes at byte {}", length, m_place);
    PickleValue value;
    value.kind = PickleKind::Text;
    RETORT_TRY(value.text, take(length));
    if (firstInvalidUtf8(value.text) != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "has a text that isn't UTF-8 at byte {}", m_place);
    return push(std::move(value));
}

Status PickleMachine::text1() {
    return pushText(1);
}

Status PickleMachine::text4() {
    return pushText(4);
}

Status PickleMachine::text8() {
    return pushText(8);
}

Status PickleMachine::emptyTuple() {
    return pushNumber(PickleKind::Tuple, 0);
}

Status PickleMachine::emptyList() {
    return pushNumber(PickleKind::List, 0);
}

Status PickleMachine::emptyDict() {
    return pushNumber(PickleKind::Dict, 0);
}

Status PickleMachine::mark() {
    if (m_marks.size() == kMaxMarks)
        return fail(ErrorCode::Unsupported, "nests values deeper than {} at byte {}", kMaxMarks, m_place);
    m_marks.push_back(m_stack.size());
    return {};
}

Status PickleMachine::tuple() {
    PickleValue value;
    value.kind = PickleKind::Tuple;
    RETORT_TRY(value.items, popToMark());
    return push(std::move(value));
}

Status PickleMachine::pushTuple(std::size_t count) {
    PickleValue value;
    value.kind = PickleKind::Tuple;
    value.items.resize(count);
    for (std::size_t i = count; i-- > 0;) {
        RETORT_TRY(value.items[i], pop());
    }
    return push(std::move(value));
}

Status PickleMachine::tuple1() {
    return pushTuple(1);
}

Status PickleMachine::tuple2() {
    return pushTuple(2);
}

Status PickleMachine::tuple3() {
    return pushTuple(3);
}

// Puts items into the list or dict on top of the stack.
Status PickleMachine::fill(PickleKind kind, const std::vector<std::uint32_t>& items) {
    RETORT_TRY(const std::uint32_t place, top());
    PickleValue& container = m_values[place];
    if (container.kind != kind)
        return fail(ErrorCode::Unsupported, "puts items into {} at byte {}", pickleKindName(container.kind),
                    m_place);
    if (kind == PickleKind::Dict && items.size() % 2 != 0)
        return fail(ErrorCode::InvalidInput, "has a key without a value at byte {}", m_place);
    container.items.insert(container.items.end(), items.begin(), items.end());
    return {};
}

Status PickleMachine::append() {
    RETORT_TRY(const std::uint32_t item, pop());
    return fill(PickleKind::List, {item});
}

Status PickleMachine::appends() {
    RETORT_TRY(const std::vector<std::uint32_t> items, popToMark());
    return fill(PickleKind::List, items);
}

Status PickleMachine::setItem() {
    RETORT_TRY(const std::uint32_t value, pop());
    RETORT_TRY(const std::uint32_t key, pop());
    return fill(PickleKind::Dict, {key, value});
}

Status PickleMachine::setItems() {
    RETORT_TRY(const std::vector<std::uint32_t> items, popToMark());
    return fill(PickleKind::Dict, items);
}

Status PickleMachine::remember(std::uint64_t index) {
    RETORT_TRY(const std::uint32_t place, top());
    if (index >= kMaxValues)
        return fail(ErrorCode::Unsupported, "remembers a value under number {} at byte {}", index, m_place);
    if (index >= m_memo.size())
        m_memo.resize(index + 1);
    m_memo[index] = place;
    return {};
}

Status PickleMachine::recall(std::uint64_t index) {
    if (index >= m_memo.size() || !m_memo[index])
        return fail(ErrorCode::InvalidInput, "takes back a value it never remembered at byte {}", m_place);
    return pushPlace(*m_memo[index]);
}

Status PickleMachine::put1() {
    RETORT_TRY(const std::uint64_t index, number(1));
    return remember(index);
}

Status PickleMachine::put4() {
    RETORT_TRY(const std::uint64_t index, number(4));
    return remember(index);
}

Status PickleMachine::memoize() {
    return remember(m_memo.size());
}

Status PickleMachine::get1() {
    RETORT_TRY(const std::uint64_t index, number(1));
    return recall(index);
}

Status PickleMachine::get4() {
    RETORT_TRY(const std::uint64_t index, number(4));
    return recall(index);
}

// The length of a frame only helps readers of streams.
Status PickleMachine::frame() {
    RETORT_CHECK(take(8));
    return {};
}

Status PickleMachine::pushGlobal(std::string_view module, std::string_view name) {
    PickleValue value;
    value.kind = PickleKind::Global;
    value.text = name;
    const auto* const allowed =
        std::find_if(kAllowedGlobals.begin(), kAllowedGlobals.end(),
                     [&](const AllowedGlobal& row) { return row.module == module && row.name == name; });
    if (allowed != kAllowedGlobals.end()) {
        value.global = allowed->global;
        value.dtype = allowed->dtype;
    } else if (const std::optional<Dtype> dtype = elementType(module, name)) {
        value.global = ElementType;
        value.dtype = dtype;
    } else {
        return fail(ErrorCode::Unsupported,
                    "asks for the Python object {} at byte {}, which weights don't consist of; Retort runs "
                    "no code from "
                    "a file",
                    excerpt(std::string(module) + "." + std::string(name)), m_place);
    }
    return push(std::move(value));
}

Status PickleMachine::globalLines() {
    RETORT_TRY(const std::string_view module, line());
    RETORT_TRY(const std::string_view name, line());
    return pushGlobal(module, name);
}

Status PickleMachine::globalStack() {
    RETORT_TRY(const std::uint32_t name, pop());
    RETORT_TRY(const std::uint32_t module, pop());
    if (at(name).kind != PickleKind::Text || at(module).kind != PickleKind::Text)
        return fail(ErrorCode::InvalidInput, "asks for a Python object without naming it at byte {}",
                    m_place);
    return pushGlobal(at(module).text, at(name).text);
}

// ("storage", class, key, device, elements): the only persistent id that torch.save writes.
Status PickleMachine::persistent() {
    RETORT_TRY(const std::uint32_t id, pop());
    const std::vector<std::uint32_t>& parts = at(id).items;
    if (at(id).kind != PickleKind::Tuple || parts.size() != 5 || at(parts[0]).text != "storage" ||
        at(parts[1]).kind != PickleKind::Global || at(parts[1]).global != StorageClass ||
        at(parts[2]).kind != PickleKind::Text || at(parts[4]).kind != PickleKind::Integer)
        return fail(ErrorCode::Unsupported, "refers at byte {} to something else than a storage", m_place);
    PickleValue value;
    value.kind = PickleKind::Storage;
    value.dtype = at(parts[1]).dtype;
    value.text = at(parts[2]).text;
    value.number = at(parts[4]).number;
    return push(std::move(value));
}

// (storage, offset, shape, strides, requires_grad, hooks[, element type][, metadata])
Status PickleMachine::rebuildTensor(const PickleValue& arguments, bool withType) {
    const std::vector<std::uint32_t>& parts = arguments.items;
    const std::size_t usual = withType ? 7 : 6;
    if (parts.size() != usual && parts.size() != usual + 1)
        return fail(ErrorCode::InvalidInput, "makes a tensor of {} values instead of {} at byte {}",
                    parts.size(), usual, m_place);
    const PickleValue& storage = at(parts[0]);
    const PickleValue& type = withType ? at(parts[6]) : storage;
    const bool shaped = storage.kind == PickleKind::Storage && at(parts[1]).kind == PickleKind::Integer &&
                        at(parts[2]).kind == PickleKind::Tuple && at(parts[3]).kind == PickleKind::Tuple;
    if (!shaped || !type.dtype)
        return fail(ErrorCode::InvalidInput,
                    "makes a tensor of something else than a typed storage at byte {}", m_place);
    const auto empty = [&](std::uint32_t place) {
        return at(place).kind == PickleKind::None ||
               (at(place).kind == PickleKind::Dict && at(place).items.empty());
    };
    if (!empty(parts[5]))
        return fail(ErrorCode::Unsupported, "has a tensor with hooks (Python code) at byte {}", m_place);
    if (parts.size() > usual && !empty(parts.back()))
        return fail(ErrorCode::Unsupported, "has a conjugated or negated tensor at byte {}", m_place);
    PickleValue tensor;
    tensor.kind = PickleKind::Tensor;
    tensor.dtype = type.dtype;
    tensor.items.assign(parts.begin(), parts.begin() + 4);
    return push(std::move(tensor));
}

Status PickleMachine::reduce() {
    RETORT_TRY(const std::uint32_t argumentsPlace, pop());
    RETORT_TRY(const std::uint32_t functionPlace, pop());
    // Copies: pushing moves the values.
    const PickleValue function = at(functionPlace);
    const PickleValue arguments = at(argumentsPlace);
    if (function.kind != PickleKind::Global || arguments.kind != PickleKind::Tuple)
        return fail(ErrorCode::Unsupported, "calls {} at byte {}", pickleKindName(function.kind), m_place);
    switch (function.global) {
    case OrderedDict:
        if (arguments.items.empty())
            return emptyDict();
        break;
    case RebuildTensorV2:
        return rebuildTensor(arguments, false);
    case RebuildTensorV3:
        return rebuildTensor(arguments, true);
    case RebuildParameter:
        if (arguments.items.size() == 3 && at(arguments.items[0]).kind == PickleKind::Tensor)
            return pushPlace(arguments.items[0]);
        break;
    case Size:
        if (arguments.items.size() == 1 && at(arguments.items[0]).kind == PickleKind::Tuple)
            return pushPlace(arguments.items[0]);
        break;
    case StorageClass:
    case ElementType:
        break;
    }
    return fail(ErrorCode::Unsupported, "calls {} in a way that torch.save doesn't at byte {}", function.text,
                m_place);
}

// torch.save keeps the versions of the modules as an attribute of the dict: no weights.
Status PickleMachine::build() {
    RETORT_TRY(const std::uint32_t state, pop());
    RETORT_TRY(const std::uint32_t object, top());
    if (at(state).kind != PickleKind::Dict || at(object).kind != PickleKind::Dict)
        return fail(ErrorCode::Unsupported, "gives attributes to {} at byte {}",
                    pickleKindName(at(object).kind), m_place);
    return {};
}

const std::array<PickleMachine::Operation, 256>& PickleMachine::operations() {
    using M = PickleMachine;
    static const std::array<Operation, 256> table = [] {
        const std::array<std::pair<unsigned, Operation>, 36> known{
            {{'N', &M::none},         {0x88, &M::truth},     {0x89, &M::falsehood}, {'J', &M::integer4},
             {'K', &M::integer1},     {'M', &M::integer2},   {0x8A, &M::long1},     {'G', &M::float8},
             {'U', &M::text1},        {0x8C, &M::text1},     {'X', &M::text4},      {'T', &M::text4},
             {0x8D, &M::text8},       {')', &M::emptyTuple}, {']', &M::emptyList},  {'}', &M::emptyDict},
             {'(', &M::mark},         {'t', &M::tuple},      {0x85, &M::tuple1},    {0x86, &M::tuple2},
             {0x87, &M::tuple3},      {'a', &M::append},     {'e', &M::appends},    {'s', &M::setItem},
             {'u', &M::setItems},     {'q', &M::put1},       {'r', &M::put4},       {0x94, &M::memoize},
             {'h', &M::get1},         {'j', &M::get4},       {0x95, &M::frame},     {'c', &M::globalLines},
             {0x93, &M::globalStack}, {'Q', &M::persistent}, {'R', &M::reduce},     {'b', &M::build}}};
        std::array<Operation, 256> filled{};
        for (const auto& [code, operation] : known)
            filled[code] = operation;
        return filled;
    }();
    return table;
}

Result<std::uint32_t> PickleMachine::run() {
    RETORT_TRY(const std::uint64_t start, number(2));
    const std::uint64_t protocol = start >> 8U;
    if ((start & 0xFFU) != 0x80 || protocol < 2 || protocol > 5)
        return fail(ErrorCode::Unsupported, "isn't a pickle of protocol 2 to 5");
    for (;;) {
        m_place = m_next;
        RETORT_TRY(const std::uint64_t code, number(1));
        if (code == '.')
            return pop();
        const Operation operation = operations()[code];
        if (operation == nullptr)
            return fail(ErrorCode::Unsupported,
                        "has the pickle opcode 0x{:02X} at byte {}, which weights don't need", code, m_place);
        RETORT_CHECK((this->*operation)());
    }
}

} // namespace retort::checkpoint
