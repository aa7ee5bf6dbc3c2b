// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The index against a comparison of all pairs, on sets planted around the border of 0.8.
#include "core/base/philox.h"
#include "core/corpus/similarity_index.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace retort;
using corpus::SetList;
using corpus::SimilarityIndex;
using corpus::similarSets;

namespace {

using Set = std::vector<std::uint64_t>;

std::uint64_t fresh(Philox& random) {
    return (std::uint64_t{random.next()} << 32U) | random.next();
}

Set sorted(Set set) {
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    return set;
}

// A copy of which some members are replaced, dropped or joined by others.
Set changed(const Set& set, Philox& random, std::size_t most) {
    Set copy = set;
    for (std::size_t k = random.below(most + 1); k > 0 && !copy.empty(); --k) {
        const std::uint64_t kind = random.below(3);
        const auto at = copy.begin() + static_cast<std::ptrdiff_t>(random.below(copy.size()));
        if (kind == 0)
            copy.erase(at);
        else if (kind == 1)
            *at = fresh(random);
        else
            copy.push_back(fresh(random));
    }
    return sorted(copy);
}

std::vector<std::uint32_t> byIndex(const std::vector<Set>& sets) {
    SetList list;
    for (const Set& set : sets)
        list.add(set);
    SimilarityIndex index(list);
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < sets.size(); ++i)
        found.push_back(index.representative(i));
    return found;
}

bool similarByDefinition(const Set& a, const Set& b) {
    Set common;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
    const std::size_t all = a.size() + b.size() - common.size();
    return all > 0 && 10 * common.size() >= 8 * all;
}

std::vector<std::uint32_t> byAllPairs(const std::vector<Set>& sets) {
    std::vector<std::uint32_t> representatives;
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < sets.size(); ++i) {
        const auto home = std::find_if(representatives.begin(), representatives.end(), [&](std::uint32_t r) {
            return similarByDefinition(sets[i], sets[r]);
        });
        found.push_back(home == representatives.end() ? i : *home);
        if (home == representatives.end())
            representatives.push_back(i);
    }
    return found;
}

} // namespace

class TestSimilarityIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void similarAtTheBorder() {
        for (std::size_t size = 1; size <= 60; ++size) {
            Set a;
            for (std::size_t k = 0; k < size; ++k)
                a.push_back(k);
            for (std::size_t shift = 0; shift <= size; ++shift) {
                for (std::size_t other = 0; other <= size + 20; ++other) {
                    Set b;
                    for (std::size_t k = 0; k < other; ++k)
                        b.push_back(shift + k);
                    QCOMPARE(similarSets(a, b), similarByDefinition(a, b));
                    QCOMPARE(similarSets(b, a), similarByDefinition(a, b));
                }
            }
        }
    }

    void likeAllPairs_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("shared"); // members that all sets have in common
        for (const int size : {1, 4, 5, 9, 20, 71, 150}) {
            for (const int shared : {0, size / 2, size * 85 / 100, size * 95 / 100})
                QTest::addRow("%d members, %d in all", size, shared) << size << shared;
        }
    }
    void likeAllPairs() {
        QFETCH(const int, size);
        QFETCH(const int, shared);
        Philox random(static_cast<std::uint64_t>(size), static_cast<std::uint64_t>(shared));
        Set common;
        for (int k = 0; k < shared; ++k)
            common.push_back(fresh(random));
        std::vector<Set> sets = {{}};
        while (sets.size() < 400) {
            if (random.below(3) == 0) {
                Set set = common;
                for (std::uint64_t k = random.below(static_cast<std::uint64_t>(size - shared) + 3); k > 0;
                     --k)
                    set.push_back(fresh(random));
                sets.push_back(sorted(set));
            } else {
                sets.push_back(
                    changed(sets[random.below(sets.size())], random, static_cast<std::size_t>(size) / 4 + 1));
            }
        }
        QCOMPARE(byIndex(sets), byAllPairs(sets));
    }

    void many() {
        // More values than counters can tell apart: only the order suffers.
        Philox random(5);
        std::vector<Set> sets;
        for (int i = 0; i < 2000; ++i) {
            Set set;
            for (int k = 0; k < 30; ++k)
                set.push_back(random.below(900));
            sets.push_back(i % 2 == 0 ? sorted(set) : changed(sets.back(), random, 4));
        }
        const auto found = byIndex(sets);
        QCOMPARE(found, byAllPairs(sets));
        QVERIFY(std::set(found.begin(), found.end()).size() < 1500);
    }
};

QTEST_APPLESS_MAIN(TestSimilarityIndex)
#include "tst_similarity_index.moc"
