// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensors.h"

#include "checkpoint_fixtures.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cstring>

using namespace retort;
using namespace retort::checkpoint;
using retort::test::Folder;
using retort::test::referenceCheckpoint;
using retort::test::safetensorsFile;

namespace {

std::vector<TensorData> asData(const std::vector<Tensor>& tensors) {
    std::vector<TensorData> data;
    for (const Tensor& tensor : tensors)
        data.push_back({tensor.name, tensor.dtype, tensor.shape, tensor.bytes});
    return data;
}

} // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valid();
    void malformed_data();
    void malformed();
    void everyCutIsNoticed();
    void rewritesTransformersFiles_data();
    void rewritesTransformersFiles();
    void writesAndReads();
    void refusesToWriteNonsense();
    void elementTypes();
};

void TestSafetensors::valid() {
    const Folder folder;
    const std::string header = R"({"__metadata__":{"format":"pt"},
        "b":{"dtype":"F32","shape":[2],"data_offsets":[2,10]},
        "a":{"data_offsets":[0,2],"shape":[],"dtype":"BF16"},
        "empty":{"dtype":"F16","shape":[0,9223372036854775807],"data_offsets":[10,10]},
        "\u0065\u0301":{"dtype":"BOOL","shape":[1,1,1],"data_offsets":[10,11]}}   )";
    const std::array<float, 2> numbers{1.5F, -2.0F};
    std::string buffer = "xy";
    buffer.append(reinterpret_cast<const char*>(numbers.data()), sizeof numbers);
    QVERIFY(folder.write("t.safetensors", safetensorsFile(header, buffer + "z")));
    const auto tensors = readSafetensors(folder / "t.safetensors");
    QVERIFY2(tensors.has_value(), tensors ? "" : tensors.error().message.c_str());
    QCOMPARE(tensors->size(), std::size_t{4});
    QCOMPARE((*tensors)[0].name, std::string("a"));
    QCOMPARE((*tensors)[0].count(), std::int64_t{1});
    QVERIFY((*tensors)[0].shape.empty());
    const Tensor& b = (*tensors)[1];
    QCOMPARE(b.name, std::string("b"));
    QCOMPARE(b.shape, std::vector<std::int64_t>{2});
    QCOMPARE(b.bytes.size(), sizeof numbers);
    QCOMPARE(std::memcmp(b.bytes.data(), numbers.data(), sizeof numbers), 0);
    QCOMPARE((*tensors)[2].count(), std::int64_t{0});
    QCOMPARE((*tensors)[3].name, std::string("e\u0301"));
}

void TestSafetensors::malformed_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("fact");
    const auto row = [](const char* name, std::string_view header, int bufferBytes, const char* fact) {
        const std::string file =
            safetensorsFile(header, std::string(static_cast<std::size_t>(bufferBytes), 'x'));
        QTest::newRow(name) << QByteArray(file.data(), static_cast<int>(file.size())) << fact;
    };
    QTest::newRow("empty") << QByteArray() << "has 0 bytes";
    QTest::newRow("seven bytes") << QByteArray(7, 'x') << "has 7 bytes";
    QTest::newRow("header longer than file")
        << QByteArray("\x40\0\0\0\0\0\0\0{}", 10) << "a header of 64 bytes";
    QTest::newRow("header of 2^64 - 1")
        << QByteArray("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10) << "18446744073709551615";
    QTest::newRow("no header") << QByteArray(8, '\0') << "doesn't begin with {";
    row("not an object", "[1]", 0, "doesn't begin with {");
    row("zip", "PK\x03\x04", 0, "doesn't begin with {");
    row("broken JSON", R"({"a":{"dtype":"F32",)", 4, "isn't the JSON");
    row("more than one document", R"({} {})", 0, "goes on after");
    row("text in the padding", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}x)", 1, "header");
    row("invalid UTF-8", "{\"\xff\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
        "isn't the JSON");
    row("name twice",
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
        2, "\"a\" twice");
    row("name twice, escaped",
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}})",
        1, "\"a\" twice");
    row("key twice", R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1,
        "\"dtype\" twice");
    row("unknown key", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}})", 1,
        "unknown key \"x\"");
    row("no type", R"({"a":{"shape":[1],"data_offsets":[0,1]}})", 1, "no \"dtype\"");
    row("no shape", R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", 1, "no \"shape\"");
    row("no offsets", R"({"a":{"dtype":"U8","shape":[1]}})", 1, "no \"data_offsets\"");
    row("one offset", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", 1, "1 \"data_offsets\"");
    row("three offsets", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}})", 1,
        "3 \"data_offsets\"");
    row("unknown type", R"({"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}})", 1, "element type \"F4\"");
    row("type as number", R"({"a":{"dtype":1,"shape":[2],"data_offsets":[0,1]}})", 1, "isn't the JSON");
    row("negative size", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1, "isn't the JSON");
    row("size with fraction", R"({"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}})", 1,
        "isn't the JSON");
    row("size of 64 bits", R"({"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,1]}})", 1,
        "impossible size");
    row("product overflows", R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})",
        0, "can't take 0 bytes");
    row("product wraps to the range",
        R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})", 4,
        "can't take 4 bytes");
    row("too many dimensions",
        R"({"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}})", 1,
        "more than 16 dimensions");
    row("range too short", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4,
        "can't take 4 bytes");
    row("range backwards", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}})", 2, "at bytes 2 to 1");
    row("range outside", R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", 3, "it may be cut off");
    row("hole",
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
        3, "hole before tensor \"b\"");
    row("hole at the start", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2,
        "hole before tensor \"a\"");
    row("overlap",
        R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
        3, "overlap before tensor \"b\"");
    row("rest at the end", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 5,
        "4 bytes at the end");
    row("metadata of numbers", R"({"__metadata__":{"a":1}})", 0, "__metadata__");
    row("metadata twice", R"({"__metadata__":{"a":"1","a":"2"}})", 0, "\"a\" twice");
}

void TestSafetensors::malformed() {
    QFETCH(QByteArray, file);
    QFETCH(QString, fact);
    const Folder folder;
    QVERIFY(folder.write("model.safetensors",
                         std::string_view(file.constData(), static_cast<std::size_t>(file.size()))));
    const auto tensors = readSafetensors(folder / "model.safetensors");
    QVERIFY(!tensors.has_value());
    const QString message = QString::fromStdString(tensors.error().message);
    QVERIFY2(message.startsWith(QString::fromStdString((folder / "model.safetensors").string()) +
                                QLatin1String(": ")),
             qPrintable(message));
    QVERIFY2(message.contains(fact), qPrintable(message));
}

void TestSafetensors::everyCutIsNoticed() {
    const std::string whole = readFile(referenceCheckpoint("qwen3_tied_bf16") / "model.safetensors").value();
    const Folder folder;
    const std::size_t step = 1009;
    for (std::size_t length = 0; length < whole.size(); length += step) {
        QVERIFY(folder.write("cut.safetensors", std::string_view(whole).substr(0, length)));
        QVERIFY2(!readSafetensors(folder / "cut.safetensors").has_value(),
                 qPrintable(QString::number(length)));
    }
    QVERIFY(folder.write("cut.safetensors", std::string_view(whole).substr(0, whole.size() - 1)));
    QVERIFY(!readSafetensors(folder / "cut.safetensors").has_value());
    QVERIFY(folder.write("cut.safetensors", whole));
    QVERIFY(readSafetensors(folder / "cut.safetensors").has_value());
}

void TestSafetensors::rewritesTransformersFiles_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"neox_f32", "neox_sequential_f16", "qwen3_tied_bf16"})
        QTest::newRow(name) << name;
}

// The writer orders and spells as the safetensors library does, so its files come out the same byte for byte.
void TestSafetensors::rewritesTransformersFiles() {
    QFETCH(QString, name);
    const std::filesystem::path original = referenceCheckpoint(name.toStdString()) / "model.safetensors";
    const std::vector<Tensor> tensors = readSafetensors(original).value();
    std::vector<TensorData> data = asData(tensors);
    std::reverse(data.begin(), data.end());
    const Folder folder;
    QVERIFY(writeSafetensors(folder / "model.safetensors", data).has_value());
    QVERIFY(folder.read("model.safetensors") == readFile(original).value());
}

void TestSafetensors::writesAndReads() {
    const std::array<float, 6> matrix{1, 2, 3, 4, 5, 6};
    const std::array<std::uint16_t, 3> halves{0x3c00, 0x4000, 0xc000};
    const std::vector<TensorData> data{
        {"half \"quoted\" \u00e9", Dtype::F16, {3}, std::as_bytes(std::span(halves))},
        {"none", Dtype::I64, {4, 0}, {}},
        {"matrix", Dtype::F32, {2, 3}, std::as_bytes(std::span(matrix))},
    };
    const Folder folder;
    QVERIFY(folder.write("m.safetensors", "what was there before"));
    QVERIFY(writeSafetensors(folder / "m.safetensors", data).has_value());
    const auto tensors = readSafetensors(folder / "m.safetensors");
    QVERIFY2(tensors.has_value(), tensors ? "" : tensors.error().message.c_str());
    QCOMPARE(tensors->size(), data.size());
    QCOMPARE((*tensors)[0].name, std::string("none"));
    QCOMPARE((*tensors)[1].name, std::string("matrix"));
    QCOMPARE((*tensors)[1].shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(std::memcmp((*tensors)[1].bytes.data(), matrix.data(), sizeof matrix), 0);
    QCOMPARE((*tensors)[2].name, std::string("half \"quoted\" \u00e9"));
    QCOMPARE(std::memcmp((*tensors)[2].bytes.data(), halves.data(), sizeof halves), 0);
}

void TestSafetensors::refusesToWriteNonsense() {
    const Folder folder;
    const std::array<float, 2> numbers{1, 2};
    const auto bytes = std::as_bytes(std::span(numbers));
    const std::vector<TensorData> wrongSize{{"a", Dtype::F32, {3}, bytes}};
    QVERIFY(!writeSafetensors(folder / "m.safetensors", wrongSize).has_value());
    const std::vector<TensorData> twice{{"a", Dtype::F32, {2}, bytes}, {"a", Dtype::F32, {2}, bytes}};
    QVERIFY(!writeSafetensors(folder / "m.safetensors", twice).has_value());
    QVERIFY(!std::filesystem::exists(folder / "m.safetensors"));
    const std::vector<TensorData> fine{{"a", Dtype::F32, {2}, bytes}};
    const auto status = writeSafetensors(folder / "no such folder/m.safetensors", fine);
    QVERIFY(!status.has_value());
    QVERIFY(status.error().message.find("no such folder/m.safetensors") != std::string::npos);
}

void TestSafetensors::elementTypes() {
    for (const Dtype dtype :
         {Dtype::F64, Dtype::F32, Dtype::F16, Dtype::BF16, Dtype::F8E4M3, Dtype::F8E5M2, Dtype::I64,
          Dtype::I32, Dtype::I16, Dtype::I8, Dtype::U64, Dtype::U32, Dtype::U16, Dtype::U8, Dtype::Bool}) {
        QCOMPARE(dtypeFromName(dtypeName(dtype)).value(), dtype);
        QCOMPARE(dtypeFromTorchName(torchDtypeName(dtype)).value(), dtype);
        QVERIFY(itemSize(dtype) >= 1 && itemSize(dtype) <= 8);
    }
    QCOMPARE(dtypeFromTorchName("torch.bfloat16").value(), Dtype::BF16);
    QVERIFY(!dtypeFromName("F4").has_value());
}

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
