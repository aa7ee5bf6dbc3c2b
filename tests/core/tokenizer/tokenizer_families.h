// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vocabularies that the tests compare with the official library
// (tests/reference/make_tokenizer_vectors.py).
#pragma once

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/tokenizer/tokenizer.h"

#include <QTest>

#include <zlib.h>

#include <map>
#include <string>

namespace retort::test {

inline std::string unzipped(const std::string& path) {
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

inline Json tokenizerData(const std::string& name) {
    auto json = readJsonFile(RETORT_TEST_DATA "/tokenizer/" + name + ".json");
    if (!json)
        qFatal("%s", json.error().message.c_str());
    return *json;
}

inline std::string textFile(const std::string& path) {
    auto text = readFile(path, 64U << 20U);
    if (!text)
        qFatal("%s", text.error().message.c_str());
    return *text;
}

inline tokenizer::TokenizerFiles filesOf(const std::string& name) {
    tokenizer::TokenizerFiles files;
    files.folder = RETORT_SHARED_DIR "/tokenizers/" + name;
    if (name == "gpt2" || name == "opt") {
        const Json beside = tokenizerData(name)["beside"];
        files.vocabulary = textFile(files.folder + "/vocab.json");
        files.merges = textFile(files.folder + "/merges.txt");
        files.modelConfig = beside["config.json"].dump();
        files.tokenizerConfig = beside["tokenizer_config.json"].dump();
        if (beside.contains("special_tokens_map.json"))
            files.specialTokensMap = beside["special_tokens_map.json"].dump();
    } else if (name.rfind("llama", 0) == 0) {
        files.tokenizerJson = textFile(RETORT_TEST_DATA "/tokenizer/" + name + "_tokenizer.json");
    } else {
        files.tokenizerJson = unzipped(files.folder + "/tokenizer.json.gz");
    }
    return files;
}

inline const tokenizer::Tokenizer& family(const std::string& name) {
    static std::map<std::string, tokenizer::Tokenizer> loaded;
    if (const auto place = loaded.find(name); place != loaded.end())
        return place->second;
    auto made = tokenizer::Tokenizer::fromFiles(filesOf(name));
    if (!made)
        qFatal("%s", made.error().message.c_str());
    return loaded.emplace(name, *made).first->second;
}

inline void tokenizerFamilies() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"gpt2", "opt", "neox", "olmo2", "qwen3", "llama2", "llama2_metaspace", "llama3"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

} // namespace retort::test
