// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/external_scores.h"

#include "core/audit/derive.h"
#include "core/audit/phrases.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/stats/score_file.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>

namespace retort::audit {

namespace {

struct Place {
    std::string data;
    std::uint64_t ordinal = 0;
};

// The records of one class, as a score file may name them.
class Candidates {
public:
    static Result<Candidates> of(AuditView& view, const std::vector<std::string>& sets) {
        Candidates candidates;
        for (const std::string& data : sets) {
            RETORT_TRY(const auto* records, view.records(data));
            for (const store::Record& record : *records) {
                const Place place{data, record.ordinal};
                candidates.m_excluded += record.excluded ? 1U : 0U;
                candidates.m_inOrder.push_back(place);
                candidates.m_byId.emplace(data + ":" + record.id, place);
                // An id of several sets names none of them.
                const auto [known, isNew] = candidates.m_plain.emplace(record.id, place);
                if (!isNew && known->second && known->second->data != data)
                    known->second.reset();
            }
        }
        return candidates;
    }

    [[nodiscard]] std::optional<Place> byId(const std::string& id) const {
        if (const auto found = m_plain.find(id); found != m_plain.end() && found->second)
            return found->second;
        const auto found = m_byId.find(id);
        return found == m_byId.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] const std::vector<Place>& inOrder() const { return m_inOrder; }
    [[nodiscard]] std::uint64_t excluded() const { return m_excluded; }

private:
    std::vector<Place> m_inOrder;
    std::unordered_map<std::string, Place> m_byId;
    std::unordered_map<std::string, std::optional<Place>> m_plain;
    std::uint64_t m_excluded = 0;
};

std::vector<std::string> memberSets(const Plan& plan, const ScoresPlan& scores) {
    if (!scores.data.empty())
        return scores.data;
    std::vector<std::string> sets;
    for (const DataPlan& data : plan.data) {
        if (!data.seenBy.empty())
            sets.push_back(data.name);
    }
    return sets;
}

std::vector<std::string> heldOutSets(const Plan& plan) {
    std::vector<std::string> sets;
    for (const DataPlan* data : plan.heldOut())
        sets.push_back(data->name);
    return sets;
}

Result<std::size_t> chooseColumn(const stats::ScoreFile& file, const ScoresPlan& scores) {
    std::vector<std::string> names;
    for (const stats::ScoreFile::Attack& attack : file.attacks)
        names.push_back(attack.name);
    if (scores.attack.empty() && names.size() == 1)
        return 0;
    const auto found = std::ranges::find(names, scores.attack);
    if (found == names.end())
        return fail(
            ErrorCode::Usage,
            "{}: holds the attacks {}; say which with attack = \"...\" in [[membership.scores]] \"{}\"",
            scores.path.string(), fmt::join(names, ", "), scores.name);
    return static_cast<std::size_t>(found - names.begin());
}

Status checkOrder(const stats::ScoreFile& file, const ScoresPlan& scores, const Plan& plan,
                  const std::array<Candidates, 2>& classes) {
    std::array<std::uint64_t, 2> counts{};
    for (const std::uint8_t member : file.isMember)
        ++counts[member];
    const bool whole = plan.sample == 0 && classes[0].excluded() + classes[1].excluded() == 0;
    if (whole && counts[1] == classes[1].inOrder().size() && counts[0] == classes[0].inOrder().size())
        return {};
    return fail(ErrorCode::Usage,
                "{}: can't be matched by order: it has {} members and {} non-members, the audit {} and {} "
                "records, of "
                "which {} are excluded{}; give the scores ids",
                scores.path.string(), counts[1], counts[0], classes[1].inOrder().size(),
                classes[0].inOrder().size(), classes[0].excluded() + classes[1].excluded(),
                plan.sample > 0 ? ", and it is a sample" : "");
}

struct Matched {
    std::map<std::string, std::vector<double>> columns; // by data set
    std::vector<std::string> unmatched;                 // ids in the file
};

Result<Matched> match(AuditView& view, const stats::ScoreFile& file, std::size_t column,
                      const ScoresPlan& scores) {
    const Plan& plan = view.plan();
    RETORT_TRY(Candidates others, Candidates::of(view, heldOutSets(plan)));
    RETORT_TRY(Candidates members, Candidates::of(view, memberSets(plan, scores)));
    const std::array<Candidates, 2> classes{std::move(others), std::move(members)};
    const bool byOrder = scores.match == "order";
    if (byOrder)
        RETORT_CHECK(checkOrder(file, scores, plan, classes));
    Matched matched;
    for (const Candidates& candidates : classes) {
        for (const Place& place : candidates.inOrder())
            matched.columns[place.data].push_back(std::numeric_limits<double>::quiet_NaN());
    }
    std::array<std::size_t, 2> next{};
    for (std::size_t i = 0; i < file.ids.size(); ++i) {
        const Candidates& candidates = classes[file.isMember[i]];
        const std::optional<Place> place =
            byOrder ? candidates.inOrder()[next[file.isMember[i]]++] : candidates.byId(file.ids[i]);
        if (place)
            matched.columns[place->data][place->ordinal] = file.attacks[column].scores[i];
        else
            matched.unmatched.push_back(file.ids[i]);
    }
    return matched;
}

// Records that the audit scored and the file did not.
Result<std::uint64_t> countWithout(AuditView& view, const Matched& matched) {
    std::uint64_t without = 0;
    for (const auto& [data, values] : matched.columns) {
        RETORT_TRY(const auto* records, view.records(data));
        for (const store::Record& record : *records)
            without += !record.excluded && std::isnan(values[record.ordinal]) ? 1U : 0U;
    }
    return without;
}

struct OpenedScores {
    stats::ScoreFile file;
    std::size_t column = 0; // the attack chosen
};

// What can be said of the file without the records.
Result<OpenedScores> openScores(std::string_view text, const ScoresPlan& scores) {
    RETORT_TRY(stats::ScoreFile file, stats::parseScores(text, scores.path.string(),
                                                         {stats::findFormat(scores.format),
                                                          stats::findDirection(scores.direction)}));
    RETORT_TRY(const std::size_t column, chooseColumn(file, scores));
    if (!file.named && scores.match != "order")
        return fail(
            ErrorCode::Usage,
            "{}: this layout has no record ids; if its records stand in the order of the data files, say "
            "match = \"order\" in [[membership.scores]] \"{}\"",
            scores.path.string(), scores.name);
    return OpenedScores{std::move(file), column};
}

Status importOne(store::AuditFile& audit, AuditView& view, const ScoresPlan& scores, Findings& findings) {
    RETORT_TRY(const auto text, MappedFile::open(scores.path));
    RETORT_TRY(const OpenedScores opened, openScores(text->text(), scores));
    const stats::ScoreFile& file = opened.file;
    RETORT_TRY(const Matched matched, match(view, file, opened.column, scores));
    for (const auto& [data, values] : matched.columns)
        RETORT_CHECK(audit.results().putColumn(data, scores.model, attackColumn(scores.name), values));
    RETORT_TRY(const std::uint64_t without, countWithout(view, matched));
    constexpr std::size_t kNamed = 10;
    const std::size_t named = std::min(kNamed, matched.unmatched.size());
    if (!matched.unmatched.empty())
        findings.warnings.push_back(phrase(
            "warning.scores_unmatched",
            {{"attack", scores.name},
             {"count", countText(matched.unmatched.size())},
             {"ids",
              fmt::format("{}", fmt::join(matched.unmatched.begin(),
                                          matched.unmatched.begin() + static_cast<std::ptrdiff_t>(named),
                                          ", "))}}));
    if (without > 0)
        findings.warnings.push_back(
            phrase("warning.scores_missing", {{"attack", scores.name}, {"count", countText(without)}}));
    return audit.events().append("scores", {{"attack", scores.name},
                                            {"model", scores.model},
                                            {"format", stats::formatName(file.format)},
                                            {"sha256", toHex(sha256(text->text()))},
                                            {"scores", file.ids.size()},
                                            {"unmatched", matched.unmatched.size()},
                                            {"records_without", without}});
}

} // namespace

Status checkScoreFiles(const Plan& plan) {
    for (const ScoresPlan& scores : plan.externalScores) {
        RETORT_TRY(const auto text, MappedFile::open(scores.path));
        RETORT_TRY(const OpenedScores opened, openScores(text->text(), scores));
    }
    return {};
}

Status importScores(store::AuditFile& audit, AuditView& view, Findings& findings) {
    for (const ScoresPlan& scores : view.plan().externalScores)
        RETORT_CHECK(importOne(audit, view, scores, findings));
    return {};
}

} // namespace retort::audit
