// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/findings_json_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::audit {

Json optionalJson(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

std::optional<double> optionalNumber(const Json& value) {
    return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

Json toJson(const Interval& interval) {
    return Json::array({optionalJson(interval.low), optionalJson(interval.high)});
}

Interval intervalFrom(const Json& value) {
    return {optionalNumber(value.at(0)), optionalNumber(value.at(1))};
}

Json toJson(const OverlapFinding& finding) {
    const memorization::Regions& regions = finding.regions;
    const Reduction& reduction = finding.reduction;
    return {{"data", finding.data},
            {"window", finding.window},
            {"records", finding.records},
            {"regions",
             {{"teacher", regions.teacher},
              {"baseline", regions.baseline},
              {"student", regions.student},
              {"teacher_baseline", regions.teacherBaseline},
              {"teacher_student", regions.teacherStudent},
              {"baseline_student", regions.baselineStudent},
              {"all", regions.all}}},
            {"inherited", finding.inherited},
            {"inherited_rate", optionalJson(finding.inheritedRate)},
            {"easy", finding.easy},
            {"easy_share", optionalJson(finding.easyShare)},
            {"student_only", finding.studentOnly},
            {"seed_floor", finding.seedFloor ? Json(*finding.seedFloor) : Json(nullptr)},
            {"reduction",
             {{"ratio", optionalJson(reduction.ratio)},
              {"infinite", reduction.infinite},
              {"interval", toJson(reduction.interval)},
              {"p_value", optionalJson(reduction.pValue)},
              {"adjusted_p_value", optionalJson(reduction.adjustedPValue)},
              {"lower_utility", reduction.lowerUtility}}}};
}

OverlapFinding overlapFrom(const Json& value) {
    OverlapFinding finding;
    value.at("data").get_to(finding.data);
    value.at("window").get_to(finding.window);
    value.at("records").get_to(finding.records);
    const Json& regions = value.at("regions");
    finding.regions = {finding.records,
                       regions.at("teacher"),
                       regions.at("baseline"),
                       regions.at("student"),
                       regions.at("teacher_baseline"),
                       regions.at("teacher_student"),
                       regions.at("baseline_student"),
                       regions.at("all")};
    value.at("inherited").get_to(finding.inherited);
    finding.inheritedRate = optionalNumber(value.at("inherited_rate"));
    value.at("easy").get_to(finding.easy);
    finding.easyShare = optionalNumber(value.at("easy_share"));
    value.at("student_only").get_to(finding.studentOnly);
    const Json& reduction = value.at("reduction");
    finding.reduction = {optionalNumber(reduction.at("ratio")),
                         reduction.at("infinite"),
                         intervalFrom(reduction.at("interval")),
                         optionalNumber(reduction.at("p_value")),
                         optionalNumber(reduction.at("adjusted_p_value")),
                         reduction.at("lower_utility")};
    if (const auto floor = value.find("seed_floor"); floor != value.end() && !floor->is_null())
        finding.seedFloor = floor->get<std::uint64_t>(); // absent in older audits
    return finding;
}

Json toJson(const Claim& claim) {
    return {{"id", claim.id},
            {"allowed", claim.allowed},
            {"sentence", claim.sentence},
            {"missing", claim.missing}};
}

Json toJson(const Selftest& selftest) {
    Json controls = Json::array();
    for (const SelftestControl& control : selftest.controls)
        controls.push_back({{"id", control.id},
                            {"outcome", control.passed ? "passed" : "failed"},
                            {"rule", control.rule},
                            {"inputs", control.inputs},
                            {"sentence", control.sentence}});
    return {{"passed", selftest.passed()},
            {"error_rate", selftest.errorRate},
            {"version", selftest.version},
            {"precision", selftest.precision},
            {"instruction_set", selftest.instructionSet},
            {"threads", selftest.threads},
            {"controls", std::move(controls)}};
}

bool Selftest::passed() const {
    return !controls.empty() && std::all_of(controls.begin(), controls.end(),
                                            [](const SelftestControl& control) { return control.passed; });
}

Claim claimFrom(const Json& value) {
    return {value.at("id"), value.at("allowed"), value.at("sentence"), value.at("missing")};
}

Selftest selftestFrom(const Json& value) {
    Selftest selftest;
    value.at("version").get_to(selftest.version);
    value.at("precision").get_to(selftest.precision);
    value.at("instruction_set").get_to(selftest.instructionSet);
    value.at("threads").get_to(selftest.threads);
    value.at("error_rate").get_to(selftest.errorRate);
    for (const Json& control : value.at("controls"))
        selftest.controls.push_back({control.at("id"), control.at("outcome") == "passed", control.at("rule"),
                                     control.at("inputs"), control.at("sentence")});
    return selftest;
}

const Specification* SpecificationCurve::planned() const {
    const auto found = std::find_if(specifications.begin(), specifications.end(),
                                    [](const Specification& way) { return way.planned; });
    return found == specifications.end() ? nullptr : &*found;
}

std::size_t SpecificationCurve::agreeing() const {
    const Specification* own = planned();
    return static_cast<std::size_t>(
        std::count_if(specifications.begin(), specifications.end(),
                      [&](const Specification& way) { return own && way.verdict == own->verdict; }));
}

Json toJson(const SpecificationCurve& curve) {
    const Specification* own = curve.planned();
    Json ways = Json::array();
    for (const Specification& way : curve.specifications) {
        Json choices = Json::object();
        for (const auto& [name, value] : way.choices)
            choices[name] = value;
        ways.push_back({{"choices", std::move(choices)},
                        {curve.measure, std::isnan(way.value) ? Json() : Json(way.value)},
                        {"interval", toJson(way.interval)},
                        {"verdict", way.verdict},
                        {"planned", way.planned}});
    }
    return {{"question", curve.question},
            {"model", curve.model},
            {"data", curve.data},
            {"measure", curve.measure},
            {"verdict", own ? Json(own->verdict) : Json()},
            {"agreeing", curve.agreeing()},
            {"of", curve.specifications.size()},
            {"specifications", std::move(ways)}};
}

SpecificationCurve curveFrom(const Json& value) {
    SpecificationCurve curve;
    value.at("question").get_to(curve.question);
    value.at("model").get_to(curve.model);
    value.at("data").get_to(curve.data);
    value.at("measure").get_to(curve.measure);
    for (const Json& entry : value.at("specifications")) {
        Specification way;
        for (const auto& [name, choice] : entry.at("choices").items())
            way.choices.emplace_back(name, choice.get<std::string>());
        way.value =
            optionalNumber(entry.at(curve.measure)).value_or(std::numeric_limits<double>::quiet_NaN());
        way.interval = intervalFrom(entry.at("interval"));
        entry.at("verdict").get_to(way.verdict);
        entry.at("planned").get_to(way.planned);
        curve.specifications.push_back(std::move(way));
    }
    return curve;
}

} // namespace retort::audit
