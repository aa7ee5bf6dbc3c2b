// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/compare_parts.h"
#include "core/audit/derive.h"
#include "core/audit/phrases.h"
#include "core/stats/hypothesis_tests.h"

#include <algorithm>
#include <set>

namespace retort::audit {

namespace {

using memorization::Verdict;
using Verdicts = std::vector<Verdict>;

// What the test of a record compares: 1 or 0, or details out of those tested.
struct RecordCounts {
    std::vector<std::uint64_t> out, tested;
};

double share(const CountPair& count) {
    return count.tested == 0 ? 0 : static_cast<double>(count.memorized) / static_cast<double>(count.tested);
}

std::string lengths(const AuditFacts& facts) {
    return fmt::format("{} and {}", facts.prefixTokens, facts.suffixTokens);
}

const DataPlan* planOf(const Plan& plan, const std::string& data) {
    const auto found = std::ranges::find(plan.data, data, &DataPlan::name);
    return found == plan.data.end() ? nullptr : &*found;
}

bool sameLengths(const AuditPair& pair, const std::string& window) {
    const AuditFacts& earlier = pair.earlier().findings.audit;
    const AuditFacts& later = pair.later().findings.audit;
    return earlier.prefixTokens == later.prefixTokens &&
           (window == "personal" || earlier.suffixTokens == later.suffixTokens);
}

std::string whyWindowDiffers(const AuditPair& pair, const std::string& data, const std::string& window) {
    const AuditFacts& earlier = pair.earlier().findings.audit;
    const AuditFacts& later = pair.later().findings.audit;
    if (!sameLengths(pair, window))
        return differs("prefix and suffix tokens", lengths(earlier), lengths(later));
    if (window == "stride" && earlier.strideTokens != later.strideTokens)
        return differs("stride tokens", fmt::format("{}", earlier.strideTokens),
                       fmt::format("{}", later.strideTokens));
    if (window != "first" && earlier.maxTokens != later.maxTokens)
        return differs("the most tokens of a record", fmt::format("{}", earlier.maxTokens),
                       fmt::format("{}", later.maxTokens));
    const DataPlan* earlierData = planOf(pair.earlier().plan, data);
    const DataPlan* laterData = planOf(pair.later().plan, data);
    if (window == "personal" && earlierData && laterData &&
        (pair.earlier().plan.personalPatterns != pair.later().plan.personalPatterns ||
         earlierData->personalFields != laterData->personalFields ||
         earlierData->subjectField != laterData->subjectField))
        return phrase("compare.other_details");
    return {};
}

// Of `count` records, the first of every duplicate cluster.
template <class Clusters>
std::vector<std::size_t> firstOfClusters(std::size_t count, Clusters clusterOf) {
    std::set<std::uint64_t> met;
    std::vector<std::size_t> firsts;
    for (std::size_t i = 0; i < count; ++i) {
        if (met.insert(clusterOf(i)).second)
            firsts.push_back(i);
    }
    return firsts;
}

Interval boundsOf(const stats::Interval& interval) {
    return {interval.lower, interval.upper};
}

RecordCounts countsOf(const Verdicts& verdicts) {
    RecordCounts counts;
    for (const Verdict verdict : verdicts) {
        counts.out.push_back(verdict == Verdict::Memorized ? 1 : 0);
        counts.tested.push_back(verdict == Verdict::None ? 0 : 1);
    }
    return counts;
}

Result<bool> hasTables(const ComparedAudit& audit, const std::string& model, const std::string& data) {
    RETORT_TRY(const auto set, audit.file.chunks().find(model, data, "record"));
    return set.has_value();
}

Result<RecordCounts> detailsOf(const ComparedAudit& audit, const std::string& model, const std::string& data,
                               std::size_t records) {
    RETORT_TRY(const auto details, personalVerdicts(audit.file, *audit.plan.model(model), data));
    RecordCounts counts{std::vector<std::uint64_t>(records, 0), std::vector<std::uint64_t>(records, 0)};
    for (const PersonalVerdict& detail : details) {
        ++counts.tested[detail.record];
        counts.out[detail.record] += detail.memorized ? 1 : 0;
    }
    return counts;
}

// Everything one comparison needs, of one model, set and window.
struct Sides {
    Verdicts earlier, later;
    RecordCounts earlierCounts, laterCounts; // what the test compares
    const std::vector<store::Record>* earlierRecords = nullptr;
    const std::vector<store::Record>* laterRecords = nullptr;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> shared; // ordinals, with a verdict on both sides
    std::vector<std::uint64_t> earlierOnly, laterOnly;           // with a verdict
};

Status splitRecords(AuditPair& pair, const std::string& data, Sides& sides, SharedRecords& records) {
    RETORT_TRY(sides.earlierRecords, pair.earlierView().records(data));
    RETORT_TRY(sides.laterRecords, pair.laterView().records(data));
    RETORT_TRY(const PairedRecords* paired, pair.records(data));
    const auto tested = [](const Verdicts& verdicts, std::uint64_t i) {
        return i < verdicts.size() && verdicts[i] != Verdict::None;
    };
    for (const auto& [a, b] : paired->pairs) {
        const bool inEarlier = tested(sides.earlier, a);
        const bool inLater = tested(sides.later, b);
        if (inEarlier && inLater)
            sides.shared.emplace_back(a, b);
        else if (inEarlier)
            sides.earlierOnly.push_back(a);
        else if (inLater)
            sides.laterOnly.push_back(b);
    }
    for (const std::uint64_t a : paired->earlierOnly) {
        if (tested(sides.earlier, a))
            sides.earlierOnly.push_back(a);
    }
    for (const std::uint64_t b : paired->laterOnly) {
        if (tested(sides.later, b))
            sides.laterOnly.push_back(b);
    }
    records = {sides.shared.size(), sides.earlierOnly.size(), sides.laterOnly.size(), paired->changed};
    return {};
}

void countMemorized(const Sides& sides, ExtractionChange& change) {
    for (const auto& [a, b] : sides.shared) {
        const bool before = sides.earlier[a] == Verdict::Memorized;
        const bool now = sides.later[b] == Verdict::Memorized;
        change.both += before && now ? 1 : 0;
        change.gained += !before && now ? 1 : 0;
        change.lost += before && !now ? 1 : 0;
    }
    for (const std::uint64_t a : sides.earlierOnly)
        change.memorizedEarlierOnly += sides.earlier[a] == Verdict::Memorized ? 1 : 0;
    for (const std::uint64_t b : sides.laterOnly)
        change.memorizedLaterOnly += sides.later[b] == Verdict::Memorized ? 1 : 0;
    change.earlier = {change.both + change.lost + change.memorizedEarlierOnly,
                      sides.shared.size() + sides.earlierOnly.size()};
    change.later = {change.both + change.gained + change.memorizedLaterOnly,
                    sides.shared.size() + sides.laterOnly.size()};
}

// McNemar, or the sign test on counts: records with more against records with fewer, one a cluster.
ChangeTest pairedTest(const Sides& sides, bool countsDetails) {
    ChangeTest test;
    test.method = countsDetails ? "sign" : "mcnemar";
    CountPair before;
    CountPair now;
    for (const auto& [a, b] : sides.shared) {
        before.memorized += sides.earlierCounts.out[a];
        before.tested += sides.earlierCounts.tested[a];
        now.memorized += sides.laterCounts.out[b];
        now.tested += sides.laterCounts.tested[b];
    }
    test.earlier = share(before);
    test.later = share(now);
    std::uint64_t more = 0;
    std::uint64_t fewer = 0;
    std::uint64_t both = 0;
    for (const std::size_t i : firstOfClusters(sides.shared.size(), [&](std::size_t k) {
             return (*sides.earlierRecords)[sides.shared[k].first].cluster;
         })) {
        const std::uint64_t a = sides.earlierCounts.out[sides.shared[i].first];
        const std::uint64_t b = sides.laterCounts.out[sides.shared[i].second];
        more += b > a ? 1 : 0;
        fewer += a > b ? 1 : 0;
        both += a == b && a > 0 ? 1 : 0;
    }
    test.pValue = stats::mcnemarExact(more, fewer);
    test.up = more;
    test.down = fewer;
    test.intervalOf = "ratio";
    const stats::PairedRatio ratio = stats::bonettPriceRatio(both, more, fewer);
    if (!countsDetails)
        test.interval = {ratio.lower, ratio.upper};
    return test;
}

CountPair countClusters(const Verdicts& verdicts, const std::vector<store::Record>& records,
                        const std::vector<std::uint64_t>& ordinals) {
    CountPair count;
    for (const std::size_t i :
         firstOfClusters(ordinals.size(), [&](std::size_t k) { return records[ordinals[k]].cluster; })) {
        ++count.tested;
        count.memorized += verdicts[ordinals[i]] == Verdict::Memorized ? 1 : 0;
    }
    return count;
}

// Fisher's exact test and Newcombe's interval over all records of either side, one a cluster.
ChangeTest unpairedTest(const Sides& sides) {
    std::vector<std::uint64_t> earlier = sides.earlierOnly;
    std::vector<std::uint64_t> later = sides.laterOnly;
    for (const auto& [a, b] : sides.shared) {
        earlier.push_back(a);
        later.push_back(b);
    }
    std::ranges::sort(earlier);
    std::ranges::sort(later);
    const CountPair before = countClusters(sides.earlier, *sides.earlierRecords, earlier);
    const CountPair now = countClusters(sides.later, *sides.laterRecords, later);
    ChangeTest test;
    test.method = "fisher";
    test.earlier = share(before);
    test.later = share(now);
    test.pValue = stats::fisherExact(now.memorized, now.tested, before.memorized, before.tested);
    test.intervalOf = "difference";
    test.interval =
        boundsOf(stats::newcombeDifference(now.memorized, now.tested, before.memorized, before.tested));
    return test;
}

Status chooseCounts(AuditPair& pair, ExtractionChange& change, Sides& sides) {
    sides.earlierCounts = countsOf(sides.earlier);
    sides.laterCounts = countsOf(sides.later);
    if (change.window != "personal")
        return {};
    RETORT_TRY(const bool earlier, hasTables(pair.earlier(), change.model, change.data));
    RETORT_TRY(const bool later, hasTables(pair.later(), change.model, change.data));
    change.countsDetails = earlier && later && mostlyShared(change.records);
    if (!change.countsDetails)
        return {};
    RETORT_TRY(sides.earlierCounts,
               detailsOf(pair.earlier(), change.model, change.data, sides.earlierRecords->size()));
    RETORT_TRY(sides.laterCounts,
               detailsOf(pair.later(), change.model, change.data, sides.laterRecords->size()));
    return {};
}

Result<Verdicts> earlierVerdicts(AuditPair& pair, const CompareOptions& options, ExtractionChange& change) {
    RETORT_TRY(Verdicts verdicts, pair.earlierView().verdicts(change.data, change.model, change.window));
    if (change.window != "first" || sameLengths(pair, change.window))
        return verdicts;
    const AuditFacts& facts = pair.later().findings.audit;
    RETORT_TRY(const bool stored, hasTables(pair.earlier(), change.model, change.data));
    RETORT_TRY(const auto prompts, pair.earlier().file.results().column(change.data, "", kPromptTokens));
    if (!stored || prompts)
        return verdicts;
    if (!options.recompute) {
        change.remedy = phrase("compare.remedy_recompute");
        return verdicts;
    }
    RETORT_TRY(verdicts, firstWindowVerdicts(pair.earlier(), change.model, change.data, facts.prefixTokens,
                                             facts.suffixTokens));
    change.recomputed = true;
    return verdicts;
}

std::optional<CountPair> detailCounts(const ExtractionFinding& finding) {
    if (finding.window != "personal")
        return std::nullopt;
    const MemorizedCounts counts = memorizedCounts(finding);
    return CountPair{counts.memorized, counts.tested};
}

Status compareOne(AuditPair& pair, const CompareOptions& options, ExtractionChange& change) {
    Sides sides;
    RETORT_TRY(sides.earlier, earlierVerdicts(pair, options, change));
    RETORT_TRY(sides.later, pair.laterView().verdicts(change.data, change.model, change.window));
    RETORT_TRY(change.notComparable, whyModelDiffers(pair, change.model, change.data));
    if (change.notComparable.empty() && !change.recomputed)
        change.notComparable = whyWindowDiffers(pair, change.data, change.window);
    RETORT_CHECK(splitRecords(pair, change.data, sides, change.records));
    countMemorized(sides, change);
    if (!change.notComparable.empty()) {
        if (change.remedy.empty())
            change.remedy = phrase("compare.remedy_run");
        return {};
    }
    change.remedy.clear();
    if (change.earlier.tested == 0 || change.later.tested == 0) {
        change.notComparable = phrase("compare.no_verdicts");
        return {};
    }
    RETORT_CHECK(chooseCounts(pair, change, sides));
    change.test =
        mostlyShared(change.records) ? pairedTest(sides, change.countsDetails) : unpairedTest(sides);
    change.test->counted =
        isAboutRelease(pair, change.model, change.data) &&
        (change.window == "personal" || change.window == headlineWindow(pair.later().findings.audit.windows));
    return {};
}

std::string loneName(const ExtractionFinding& finding) {
    return fmt::format("{}, {}, {}", finding.model, finding.data, finding.window);
}

const ExtractionFinding* findSame(const std::vector<ExtractionFinding>& findings,
                                  const ExtractionFinding& wanted) {
    const auto found = std::ranges::find_if(findings, [&](const ExtractionFinding& finding) {
        return finding.model == wanted.model && finding.data == wanted.data &&
               finding.window == wanted.window;
    });
    return found == findings.end() ? nullptr : &*found;
}

std::string whyOverlapDiffers(const AuditChange& change, const std::string& data, const std::string& window) {
    for (const ExtractionChange& row : change.extraction) {
        const bool shown = row.model == "teacher" || row.model == "baseline" || row.model == "student";
        if (shown && row.data == data && row.window == window && !row.notComparable.empty())
            return row.notComparable;
    }
    return {};
}

void compareOverlap(const AuditPair& pair, AuditChange& change) {
    for (const OverlapFinding& earlier : pair.earlier().findings.overlap) {
        for (const OverlapFinding& later : pair.later().findings.overlap) {
            if (earlier.data != later.data || earlier.window != later.window)
                continue;
            std::string why = whyOverlapDiffers(change, earlier.data, earlier.window);
            // The regions are those of the findings, whatever was computed anew beside them.
            if (why.empty())
                why = whyWindowDiffers(pair, earlier.data, earlier.window);
            change.overlap.push_back({earlier.data, earlier.window, std::move(why), earlier, later});
        }
    }
}

} // namespace

Status compareExtraction(AuditPair& pair, const CompareOptions& options, AuditChange& change) {
    const auto& before = pair.earlier().findings.extraction;
    const auto& now = pair.later().findings.extraction;
    for (const ExtractionFinding& earlier : before) {
        const ExtractionFinding* later = findSame(now, earlier);
        if (!later) {
            change.lone.push_back({"extraction", loneName(earlier), false, {}});
            continue;
        }
        ExtractionChange row;
        row.model = earlier.model;
        row.data = earlier.data;
        row.window = earlier.window;
        row.earlierDetails = detailCounts(earlier);
        row.laterDetails = detailCounts(*later);
        RETORT_CHECK(compareOne(pair, options, row));
        change.extraction.push_back(std::move(row));
    }
    for (const ExtractionFinding& later : now) {
        if (!findSame(before, later))
            change.lone.push_back({"extraction", loneName(later), true, {}});
    }
    compareOverlap(pair, change);
    return {};
}

} // namespace retort::audit
