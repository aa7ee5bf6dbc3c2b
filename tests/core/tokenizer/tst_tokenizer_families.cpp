// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The real vocabularies against the official library (values: tests/reference/make_tokenizer_vectors.py).
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/tokenizer/byte_alphabet.h"
#include "core/tokenizer/tokenizer.h"

#include <QElapsedTimer>
#include <QTest>

#include <zlib.h>

#include <map>
#include <thread>

using namespace retort;
using tokenizer::Tokenizer;

namespace {

std::string unzipped(const std::string& path) {
    std::string text;
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr)
        return text;
    std::string buffer(1U << 20U, '\0');
    for (int size = 0; (size = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;)
        text.append(buffer, 0, static_cast<std::size_t>(size));
    gzclose(file);
    return text;
}

const Tokenizer& family(const std::string& name) {
    static std::map<std::string, Tokenizer> loaded;
    const auto place = loaded.find(name);
    if (place != loaded.end())
        return place->second;
    const std::string path = RETORT_SHARED_DIR "/tokenizers/" + name + "/tokenizer.json.gz";
    auto made = Tokenizer::fromJson(unzipped(path), path);
    if (!made)
        qFatal("%s", made.error().message.c_str());
    return loaded.emplace(name, *made).first->second;
}

Json vectors(const std::string& name) {
    auto json = readJsonFile(RETORT_TEST_DATA "/tokenizer/" + name + ".json");
    if (!json)
        qFatal("%s", json.error().message.c_str());
    return *json;
}

// First 16 hexadecimal digits of SHA-256 over the ids as little-endian 32-bit numbers.
std::string digestOf(const std::vector<std::int32_t>& ids) {
    std::string bytes;
    for (const std::int32_t id : ids) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            bytes += static_cast<char>(static_cast<std::uint32_t>(id) >> shift & 0xFFU);
    }
    return toHex(sha256(bytes)).substr(0, 16);
}

std::string utf8(unsigned c) {
    if (c < 0x80)
        return {static_cast<char>(c)};
    if (c < 0x800)
        return {static_cast<char>(0xC0U | c >> 6U), static_cast<char>(0x80U | (c & 0x3FU))};
    if (c < 0x10000)
        return {static_cast<char>(0xE0U | c >> 12U), static_cast<char>(0x80U | (c >> 6U & 0x3FU)),
                static_cast<char>(0x80U | (c & 0x3FU))};
    return {static_cast<char>(0xF0U | c >> 18U), static_cast<char>(0x80U | (c >> 12U & 0x3FU)),
            static_cast<char>(0x80U | (c >> 6U & 0x3FU)), static_cast<char>(0x80U | (c & 0x3FU))};
}

// xorshift64*, as in the script.
class Numbers {
public:
    std::uint64_t next() {
        m_state ^= m_state >> 12U;
        m_state ^= m_state << 25U;
        m_state ^= m_state >> 27U;
        return m_state * 2685821657736338717ULL >> 33U;
    }

private:
    std::uint64_t m_state = 20260131;
};

} // namespace

class TestTokenizerFamilies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void texts_data() { families(); }
    void texts() {
        const Tokenizer& tokenizer = family(current());
        for (const Json& row : vectors(current())["texts"]) {
            const std::string text = row["text"];
            const auto encoding = tokenizer.encode(text);
            QVERIFY2(encoding.ids == row["ids"].get<std::vector<std::int32_t>>(), row["text"].dump().c_str());
            QCOMPARE(tokenizer.decode(encoding.ids, false), row["decoded"].get<std::string>());
            QVERIFY(encoding.prefix.empty() && encoding.suffix.empty());
        }
    }

    void everyCodePoint_data() { families(); }
    void everyCodePoint() {
        const Tokenizer& tokenizer = family(current());
        const Json expected = vectors(current())["blocks"];
        for (unsigned block = 0; block < 0x110; ++block) {
            std::string text;
            for (unsigned c = block * 4096; c < block * 4096 + 4096; ++c) {
                if (c < 0xD800 || c > 0xDFFF)
                    text += "a" + utf8(c) + "b " + utf8(c) + "1\n";
            }
            QVERIFY2(digestOf(tokenizer.encode(text).ids) == expected[block].get<std::string>(),
                     fmt::format("block U+{:04X}", block * 4096).c_str());
        }
    }

    void randomTexts_data() { families(); }
    void randomTexts() {
        const Tokenizer& tokenizer = family(current());
        const Json json = vectors(current());
        const auto pool = vectors("pool")["pool"].get<std::vector<unsigned>>();
        Numbers numbers;
        for (std::size_t i = 0; i < json["random"].size(); ++i) {
            std::string text;
            for (std::size_t k = 0; k < 1 + i % 400; ++k)
                text += utf8(pool[numbers.next() % pool.size()]);
            const auto encoding = tokenizer.encode(text);
            QVERIFY2(digestOf(encoding.ids) == json["random"][i].get<std::string>(),
                     fmt::format("text {}", i).c_str());
            spansCover(tokenizer, text, encoding);
        }
        std::string word;
        for (unsigned i = 0; i < 1U << 16U; ++i)
            word += static_cast<char>('a' + numbers.next() % 8);
        QCOMPARE(digestOf(tokenizer.encode(word).ids), json["word"].get<std::string>());
    }

    // A quadratic merge loop would take minutes.
    void megabyteWord() {
        const Tokenizer& tokenizer = family("qwen3");
        Numbers numbers;
        std::string word;
        for (unsigned i = 0; i < 1U << 20U; ++i)
            word += static_cast<char>('a' + numbers.next() % 26);
        QElapsedTimer timer;
        timer.start();
        const auto encoding = tokenizer.encode(word);
        QVERIFY2(timer.elapsed() < 10000, fmt::format("{} ms", timer.elapsed()).c_str());
        QCOMPARE(tokenizer.decode(encoding.ids, false), word);
    }

    void threads() {
        const Tokenizer& tokenizer = family("neox");
        const Json rows = vectors("neox")["texts"];
        std::vector<int> wrong(4, 0);
        {
            std::vector<std::jthread> workers;
            for (std::size_t t = 0; t < wrong.size(); ++t) {
                workers.emplace_back([&, t] {
                    for (int repeat = 0; repeat < 20; ++repeat) {
                        for (const Json& row : rows)
                            wrong[t] += tokenizer.encode(row["text"].get<std::string>()).ids !=
                                        row["ids"].get<std::vector<std::int32_t>>();
                    }
                });
            }
        }
        QCOMPARE(wrong, std::vector<int>(4, 0));
    }

private:
    static void families() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"neox", "olmo2", "qwen3"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    static std::string current() { return QTest::currentDataTag(); }

    // Spans ascend without gaps, and where normalisation changed nothing, a token's bytes are those of its
    // span.
    static void spansCover(const Tokenizer& tokenizer, const std::string& text,
                           const tokenizer::Encoding& encoding) {
        QCOMPARE(encoding.spans.size(), encoding.ids.size());
        const bool unchanged = tokenizer.decode(encoding.ids, false) == text;
        std::uint32_t at = 0;
        for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
            const auto [begin, end] = encoding.spans[i];
            QVERIFY(begin <= at && at <= end);
            at = end;
            const std::string piece = tokenizer.piece(encoding.ids[i]);
            if (unchanged)
                QCOMPARE(text.substr(begin, end - begin), tokenizer::spelledBytes(piece).value_or(piece));
        }
        QCOMPARE(std::size_t{at}, text.size());
    }
};

QTEST_APPLESS_MAIN(TestTokenizerFamilies)
#include "tst_tokenizer_families.moc"
