// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/claims.h"

#include "core/audit/phrases.h"
#include "core/audit/roles.h"

#include <algorithm>
#include <array>

namespace retort::audit {

namespace {

enum class Need : std::uint8_t {
    Teacher,
    Baseline,
    SecondBaseline,
    Student,
    Base,
    HeldOut,
    TrainingSet,
    StudentSet,
    TeacherSet,
    TeacherOnlySet,
    SharedSet,
    RandomSplit,
    ThreeSeeds,
    CoinFlips,
    EveryMethod,
    SharedTokenizer,
    PairTokenizer
};

template <class Condition>
bool anySet(const Plan& plan, Condition condition) {
    return std::any_of(plan.data.begin(), plan.data.end(), condition);
}

bool isTrainingSet(const Plan& plan, const DataPlan& data) {
    return isTrainingData(plan, examinedModel(plan), data);
}

bool present(const Plan& plan, std::string_view role) {
    return plan.model(role) != nullptr;
}

bool isControl(const Plan& plan) {
    return present(plan, "base") && !anySet(plan, [&](const DataPlan& data) {
               return isTrainingSet(plan, data) && data.seen("base");
           });
}

// Sets that the examined model or its teacher saw and that were not divided at random.
std::vector<std::string> dividedOtherwise(const Plan& plan) {
    std::vector<std::string> names;
    for (const DataPlan& data : plan.data) {
        if (isTrainingSet(plan, data) && data.split != "random")
            names.push_back(data.name);
    }
    return names;
}

struct NeedRow {
    Need need;
    std::string_view name;   // in JSON
    std::string_view phrase; // why the claim can't be made
    // What is about a model's data counts as met where the model itself is missing: that is said already.
    bool (*met)(const Plan& plan);
};

constexpr bool never(const Plan&) {
    return false;
}

constexpr std::array<NeedRow, 17> kNeeds = {{
    {Need::Teacher, "teacher", "claim.missing_teacher", [](const Plan& p) { return present(p, "teacher"); }},
    {Need::Baseline, "baseline", "claim.missing_baseline",
     [](const Plan& p) { return present(p, "baseline"); }},
    {Need::SecondBaseline, "baseline_2", "claim.missing_baseline_2", isSeedOfBaseline},
    {Need::Student, "student", "claim.missing_student", [](const Plan& p) { return present(p, "student"); }},
    {Need::Base, "base", "claim.missing_base", isControl},
    {Need::HeldOut, "held_out", "claim.missing_held_out", [](const Plan& p) { return !p.heldOut().empty(); }},
    {Need::TrainingSet, "training_set", "claim.missing_training_set",
     [](const Plan& p) { return anySet(p, [&](const DataPlan& data) { return isTrainingSet(p, data); }); }},
    {Need::StudentSet, "student_set", "claim.missing_student_set",
     [](const Plan& p) {
         return !present(p, "student") ||
                anySet(p, [](const DataPlan& data) { return data.seen("student"); });
     }},
    {Need::TeacherSet, "teacher_set", "claim.missing_teacher_set",
     [](const Plan& p) {
         return !present(p, "teacher") ||
                anySet(p, [](const DataPlan& data) { return data.seen("teacher"); });
     }},
    {Need::TeacherOnlySet, "teacher_only_set", "claim.missing_teacher_only_set",
     [](const Plan& p) {
         return !present(p, "teacher") || !present(p, "student") ||
                anySet(p, [](const DataPlan& data) { return data.seen("teacher") && !data.seen("student"); });
     }},
    {Need::SharedSet, "shared_set", "claim.missing_shared_set",
     [](const Plan& p) {
         return !present(p, "baseline") || !present(p, "student") ||
                anySet(p, [](const DataPlan& data) { return data.seen("baseline") && data.seen("student"); });
     }},
    {Need::RandomSplit, "random_split", "claim.missing_random_split",
     [](const Plan& p) { return dividedOtherwise(p).empty(); }},
    {Need::ThreeSeeds, "three_seeds", "claim.missing_three_seeds", never},
    {Need::CoinFlips, "coin_flips", "claim.missing_coin_flips", never},
    {Need::EveryMethod, "every_method", "claim.missing_every_method", never},
    {Need::SharedTokenizer, "shared_tokenizer", "claim.missing_shared_tokenizer",
     [](const Plan& p) {
         return shareTokenizer(p, {"teacher", "baseline", "student"});
     }},
    {Need::PairTokenizer, "shared_tokenizer", "claim.missing_pair_tokenizer",
     [](const Plan& p) {
         return shareTokenizer(p, {"baseline", "student"});
     }},
}};

struct ClaimRow {
    std::string_view id;
    std::string_view phrase; // what is said, as the rest of "It may be said ..."
    std::vector<Need> needs;
};

// The table. Each row is one statement; a row without a need could always be made.
const std::vector<ClaimRow>& claimTable() {
    static const std::vector<ClaimRow> rows = {
        {"extraction_count", "claim.extraction_count", {Need::TrainingSet}},
        {"extraction_beyond_chance", "claim.extraction_beyond_chance", {Need::TrainingSet, Need::HeldOut}},
        {"extraction_beyond_base", "claim.extraction_beyond_base", {Need::TrainingSet, Need::Base}},
        {"reduction",
         "claim.reduction",
         {Need::Baseline, Need::Student, Need::SharedSet, Need::SharedTokenizer}},
        {"utility", "claim.utility", {Need::Baseline, Need::Student, Need::HeldOut, Need::PairTokenizer}},
        {"whose_doing",
         "claim.whose_doing",
         {Need::Teacher, Need::Baseline, Need::Student, Need::TrainingSet, Need::SharedTokenizer}},
        {"inherited",
         "claim.inherited",
         {Need::Teacher, Need::Baseline, Need::Student, Need::TeacherSet, Need::SharedTokenizer}},
        {"seed_floor",
         "claim.seed_floor",
         {Need::Teacher, Need::Baseline, Need::Student, Need::TeacherSet, Need::SecondBaseline,
          Need::SharedTokenizer}},
        {"cause", "claim.cause", {Need::Teacher, Need::Baseline, Need::Student, Need::ThreeSeeds}},
        {"membership_direct", "claim.membership_direct", {Need::Student, Need::StudentSet, Need::HeldOut}},
        {"membership_indirect",
         "claim.membership_indirect",
         {Need::Teacher, Need::Student, Need::TeacherOnlySet, Need::HeldOut}},
        {"membership_by_training",
         "claim.membership_by_training",
         {Need::TrainingSet, Need::HeldOut, Need::RandomSplit}},
        {"control", "claim.control", {Need::TrainingSet, Need::HeldOut, Need::Base}},
        {"epsilon", "claim.epsilon", {Need::CoinFlips}},
        {"absence", "claim.absence", {Need::EveryMethod}},
    };
    return rows;
}

const NeedRow& rowOf(Need need) {
    return *std::find_if(kNeeds.begin(), kNeeds.end(), [&](const NeedRow& row) { return row.need == need; });
}

std::string reasonOf(const Plan& plan, const NeedRow& row) {
    if (row.need == Need::TrainingSet)
        return phrase(row.phrase, {{"model", examinedModel(plan)}});
    if (row.need == Need::RandomSplit)
        return phrase(row.phrase, {{"data", fmt::format("{}", fmt::join(dividedOtherwise(plan), ", "))}});
    return phrase(row.phrase);
}

Claim claimOf(const Plan& plan, const ClaimRow& row) {
    Claim claim;
    claim.id = row.id;
    std::vector<std::string> reasons;
    for (const Need need : row.needs) {
        const NeedRow& needed = rowOf(need);
        if (needed.met(plan))
            continue;
        claim.missing.emplace_back(needed.name);
        reasons.push_back(reasonOf(plan, needed));
    }
    claim.allowed = claim.missing.empty();
    const std::string what = row.id == "extraction_count"
                                 ? phrase(row.phrase, {{"model", examinedModel(plan)}})
                                 : phrase(row.phrase);
    claim.sentence =
        claim.allowed
            ? phrase("claim.may", {{"what", what}})
            : phrase("claim.may_not",
                     {{"what", what},
                      {"reasons", fmt::format("{}", fmt::join(reasons, phrase("claim.and_because")))}});
    return claim;
}

} // namespace

std::vector<Claim> claimsOf(const Plan& plan) {
    std::vector<Claim> claims;
    for (const ClaimRow& row : claimTable())
        claims.push_back(claimOf(plan, row));
    return claims;
}

} // namespace retort::audit
