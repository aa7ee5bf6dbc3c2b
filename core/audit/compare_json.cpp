// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/compare.h"
#include "core/audit/findings_json_parts.h"

namespace retort::audit {

namespace {

constexpr int kSchema = 1;

Json textOrNull(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json sharedJson(const SharedRecords& records) {
    return {{"shared", records.shared},
            {"earlier_only", records.earlierOnly},
            {"later_only", records.laterOnly},
            {"changed", records.changed}};
}

Json countJson(const std::optional<CountPair>& count) {
    return count ? Json{{"memorized", count->memorized}, {"tested", count->tested}} : Json(nullptr);
}

Json testJson(const std::optional<ChangeTest>& test) {
    if (!test)
        return nullptr;
    return {{"method", test->method},
            {"earlier", test->earlier},
            {"later", test->later},
            {"interval_of", test->intervalOf},
            {"interval", toJson(test->interval)},
            {"p_value", test->pValue},
            {"up", test->up ? Json(*test->up) : Json(nullptr)},
            {"down", test->down ? Json(*test->down) : Json(nullptr)},
            {"counted", test->counted},
            {"adjusted_p_value", optionalJson(test->adjusted)},
            {"worse", test->worse}};
}

Json rowJson(const ExtractionChange& row) {
    return {{"model", row.model},
            {"data", row.data},
            {"window", row.window},
            {"comparable", row.notComparable.empty()},
            {"reason", textOrNull(row.notComparable)},
            {"remedy", textOrNull(row.remedy)},
            {"recomputed", row.recomputed},
            {"earlier", countJson(row.earlier)},
            {"later", countJson(row.later)},
            {"records", sharedJson(row.records)},
            {"both", row.both},
            {"gained", row.gained},
            {"lost", row.lost},
            {"memorized_earlier_only", row.memorizedEarlierOnly},
            {"memorized_later_only", row.memorizedLaterOnly},
            {"earlier_details", countJson(row.earlierDetails)},
            {"later_details", countJson(row.laterDetails)},
            {"unit", row.countsDetails ? "details" : "records"},
            {"test", testJson(row.test)}};
}

Json rowJson(const OverlapChange& row) {
    return {{"data", row.data},
            {"window", row.window},
            {"comparable", row.notComparable.empty()},
            {"reason", textOrNull(row.notComparable)},
            {"earlier", toJson(row.earlier)},
            {"later", toJson(row.later)}};
}

Json rowJson(const MembershipChange& row) {
    return {{"model", row.model},
            {"data", row.data},
            {"against", row.against},
            {"kind", row.kind},
            {"attack", row.attack},
            {"primary", row.primary},
            {"comparable", row.notComparable.empty()},
            {"reason", textOrNull(row.notComparable)},
            {"remedy", textOrNull(row.remedy)},
            {"earlier", {{"auc", row.earlierAuc}, {"auc_interval", toJson(row.earlierInterval)}}},
            {"later", {{"auc", row.laterAuc}, {"auc_interval", toJson(row.laterInterval)}}},
            {"members", sharedJson(row.members)},
            {"nonmembers", sharedJson(row.nonmembers)},
            {"test", testJson(row.test)}};
}

Json rowJson(const VerdictChange& row) {
    return {{"question", row.question},
            {"earlier", textOrNull(row.earlier)},
            {"later", textOrNull(row.later)},
            {"earlier_criterion", textOrNull(row.earlierCriterion)},
            {"later_criterion", textOrNull(row.laterCriterion)},
            {"changed", row.earlier != row.later || row.earlierCriterion != row.laterCriterion}};
}

Json rowJson(const InputChange& row) {
    return {{"kind", row.kind},
            {"name", row.name},
            {"fact", row.fact},
            {"earlier", textOrNull(row.earlier)},
            {"later", textOrNull(row.later)}};
}

Json rowJson(const LoneResult& row) {
    return {{"kind", row.kind},
            {"name", row.name},
            {"in", row.inLater ? "later" : "earlier"},
            {"remedy", textOrNull(row.remedy)}};
}

template <class Row>
Json listJson(const std::vector<Row>& rows) {
    Json list = Json::array();
    for (const Row& row : rows)
        list.push_back(rowJson(row));
    return list;
}

} // namespace

Json toJson(const Comparison& comparison) {
    Json later = Json::array();
    for (const AuditChange& change : comparison.later)
        later.push_back({{"file", change.name},
                         {"title", change.title},
                         {"version", change.version},
                         {"plan_hash", change.planHash},
                         {"inputs", listJson(change.inputs)},
                         {"extraction", listJson(change.extraction)},
                         {"overlap", listJson(change.overlap)},
                         {"membership", listJson(change.membership)},
                         {"verdicts", listJson(change.verdicts)},
                         {"only_in_one", listJson(change.lone)},
                         {"worse", change.worse}});
    return {{"schema", kSchema},
            {"tolerance", comparison.tolerance},
            {"level", kCompareLevel},
            {"tests", comparison.family},
            {"worse", comparison.worse()},
            {"earlier",
             {{"file", comparison.name},
              {"title", comparison.title},
              {"version", comparison.version},
              {"plan_hash", comparison.planHash}}},
            {"later", std::move(later)}};
}

} // namespace retort::audit
