// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Normalisation against Python, clusters against a brute-force computation over sets of words.
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/corpus/duplicates.h"

#include <QTest>

#include <map>
#include <set>
#include <sstream>

using namespace retort;

namespace {

std::set<std::string> shingles(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    std::set<std::string> set;
    for (std::size_t i = 0; i + 5 <= words.size(); ++i)
        set.insert(words[i] + " " + words[i + 1] + " " + words[i + 2] + " " + words[i + 3] + " " +
                   words[i + 4]);
    return set;
}

std::vector<std::uint32_t> bruteForce(const std::vector<std::string>& texts) {
    std::vector<std::uint32_t> representatives;
    std::vector<std::uint32_t> clusters;
    std::map<std::uint32_t, std::pair<std::string, std::set<std::string>>> seen;
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
        const std::string text = corpus::normalizedForClusters(texts[i]);
        const auto set = shingles(text);
        std::uint32_t home = i;
        for (const std::uint32_t r : representatives) {
            std::size_t common = 0;
            for (const std::string& shingle : set)
                common += seen[r].second.count(shingle);
            const std::size_t all = set.size() + seen[r].second.size() - common;
            if (text == seen[r].first || (all > 0 && common * 10 >= all * 8)) {
                home = r;
                break;
            }
        }
        if (home == i) {
            representatives.push_back(i);
            seen[i] = {text, set};
        }
        clusters.push_back(home);
    }
    return clusters;
}

std::vector<std::uint32_t> clustersOf(const std::vector<std::string>& texts) {
    return corpus::duplicateClusters(std::vector<std::string_view>(texts.begin(), texts.end()));
}

std::string words(Philox& random, std::size_t count, std::uint64_t vocabulary) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += "w" + std::to_string(random.below(vocabulary)) + (random.below(9) == 0 ? "  " : " ");
    return text;
}

// Texts with copies, near copies on both sides of the border, and shared boilerplate.
std::vector<std::string> collection(std::size_t size, std::size_t length) {
    Philox random(7);
    std::vector<std::string> texts;
    const std::string boilerplate = words(random, length / 2, 50);
    while (texts.size() < size) {
        const std::uint64_t kind = texts.empty() ? 0 : random.below(5);
        std::string text =
            kind < 2 ? words(random, random.below(length + 1), 300) : texts[random.below(texts.size())];
        if (kind == 2 && !text.empty())
            text[0] = static_cast<char>(std::toupper(text[0]));
        if (kind == 3)
            text += words(random, 1 + random.below(length / 3), 300);
        if (kind == 4)
            text = boilerplate + words(random, random.below(length / 4), 300);
        texts.push_back(text);
    }
    return texts;
}

} // namespace

class TestDuplicates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normalized() {
        const auto rows = readJsonFile(RETORT_TEST_DATA "/corpus/vectors.json");
        QVERIFY(rows.has_value());
        for (const Json& row : *rows)
            QCOMPARE(corpus::normalizedForClusters(row["text"].get<std::string>()),
                     row["normalized"].get<std::string>());
    }

    void likePython() {
        const auto values = readJsonFile(RETORT_TEST_DATA "/corpus/clusters.json");
        QVERIFY(values.has_value());
        QCOMPARE(clustersOf(values->at("texts").get<std::vector<std::string>>()),
                 values->at("clusters").get<std::vector<std::uint32_t>>());
    }

    void border() {
        // 12 words give 8 shingles. One word more: 8 of 9. Three more: 8 of 11, below 0.8. Two more: 8 of 10,
        // exactly.
        const std::string text = "a b c d e f g h i j k l";
        const std::vector<std::string> texts = {text, text + " m", text + " m n o", text + " y z"};
        QCOMPARE(clustersOf(texts), (std::vector<std::uint32_t>{0, 0, 2, 0}));
    }

    void shortTextsJoinByEqualityOnly() {
        const std::vector<std::string> texts = {"one two three", "One  two three ", "one two three four", "",
                                                " "};
        QCOMPARE(clustersOf(texts), (std::vector<std::uint32_t>{0, 0, 2, 3, 3}));
    }

    void likeBruteForce() {
        const auto texts = collection(1500, 40);
        const auto clusters = clustersOf(texts);
        QCOMPARE(clusters, bruteForce(texts));
        QVERIFY(std::set(clusters.begin(), clusters.end()).size() < texts.size() - 100);
    }

    // All are three quarters the same, none is similar enough to another.
    void formLetters() {
        constexpr std::size_t kLetters = 5'000;
        Philox random(11);
        std::vector<std::string> texts;
        const std::string letter = words(random, 85, 1'000'000);
        while (texts.size() < kLetters)
            texts.push_back(words(random, 15, 1'000'000) + letter);
        const auto clusters = clustersOf(texts);
        for (std::uint32_t i = 0; i < kLetters; ++i)
            QCOMPARE(clusters[i], i);
    }
};

QTEST_APPLESS_MAIN(TestDuplicates)
#include "tst_duplicates.moc"
