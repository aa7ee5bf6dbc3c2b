// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/overlap.h"

namespace retort::memorization {

namespace {

Json orNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json intervalOf(const stats::PairedRatio& ratio) {
    return Json::array({orNull(ratio.lower), orNull(ratio.upper)});
}

Json regionsToJson(const Regions& regions) {
    Json json;
    json["teacher"] = regions.teacher;
    json["baseline"] = regions.baseline;
    json["student"] = regions.student;
    json["teacher_baseline"] = regions.teacherBaseline;
    json["teacher_student"] = regions.teacherStudent;
    json["baseline_student"] = regions.baselineStudent;
    json["all"] = regions.all;
    return json;
}

std::uint64_t count(const Json& json, const char* key) {
    return json.at(key).get<std::uint64_t>();
}

} // namespace

Json toJson(const Overlap& overlap) {
    const Regions& regions = overlap.regions;
    const Reduction& reduction = overlap.reduction;
    Json json;
    json["records"] = regions.records;
    json["regions"] = regionsToJson(regions);
    json["inherited"] = regions.inherited();
    json["inherited_rate"] = orNull(regions.inheritedRate());
    json["easy"] = regions.easy();
    json["easy_share"] = orNull(regions.easyShare());
    json["student_only"] = regions.studentOnly();
    Json& out = json["reduction"];
    out["ratio"] = orNull(reduction.ratio.ratio);
    out["interval"] = intervalOf(reduction.ratio);
    out["infinite"] = reduction.ratio.infinite;
    out["p_value"] = reduction.pValue;
    out["both"] = reduction.both;
    out["baseline_only"] = reduction.baselineOnly;
    out["student_only"] = reduction.studentOnly;
    return json;
}

Result<Overlap> overlapFromJson(const Json& json, std::string_view where) {
    try {
        Overlap overlap;
        const Json& regions = json.at("regions");
        overlap.regions = {count(json, "records"),
                           count(regions, "teacher"),
                           count(regions, "baseline"),
                           count(regions, "student"),
                           count(regions, "teacher_baseline"),
                           count(regions, "teacher_student"),
                           count(regions, "baseline_student"),
                           count(regions, "all")};
        const Json& reduction = json.at("reduction");
        overlap.reduction = {count(reduction, "both"),
                             count(reduction, "baseline_only"),
                             count(reduction, "student_only"),
                             {},
                             reduction.at("p_value").get<double>()};
        overlap.reduction.ratio = stats::bonettPriceRatio(
            overlap.reduction.both, overlap.reduction.baselineOnly, overlap.reduction.studentOnly);
        return overlap;
    } catch (const Json::exception& exception) {
        return fail(ErrorCode::InvalidInput, "{}: the overlap can't be read ({})", where, exception.what());
    }
}

} // namespace retort::memorization
