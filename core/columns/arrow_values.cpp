// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/columns/arrow_values.h"

#include <limits>

namespace retort::columns {

namespace {

using arrow::Array;
using arrow::Type;

bool isList(const arrow::DataType& type) {
    return type.id() == Type::LIST || type.id() == Type::LARGE_LIST || type.id() == Type::FIXED_SIZE_LIST;
}

bool isText(const arrow::DataType& type) {
    return type.id() == Type::STRING || type.id() == Type::LARGE_STRING || type.id() == Type::STRING_VIEW;
}

bool isScalar(const arrow::DataType& type) {
    if (type.id() == Type::DICTIONARY)
        return isScalar(*static_cast<const arrow::DictionaryType&>(type).value_type());
    return isText(type) || arrow::is_integer(type.id()) || type.id() == Type::NA;
}

template <class Values>
std::string digits(const Array& array, std::int64_t row) {
    return std::to_string(static_cast<const Values&>(array).Value(row));
}

Field wholeNumber(const Array& array, std::int64_t row) {
    switch (array.type_id()) {
    case Type::INT8:
        return WholeNumber{digits<arrow::Int8Array>(array, row)};
    case Type::INT16:
        return WholeNumber{digits<arrow::Int16Array>(array, row)};
    case Type::INT32:
        return WholeNumber{digits<arrow::Int32Array>(array, row)};
    case Type::INT64:
        return WholeNumber{digits<arrow::Int64Array>(array, row)};
    case Type::UINT8:
        return WholeNumber{digits<arrow::UInt8Array>(array, row)};
    case Type::UINT16:
        return WholeNumber{digits<arrow::UInt16Array>(array, row)};
    case Type::UINT32:
        return WholeNumber{digits<arrow::UInt32Array>(array, row)};
    case Type::UINT64:
        return WholeNumber{digits<arrow::UInt64Array>(array, row)};
    default:
        return OtherType();
    }
}

Field scalar(const Array& array, std::int64_t row) {
    if (array.IsNull(row))
        return Absent();
    switch (array.type_id()) {
    case Type::BINARY:
        return static_cast<const arrow::BinaryArray&>(array).GetView(row);
    case Type::LARGE_BINARY:
        return static_cast<const arrow::LargeBinaryArray&>(array).GetView(row);
    case Type::BINARY_VIEW:
        return static_cast<const arrow::BinaryViewArray&>(array).GetView(row);
    case Type::DICTIONARY: {
        const auto& dictionary = static_cast<const arrow::DictionaryArray&>(array);
        return scalar(*dictionary.dictionary(), dictionary.GetValueIndex(row));
    }
    default:
        return wholeNumber(array, row);
    }
}

std::int64_t signedOf(const std::string& digits) {
    // Ids of tokens are small; what doesn't fit is no id of any vocabulary.
    constexpr std::size_t kSafeDigits = 18;
    return digits.size() > kSafeDigits ? std::numeric_limits<std::int64_t>::max() : std::stoll(digits);
}

Field listOf(const Array& values, std::int64_t begin, std::int64_t end) {
    WholeList numbers;
    TextList texts;
    const bool whole = arrow::is_integer(values.type_id());
    for (std::int64_t i = begin; i < end; ++i) {
        const Field value = scalar(values, i);
        if (const auto* text = std::get_if<std::string_view>(&value))
            texts.emplace_back(*text);
        else if (const auto* number = std::get_if<WholeNumber>(&value))
            whole ? numbers.push_back(signedOf(number->digits)) : texts.push_back(number->digits);
        else
            return OtherType();
    }
    return whole ? Field(std::move(numbers)) : Field(std::move(texts));
}

Field list(const Array& array, std::int64_t row) {
    if (array.type_id() == Type::LIST) {
        const auto& lists = static_cast<const arrow::ListArray&>(array);
        return listOf(*lists.values(), lists.value_offset(row), lists.value_offset(row + 1));
    }
    if (array.type_id() == Type::LARGE_LIST) {
        const auto& lists = static_cast<const arrow::LargeListArray&>(array);
        return listOf(*lists.values(), lists.value_offset(row), lists.value_offset(row + 1));
    }
    const auto& lists = static_cast<const arrow::FixedSizeListArray&>(array);
    return listOf(*lists.values(), lists.value_offset(row), lists.value_offset(row + 1));
}

} // namespace

bool isReadable(const arrow::DataType& type) {
    if (isList(type))
        return isScalar(*static_cast<const arrow::BaseListType&>(type).value_type());
    return isScalar(type);
}

std::shared_ptr<arrow::ArrayData> asBytes(const arrow::ArrayData& data) {
    auto bytes = data.Copy();
    const std::shared_ptr<arrow::DataType>& type = data.type;
    const auto child = [&] { return bytes->child_data[0] = asBytes(*data.child_data[0]); };
    switch (type->id()) {
    case Type::STRING:
        bytes->type = arrow::binary();
        break;
    case Type::LARGE_STRING:
        bytes->type = arrow::large_binary();
        break;
    case Type::STRING_VIEW:
        bytes->type = arrow::binary_view();
        break;
    case Type::LIST:
        bytes->type = arrow::list(child()->type);
        break;
    case Type::LARGE_LIST:
        bytes->type = arrow::large_list(child()->type);
        break;
    case Type::FIXED_SIZE_LIST:
        bytes->type = arrow::fixed_size_list(child()->type,
                                             static_cast<const arrow::FixedSizeListType&>(*type).list_size());
        break;
    case Type::STRUCT: {
        arrow::FieldVector fields = type->fields();
        for (std::size_t i = 0; i < fields.size(); ++i) {
            bytes->child_data[i] = asBytes(*data.child_data[i]);
            fields[i] = fields[i]->WithType(bytes->child_data[i]->type);
        }
        bytes->type = arrow::struct_(fields);
        break;
    }
    case Type::DICTIONARY:
        bytes->dictionary = asBytes(*data.dictionary);
        bytes->type = arrow::dictionary(static_cast<const arrow::DictionaryType&>(*type).index_type(),
                                        bytes->dictionary->type);
        break;
    default:
        break;
    }
    return bytes;
}

Field fieldAt(const arrow::RecordBatch& batch, const ColumnPath& path, std::int64_t row) {
    if (path.column < 0)
        return Absent();
    std::shared_ptr<Array> array = batch.column(path.column);
    for (const int member : path.members) {
        if (array->IsNull(row))
            return Absent();
        array = static_cast<const arrow::StructArray&>(*array).field(member);
    }
    if (isList(*array->type()))
        return array->IsNull(row) ? Field(Absent()) : list(*array, row);
    return scalar(*array, row);
}

} // namespace retort::columns
