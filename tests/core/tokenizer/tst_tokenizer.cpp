// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every part of the schema on a small vocabulary: against the official library, and what is refused.
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/tokenizer/tokenizer.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace retort;
using tokenizer::Tokenizer;
using Spans = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

namespace {

Json data(const std::string& name) {
    auto json = readJsonFile(RETORT_TEST_DATA "/tokenizer/" + name + ".json");
    if (!json)
        qFatal("%s", json.error().message.c_str());
    return *json;
}

const Json& base() {
    static const Json json = data("small_tokenizer");
    return json;
}

const Json& allVariants() {
    static const Json json = data("variants");
    return json;
}

Json patched(const Json& patch) {
    Json full = base();
    for (const auto& [key, value] : patch.items()) {
        if (key != "model") {
            full[key] = value;
            continue;
        }
        for (const auto& [member, replacement] : value.items())
            full["model"][member] = replacement;
    }
    return full;
}

Tokenizer made(const Json& patch, const std::string& config = {}) {
    auto result = Tokenizer::fromJson(patched(patch).dump(), "dir/tokenizer.json", config);
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return *result;
}

std::string errorOf(const Json& patch, const std::string& config = {}) {
    const auto result = Tokenizer::fromJson(patched(patch).dump(), "dir/tokenizer.json", config);
    return result ? "" : result.error().message;
}

// JSON written with ' for ", since moc loses its way in raw strings.
std::string quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

Json nfc() {
    return {{"normalizer", {{"type", "NFC"}}}};
}

} // namespace

class TestTokenizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void variants_data() {
        QTest::addColumn<int>("row");
        const Json& rows = allVariants();
        for (std::size_t i = 0; i < rows.size(); ++i)
            QTest::newRow(rows[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
    }
    void variants() {
        QFETCH(const int, row);
        const Json& variant = allVariants()[static_cast<std::size_t>(row)];
        const Tokenizer tokenizer = made(variant["patch"]);
        for (const Json& item : variant["cases"]) {
            const auto encoding = tokenizer.encode(item["text"].get<std::string>());
            const auto expected = item["ids"].get<std::vector<std::int32_t>>();
            QVERIFY2(encoding.withAdded() == expected,
                     fmt::format("{}: {} instead of {}", item["text"].dump(),
                                 fmt::join(encoding.withAdded(), " "), fmt::join(expected, " "))
                         .c_str());
            QVERIFY2(tokenizer.decode(expected, false) == item["decoded"].get<std::string>(),
                     item.dump().c_str());
            QCOMPARE(tokenizer.decode(expected, true), item["skipped"].get<std::string>());
            QCOMPARE(encoding.spans.size(), encoding.ids.size());
        }
    }

    void addedEnds() {
        for (const Json& variant : allVariants()) {
            const Tokenizer tokenizer = made(variant["patch"]);
            const bool both = variant["name"] == "template";
            const bool bos = both || variant["name"] == "template_sequence";
            QCOMPARE(tokenizer.addedBos(), bos ? std::optional<std::int32_t>(397) : std::nullopt);
            QCOMPARE(tokenizer.addedEos(), both ? std::optional<std::int32_t>(398) : std::nullopt);
        }
    }

    void spansThroughNfc() {
        const std::string text = "ab cafe\xCC\x81 x"; // e + combining acute becomes one character
        const auto encoding = made(nfc()).encode(text);
        QCOMPARE(made(nfc()).decode(encoding.ids, false), std::string("ab caf\xC3\xA9 x"));
        for (const auto& [begin, end] : encoding.spans)
            QVERIFY(begin < end && end <= text.size());
        // Whatever holds part of the composed character reaches over all of its source.
        int covering = 0;
        for (const auto& [begin, end] : encoding.spans)
            covering += begin <= 6 && end >= 9;
        QVERIFY(covering >= 1);
        QCOMPARE(encoding.spans.back(), (std::pair<std::uint32_t, std::uint32_t>(10, 11)));
    }

    void spansAroundPrefixSpace() {
        const Json patch = {
            {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", true}}}};
        const auto encoding = made(patch).encode("the dog");
        QCOMPARE(encoding.spans.front().first, 0U);
        QCOMPARE(encoding.spans.back().second, 7U);
    }

    void illFormedText() {
        const Tokenizer tokenizer = made(Json::object());
        const std::string text = "a\xFF\xE4\xBD b\xC3";
        const auto encoding = tokenizer.encode(text);
        QCOMPARE(encoding.ids, tokenizer.encode(repairUtf8(text)).ids);
        QCOMPARE(tokenizer.decode(encoding.ids, false), repairUtf8(text));
        std::uint32_t at = 0;
        for (const auto& [begin, end] : encoding.spans) {
            QVERIFY(begin <= at && end >= at);
            at = end;
        }
        QCOMPARE(at, 7U);
        QCOMPARE(encoding.spans.front(), (std::pair<std::uint32_t, std::uint32_t>(0, 1)));
    }

    void decodeOddIds() {
        const Tokenizer tokenizer = made(Json::object());
        const std::vector<std::int32_t> ids = {-1, 1 << 20, *tokenizer.idOf("\xC3\xA9")}; // the byte E9 alone
        QCOMPARE(tokenizer.decode(ids, false), std::string("\xEF\xBF\xBD"));
        QCOMPARE(tokenizer.piece(-1), std::string());
        QCOMPARE(tokenizer.piece(1 << 20), std::string());
    }

    void configNamesTokens() {
        const Json patch = {
            {"added_tokens", {{{"id", 397}, {"content", "<s>"}, {"special", true}, {"normalized", false}}}}};
        const Tokenizer tokenizer =
            made(patch, quoted("{'bos_token':{'content':'<s>'},'eos_token':'<new>','add_bos_token':true}"));
        QCOMPARE(tokenizer.namedBos(), std::optional<std::int32_t>(397));
        QCOMPARE(tokenizer.namedEos(), std::optional<std::int32_t>(398));
        QCOMPARE(tokenizer.vocabularySize(), 399);
        QVERIFY(tokenizer.isSpecial(398));
        QCOMPARE(tokenizer.encode("<new>").ids, std::vector<std::int32_t>{398});
        QVERIFY2(!tokenizer.addedBos(), "tokenizer.json alone decides what is added");
    }

    void fingerprints() {
        const Digest plain = made(Json::object()).fingerprint();
        QVERIFY(plain == made(Json::object(), quoted("{'model_max_length': 5}")).fingerprint());
        QVERIFY(plain != made(nfc()).fingerprint());
        QVERIFY(plain != made(Json::object(), quoted("{'eos_token':'<new>'}")).fingerprint());
    }

    void load() {
        const QTemporaryDir directory;
        const std::filesystem::path path = directory.path().toStdString();
        QVERIFY(writeFile(path / "tokenizer.json", base().dump()));
        QVERIFY(writeFile(path / "tokenizer_config.json", quoted("{'eos_token': 'the'}")));
        const auto loaded = Tokenizer::load(path);
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded->vocabularySize(), 397);
        QCOMPARE(loaded->namedEos(), loaded->idOf("the"));
        QVERIFY(writeFile(path / "tokenizer.json", base().dump().substr(0, 500)));
        QVERIFY(!Tokenizer::load(path));
    }

    void refused_data() {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const char* patch, const char* named) {
            QTest::newRow(name) << QString::fromUtf8(patch) << QString::fromUtf8(named);
        };
        row("normalizer", "{'normalizer':{'type':'Nmt'}}", "\"Nmt\"");
        row("pre-tokenizer", "{'pre_tokenizer':{'type':'Punctuation'}}", "\"Punctuation\"");
        row("after byte level",
            "{'pre_tokenizer':{'type':'Sequence','pretokenizers':[{'type':'ByteLevel'},{'type':'Digits'}]}}",
            "after ByteLevel");
        row("behaviour",
            "{'pre_tokenizer':{'type':'Split','pattern':{'String':'x'},'behavior':'Odd','invert':false}}",
            "\"Odd\"");
        row("post-processor", "{'post_processor':{'type':'BertProcessing'}}", "\"BertProcessing\"");
        row("decoder", "{'decoder':{'type':'WordPiece'}}", "\"WordPiece\"");
        row("model", "{'model':{'type':'Unigram'}}", "\"Unigram\"");
        row("model key", "{'model':{'novelty':1}}", "\"novelty\"");
        row("top key", "{'novelty':1}", "\"novelty\"");
        row("dropout", "{'model':{'dropout':0.1}}", "dropout");
        row("prefix", "{'model':{'continuing_subword_prefix':'##'}}", "\"##\"");
        row("merge", "{'model':{'merges':[['a','nowhere']]}}", "\"nowhere\"");
        row("merge spelling", "{'model':{'merges':['a b c']}}", "merges[0]");
        row("unknown token", "{'model':{'unk_token':'<unk>'}}", "\"<unk>\"");
        row("byte fallback", "{'model':{'byte_fallback':true}}", "byte_fallback");
        row("id", "{'model':{'vocab':{'a':-1}}}", "\"a\"");
        row("huge id", "{'model':{'vocab':{'a':99999999999}}}", "\"a\"");
        row("same id", "{'model':{'vocab':{'a':1,'b':1},'merges':[]}}", "id 1");
        row("added against vocabulary", "{'added_tokens':[{'id':1,'content':'<x>'}]}", "\"<x>\"");
        row("added against its own", "{'added_tokens':[{'id':900,'content':'the'}]}", "\"the\"");
        row("added twice", "{'added_tokens':[{'id':397,'content':'<x>'},{'id':397,'content':'<x>'}]}",
            "twice");
        row("added out of order", "{'added_tokens':[{'id':500,'content':'<x>'}]}", "397");
        row("regex", "{'pre_tokenizer':{'type':'Split','pattern':{'Regex':'a('},'behavior':'Isolated'}}",
            "pattern.Regex");
        row("template id",
            "{'post_processor':{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'<s>','type_id':"
            "0}},{'Sequence':{'id':'A','type_id':0}}],'pair':[],'special_tokens':{'<s>':{'id':'<s>','ids':["
            "9999],'tokens':['<s>']}}}}",
            "9999");
    }
    void refused() {
        QFETCH(const QString, patch);
        QFETCH(const QString, named);
        const std::string message = errorOf(Json::parse(quoted(patch.toStdString())));
        QVERIFY2(message.rfind("dir/tokenizer.json", 0) == 0, message.c_str());
        QVERIFY2(message.find(named.toStdString()) != std::string::npos, message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
