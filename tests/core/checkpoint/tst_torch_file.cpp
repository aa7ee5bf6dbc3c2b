// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files of torch.save against what torch reads (tests/reference/make_torch_files.py), and what must be
// refused.
#include "core/checkpoint/torch_file.h"

#include "checkpoint_fixtures.h"
#include "core/base/hash.h"
#include "core/checkpoint/zip_directory.h"
#include "zip_fixture.h"

#include <QtTest>

using namespace retort;
using namespace retort::checkpoint;
using retort::test::bytesOf;
using retort::test::Folder;
using retort::test::torchFile;
using retort::test::zipArchive;
using retort::test::ZipOptions;
namespace pickle = retort::test::pickle;

namespace {

std::filesystem::path fileOf(std::string_view name) {
    return std::filesystem::path(RETORT_TEST_DATA) / "torch" / fmt::format("{}.bin", name);
}

QByteArray bytesOfText(const std::string& text) {
    return {text.data(), static_cast<int>(text.size())};
}

std::span<const std::byte> spanOf(const std::string& text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string refusal(const std::string& file) {
    const auto tensors = parseTorchFile(spanOf(file), nullptr);
    return tensors ? "was read" : tensors.error().message;
}

std::string hexOf(const Tensor& tensor) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(tensor.byteCount()));
    copyElements(tensor, 0, tensor.count(), bytes.data());
    return toHex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

ZipOptions off(bool zip64, std::uint64_t size, std::uint64_t place) {
    return {zip64, {}, size, place};
}

const std::string kStorage = pickle::storage("FloatStorage", "0", 4);

} // namespace

class TestTorchFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTorchReads_data();
    void readsWhatTorchReads();
    void viewsAreViews();
    void copiesPartsOfViews();
    void refusesOtherContent_data();
    void refusesOtherContent();
    void refusesHostilePickles_data();
    void refusesHostilePickles();
    void refusesHostileArchives_data();
    void refusesHostileArchives();
    void readsHandMadeFiles();
    void readsZip64();
    void everyCutIsNoticed();
    void namesTheFile();
};

void TestTorchFile::readsWhatTorchReads_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"module", "views", "types", "protocol_3", "protocol_4", "protocol_5"})
        QTest::newRow(name) << name;
}

void TestTorchFile::readsWhatTorchReads() {
    QFETCH(QString, name);
    const Json all = readJsonFile(fileOf("x").parent_path() / "expected.json").value();
    const Json& expected = all.at(name.toStdString());
    const auto tensors = readTorchFile(fileOf(name.toStdString()));
    QVERIFY2(tensors.has_value(), tensors ? "" : tensors.error().message.c_str());
    QCOMPARE(tensors->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Tensor& tensor = (*tensors)[i];
        QCOMPARE(tensor.name, expected[i].at("name").get<std::string>());
        QCOMPARE(std::string(dtypeName(tensor.dtype)), expected[i].at("dtype").get<std::string>());
        QCOMPARE(tensor.shape, expected[i].at("shape").get<std::vector<std::int64_t>>());
        QCOMPARE(hexOf(tensor), expected[i].at("bytes").get<std::string>());
    }
}

void TestTorchFile::viewsAreViews() {
    const auto tensors = readTorchFile(fileOf("views")).value();
    const auto named = [&](std::string_view name) {
        return *std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& t) { return t.name == name; });
    };
    QVERIFY(named("whole").strides.empty());
    QVERIFY(named("rows").strides.empty());
    QCOMPARE(named("transposed").strides, (std::vector<std::int64_t>{1, 6}));
    QCOMPARE(named("transposed").bytes.data(), named("whole").bytes.data());
    QCOMPARE(named("empty").count(), std::int64_t{0});
    QVERIFY(sameElements(named("whole"), named("whole")));
    QVERIFY(!sameElements(named("whole"), named("transposed")));
    const auto module = readTorchFile(fileOf("module")).value();
    QCOMPARE(module.front().bytes.data(), module.back().bytes.data());
    QVERIFY(sameElements(module.front(), module.back()));
}

void TestTorchFile::copiesPartsOfViews() {
    const std::vector<Tensor> tensors = readTorchFile(fileOf("views")).value();
    for (const Tensor& tensor : tensors) {
        std::vector<std::byte> whole(static_cast<std::size_t>(tensor.byteCount()));
        copyElements(tensor, 0, tensor.count(), whole.data());
        const auto item = static_cast<std::size_t>(itemSize(tensor.dtype));
        for (std::int64_t step : {1, 5, 7}) {
            std::vector<std::byte> parts(whole.size());
            for (std::int64_t first = 0; first < tensor.count(); first += step)
                copyElements(tensor, first, std::min(step, tensor.count() - first),
                             parts.data() + static_cast<std::size_t>(first) * item);
            QCOMPARE(parts, whole);
        }
    }
}

void TestTorchFile::refusesOtherContent_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("fact");
    const auto row = [](const char* name, const char* fact) {
        QTest::newRow(name) << QString("refused_%1").arg(QLatin1String(name)) << fact;
    };
    row("before_1_6", "in the form of torch before 1.6");
    row("nested", "holds a whole number under \"epoch\"");
    row("model", "in a dict under \"model\"");
    row("code", "\"posix.system\" at byte ");
    row("code_protocol_4", "\"posix.system\" at byte ");
    row("module", "\"torch.nn.modules.linear.Linear\"");
    row("expanded", "\"a\" of shape [1000, 1000] repeats the 1 elements");
    row("sparse", "\"torch._utils._rebuild_sparse_tensor\"");
    row("negated", "negated tensor");
    row("tensor", "holds a tensor instead of a dict");
    row("program", "TorchScript");
}

void TestTorchFile::refusesOtherContent() {
    QFETCH(QString, name);
    QFETCH(QString, fact);
    const auto tensors = readTorchFile(fileOf(name.toStdString()));
    QVERIFY(!tensors.has_value());
    QVERIFY2(QString::fromStdString(tensors.error().message).contains(fact), tensors.error().message.c_str());
}

void TestTorchFile::refusesHostilePickles_data() {
    using namespace pickle;
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("fact");
    const auto row = [](const char* name, const std::string& content, const char* fact) {
        QTest::newRow(name) << bytesOfText(content) << fact;
    };
    const auto entry = [&](const char* name, const std::string& value, const char* fact) {
        row(name, whole(dictOf(value)), fact);
    };
    entry("os.system", call(global("os", "system"), {text("true")}), "\"os.system\" at byte 9");
    entry("eval", call(global("builtins", "eval"), {text("1")}), "\"builtins.eval\"");
    entry("unicode escape in the name", global("os\x1b[31m", "system"), "\"os\\u001b[31m.system\"");
    row("stack global", "\x80\x04}" + text("a") + text("os") + text("system") + "\x93)Rs.", "\"os.system\"");
    row("stack global of numbers", "\x80\x04K\x01K\x02\x93.", "without naming it");
    row("dotted name", "\x80\x04" + text("torch") + text("Size.__class__") + "\x93.",
        "\"torch.Size.__class__\"");
    row("dotted type", "\x80\x04" + text("torch") + text("torch.float32") + "\x93.",
        "\"torch.torch.float32\"");
    entry("calls a dict", "})R", "calls a dict");
    entry("calls a class of storages", global("torch", "FloatStorage") + ")R",
          "in a way that torch.save doesn't");
    entry("ordered dict of items", call(kNoHooks.substr(0, kNoHooks.size() - 2), {"]"}),
          "calls OrderedDict in a way");
    entry("attributes of a tensor", tensor(kStorage, 0, {4}, {1}) + "}b", "gives attributes to a tensor");
    entry("new object", global("torch", "Size") + ")\x81", "opcode 0x81");
    entry("instance", "(ios\nsystem\n", "opcode 0x69");
    entry("extension registry", "\x82\x01", "opcode 0x82");
    entry("hooks", tensor(kStorage, 0, {4}, {1}, "}K\x01K\x02s"), "hooks");
    entry("storage outside", tensor(kStorage, 0, {5}, {1}), "outside its storage");
    entry("offset outside", tensor(kStorage, 1, {4}, {1}), "outside its storage");
    entry("negative offset", tensor(kStorage, -1, {4}, {1}), "contradict");
    entry("negative stride", tensor(kStorage, 3, {4}, {-1}), "outside its storage");
    entry("negative size", tensor(kStorage, 0, {-4}, {1}), "outside its storage");
    entry("stride overflows", tensor(kStorage, 0, {3, 1}, {INT64_MAX, 1}), "outside its storage");
    entry("offset overflows", tensor(kStorage, INT64_MAX, {2}, {1}), "outside its storage");
    entry("count overflows", tensor(kStorage, 0, {INT64_MAX, 4}, {0, 0}), "outside its storage");
    entry("repeats elements", tensor(kStorage, 0, {INT64_MAX}, {0}), "repeats the 4 elements");
    entry("strides missing", tensor(kStorage, 0, {2, 2}, {1}), "contradict");
    entry("too many dimensions",
          tensor(kStorage, 0, std::vector<std::int64_t>(17, 1), std::vector<std::int64_t>(17, 1)),
          "more than 16 dimensions");
    entry("sizes of text",
          call(global("torch._utils", "_rebuild_tensor_v2"),
               {kStorage, number(0), tuple({text("4")}), numbers({1}), "\x89", kNoHooks}),
          "has text as a size");
    entry("storage larger than the file", tensor(storage("FloatStorage", "0", 5), 0, {4}, {1}),
          "a storage of 16 bytes where 20 are named");
    entry("storage of huge size", tensor(storage("FloatStorage", "0", INT64_MAX), 0, {4}, {1}),
          "has a storage of");
    entry("storage of negative size", tensor(storage("FloatStorage", "0", -4), 0, {4}, {1}),
          "has a storage of -4");
    entry("absent storage", tensor(storage("FloatStorage", "1", 4), 0, {4}, {1}), "the archive has no entry");
    entry("storage elsewhere", tensor(storage("FloatStorage", "../byteorder", 4), 0, {4}, {1}),
          "the archive has no entry");
    entry("untyped storage", tensor(storage("UntypedStorage", "0", 16), 0, {4}, {1}), "a typed storage");
    entry("another persistent id", text("module") + "Q", "something else than a storage");
    entry("tensor of a number", tensor("K\x01", 0, {4}, {1}), "a typed storage");
    entry("parameter of a number",
          call(global("torch._utils", "_rebuild_parameter"), {"K\x01", "\x88", kNoHooks}),
          "calls _rebuild_parameter in a way");
    entry("number", "K\x05", "holds a whole number under \"a\"");
    entry("list that holds itself", "]q\001h\001a", "holds a list under \"a\"");
    entry("tuples in tuples", ")" + std::string(100'000, '\x85'), "holds a tuple");
    row("dict that holds itself", whole("}q\001" + text("a") + "h\001s"), "holds a dict under \"a\"");
    entry("deep groups", std::string(65, '('), "deeper than 64");
    entry("billion memo", "K\001r\377\311\232\073", "remembers a value under number 999999999");
    entry("huge long", "\x8a\xff" + std::string(255, '\x7f'), "a number of 255 bytes");
    entry("long of 4 GB", "\x8b\xff\xff\xff\x7f", "opcode 0x8B");
    entry("text of 4 GB", "X\xff\xff\xff\xff", "a text of 4294967295 bytes");
    entry("text of 2^64", "\x8d" + std::string(8, '\xff'), "a text of 18446744073709551615 bytes");
    entry("text that isn't UTF-8", "X\x01" + std::string(3, '\0') + "\xff", "isn't UTF-8");
    entry("append to a dict", "a", "puts items into a dict");
    row("underflow", whole("0"), "opcode 0x30");
    row("nothing", whole(""), "takes a value that isn't there");
    row("group without begin", whole("t"), "never began");
    row("item below the group", whole("}" + text("a") + "(s"), "isn't there");
    row("memory never written", whole("h\x05"), "never remembered");
    row("append to a number", whole("K\001K\002a"), "puts items into a whole number");
    row("key without a value", whole("}(" + text("a") + "u"), "a key without a value");
    row("number as a name", whole("}K\001" + tensor(kStorage, 0, {4}, {1}) + "s"), "as the name of a tensor");
    row("name twice",
        whole("}" + text("a") + tensor(kStorage, 0, {4}, {1}) + "s" + text("a") +
              tensor(kStorage, 0, {4}, {1}) + "s"),
        "names \"a\" twice");
    row("no end", "\x80\x02}", "ends in the middle");
    row("cut in a number", "\x80\x02J\x01", "ends in the middle");
    row("protocol 0", "(lp0\n.", "protocol 2 to 5");
    row("protocol 6", "\x80\x06}.", "protocol 2 to 5");
    row("empty", "", "ends in the middle");
    row("not a dict", whole("]"), "holds a list instead of a dict");
    row("too many values", "\x80\x02" + std::string(600'000, ']') + ".", "more than 524288 values");
}

void TestTorchFile::refusesHostilePickles() {
    QFETCH(QByteArray, content);
    QFETCH(QString, fact);
    const std::string message = refusal(torchFile(content.toStdString()));
    QVERIFY2(QString::fromStdString(message).contains(fact), message.c_str());
}

void TestTorchFile::refusesHostileArchives_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("fact");
    const auto row = [](const char* name, const std::string& file, const char* fact) {
        QTest::newRow(name) << bytesOfText(file) << fact;
    };
    const std::string state = pickle::whole("}");
    row("empty", "", "has 0 bytes");
    row("text", "hello", "are not a file of torch.save");
    row("tar", std::string(257, '\0') + "ustar", "tar archive");
    row("bare pickle", state, "is a bare pickle");
    row("GGUF", "GGUF\x03", "is a GGUF file");
    row("pointer", "version https://git-lfs.github.com/spec/v1\n", "git lfs pull");
    row("web page", "<!DOCTYPE html>", "web page");
    row("no pickle", zipArchive({{"m/version", "3"}}), "without a data.pkl");
    row("two pickles", zipArchive({{"m/data.pkl", state}, {"n/data.pkl", state}}), "more than one data.pkl");
    row("big-endian", zipArchive({{"m/data.pkl", state}, {"m/byteorder", "big"}}), "big-endian");
    row("program", zipArchive({{"m/data.pkl", state}, {"m/constants.pkl", state}}), "TorchScript");
    row("name twice", zipArchive({{"m/data.pkl", state}, {"m/a", "x"}, {"m/a", "y"}}),
        "two entries of one name");
    row("compressed", zipArchive({{"m/data.pkl", state, 8}}), "compressed");
    row("encrypted", zipArchive({{"m/data.pkl", state, 0, 1}}), "encrypted");
    row("size too large", zipArchive({{"m/data.pkl", state}}, off(false, 100, 0)), "outside the file");
    row("size into the next", zipArchive({{"m/data.pkl", state}, {"m/a", "12345678"}}, off(false, 8, 0)),
        "entr");
    row("place elsewhere", zipArchive({{"m/data.pkl", state}}, off(false, 0, 1)), "outside the file");
    row("ZIP64 size of 2^63", zipArchive({{"m/data.pkl", state}}, off(true, 1ULL << 63U, 0)),
        "outside the file");
    row("ZIP64 place of 2^63", zipArchive({{"m/data.pkl", state}}, off(true, 0, 1ULL << 63U)),
        "outside the file");
    std::string many = zipArchive({{"m/data.pkl", state}});
    many.replace(many.size() - 12, 2, "\xff\xff");
    row("more entries than fit", many, "does not lie in the file");
}

void TestTorchFile::refusesHostileArchives() {
    QFETCH(QByteArray, file);
    QFETCH(QString, fact);
    const std::string message = refusal(file.toStdString());
    QVERIFY2(QString::fromStdString(message).contains(fact), message.c_str());
}

void TestTorchFile::readsHandMadeFiles() {
    using namespace pickle;
    const std::string file = torchFile(whole(dictOf(tensor(kStorage, 1, {3}, {1}))));
    const auto tensors = parseTorchFile(spanOf(file), nullptr);
    QVERIFY2(tensors.has_value(), tensors ? "" : tensors.error().message.c_str());
    QCOMPARE(tensors->front().shape, std::vector<std::int64_t>{3});
    QCOMPARE(tensors->front().bytes.size(), std::size_t{12});
    // A negative number of fewer bytes than eight keeps its sign: refused as a stride.
    const std::string negative =
        call(global("torch._utils", "_rebuild_tensor_v2"),
             {kStorage, number(0), numbers({4}), tuple({"\x8a\x01\xff"}), "\x89", kNoHooks});
    QVERIFY(refusal(torchFile(whole(dictOf(negative)))).find("outside its storage") != std::string::npos);
}

void TestTorchFile::readsZip64() {
    using namespace pickle;
    const std::string content = whole(dictOf(tensor(kStorage, 0, {4}, {1})));
    for (const bool zip64 : {false, true}) {
        const std::string file = zipArchive({{"m/data.pkl", content}, {"m/data/0", std::string(16, 'x')}},
                                            {zip64, "a comment", 0, 0});
        QVERIFY(parseTorchFile(spanOf(file), nullptr).has_value());
        const ZipDirectory directory = ZipDirectory::read(spanOf(file)).value();
        QCOMPARE(directory.entries().size(), std::size_t{2});
        QVERIFY(directory.find("m/data/0") != nullptr);
        QVERIFY(directory.find("m/data/1") == nullptr);
    }
}

void TestTorchFile::everyCutIsNoticed() {
    const std::string file = readFile(fileOf("module")).value();
    for (std::size_t size = 0; size < file.size(); ++size)
        QVERIFY2(!parseTorchFile(spanOf(file.substr(0, size)), nullptr), qPrintable(QString::number(size)));
}

void TestTorchFile::namesTheFile() {
    const Folder folder;
    QVERIFY(folder.write("pytorch_model.bin", torchFile(pickle::whole(pickle::dictOf("N")))));
    const auto tensors = readTorchFile(folder / "pytorch_model.bin");
    QVERIFY(tensors.error().message.find("pytorch_model.bin: data.pkl: holds None under \"a\"") !=
            std::string::npos);
    QVERIFY(readTorchFile(folder / "absent.bin").error().code == ErrorCode::NotFound);
}

QTEST_APPLESS_MAIN(TestTorchFile)
#include "tst_torch_file.moc"
