// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Normalizers against the official library, every code point in five contexts (values:
// tests/reference/make_normalizer_vectors.py).
#include "random_texts.h"

#include "core/tokenizer/normalizer.h"

#include <QTest>

#include <memory>

using namespace retort;
using namespace retort::tokenizer;

namespace {

const Json& data() {
    static const Json json = readJsonFile(RETORT_TEST_DATA "/tokenizer/normalizers.json").value();
    return json;
}

std::unique_ptr<const Normalizer> made(const std::string& name) {
    using Form = UnicodeNormalizer::Form;
    if (name == "Lowercase")
        return std::make_unique<const LowercaseNormalizer>();
    return std::make_unique<const UnicodeNormalizer>(name == "NFC"    ? Form::Nfc
                                                     : name == "NFD"  ? Form::Nfd
                                                     : name == "NFKC" ? Form::Nfkc
                                                                      : Form::Nfkd);
}

} // namespace

class TestNormalizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCodePoint_data() {
        QTest::addColumn<QString>("name");
        for (const auto& [name, digests] : data()["digests"].items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void everyCodePoint() {
        const std::string name = QTest::currentDataTag();
        const auto normalizer = made(name);
        std::vector<std::pair<std::string, std::string>> contexts;
        for (const Json& context : data()["contexts"]) {
            const std::string text = context;
            const std::size_t gap = text.find("{}");
            contexts.emplace_back(text.substr(0, gap), text.substr(gap + 2));
        }
        for (std::uint32_t block = 0; block < 0x110; ++block) {
            std::string text;
            for (std::uint32_t c = block * 4096; c < block * 4096 + 4096; ++c) {
                for (const auto& [before, after] : contexts) {
                    if (c < 0xD800 || c > 0xDFFF)
                        text += before + test::utf8(c) + after + "\n";
                }
            }
            Segment segment = segmentOf(text);
            normalizer->apply(segment);
            const test::ShortDigest digest = test::ShortDigest().text(segment.text);
            QVERIFY2(digest.hex() == data()["digests"][name][block].get<std::string>(),
                     fmt::format("block U+{:04X}", block * 4096).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestNormalizer)
#include "tst_normalizer.moc"
