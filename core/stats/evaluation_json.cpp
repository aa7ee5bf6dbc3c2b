// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/evaluation.h"

#include <cmath>
#include <limits>

namespace retort::stats {

namespace {

Json orNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json thresholdToJson(double threshold) {
    if (std::isinf(threshold))
        return threshold > 0 ? "inf" : "-inf";
    return threshold;
}

Json toJson(const BalancedAccuracy& accuracy) {
    return {
        {"value", accuracy.value},
        {"interval", toJson(accuracy.interval)},
        {"thresholds", {thresholdToJson(accuracy.thresholds[0]), thresholdToJson(accuracy.thresholds[1])}},
        {"true_positives", accuracy.truePositives},
        {"false_positives", accuracy.falsePositives}};
}

Json toJson(const OperatingPoint& point) {
    Json json;
    json["target_fpr"] = point.targetFpr;
    const bool measured = point.status != PointStatus::Refused;
    const auto put = [&](const char* key, Json value) {
        json[key] = measured ? std::move(value) : Json(nullptr);
    };
    put("threshold", thresholdToJson(point.threshold));
    put("true_positives", point.truePositives);
    put("false_positives", point.falsePositives);
    put("achieved_fpr", point.achievedFpr);
    put("fpr_interval", toJson(point.fprInterval));
    put("tpr", point.tpr);
    put("tpr_interval", toJson(point.tprInterval));
    put("p_value", point.pValue);
    json["status"] = statusName(point.status);
    json["nonmembers_needed"] = point.nonmembersNeeded;
    return json;
}

Interval intervalFrom(const Json& json) {
    return {json.at(0).get<double>(), json.at(1).get<double>()};
}

double thresholdFrom(const Json& json) {
    if (!json.is_string())
        return json.get<double>();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return json.get<std::string>() == "-inf" ? -kInfinity : kInfinity;
}

BalancedAccuracy balancedAccuracyFrom(const Json& json) {
    BalancedAccuracy accuracy;
    accuracy.value = json.at("value").get<double>();
    accuracy.interval = intervalFrom(json.at("interval"));
    for (std::size_t half = 0; half < 2; ++half)
        accuracy.thresholds[half] = thresholdFrom(json.at("thresholds").at(half));
    accuracy.truePositives = json.at("true_positives").get<std::uint64_t>();
    accuracy.falsePositives = json.at("false_positives").get<std::uint64_t>();
    return accuracy;
}

// Keys that older documents lack.
void readLater(const Json& json, Evaluation& evaluation) {
    const auto present = [&](const char* key) { return json.contains(key) && !json.at(key).is_null(); };
    if (present("auc_bootstrap_interval"))
        evaluation.aucBootstrapInterval = intervalFrom(json.at("auc_bootstrap_interval"));
    if (present("roc_band"))
        evaluation.rocBand = RocBand{json.at("roc_band").at("false_positive_rate").get<double>(),
                                     json.at("roc_band").at("true_positive_rate").get<double>()};
    if (present("pr_auc"))
        evaluation.prAuc = json.at("pr_auc").get<double>();
    if (present("balanced_accuracy"))
        evaluation.balancedAccuracy = balancedAccuracyFrom(json.at("balanced_accuracy"));
}

OperatingPoint pointFrom(const Json& json) {
    OperatingPoint point;
    point.targetFpr = json.at("target_fpr").get<double>();
    point.nonmembersNeeded = json.at("nonmembers_needed").get<std::uint64_t>();
    const auto status = json.at("status").get<std::string>();
    if (status == statusName(PointStatus::Refused))
        return point;
    point.status = status == statusName(PointStatus::Ok) ? PointStatus::Ok : PointStatus::Exploratory;
    point.threshold = thresholdFrom(json.at("threshold"));
    point.truePositives = json.at("true_positives").get<std::uint64_t>();
    point.falsePositives = json.at("false_positives").get<std::uint64_t>();
    point.achievedFpr = json.at("achieved_fpr").get<double>();
    point.fprInterval = intervalFrom(json.at("fpr_interval"));
    point.tpr = json.at("tpr").get<double>();
    point.tprInterval = intervalFrom(json.at("tpr_interval"));
    point.pValue = json.at("p_value").get<double>();
    return point;
}

} // namespace

Json toJson(const Interval& interval) {
    return Json::array({interval.lower, interval.upper});
}

Json toJson(const Evaluation& evaluation) {
    Json json;
    json["members"] = evaluation.members;
    json["nonmembers"] = evaluation.nonmembers;
    json["member_clusters"] = evaluation.memberClusters;
    json["nonmember_clusters"] = evaluation.nonmemberClusters;
    json["crossing_clusters"] = evaluation.crossingClusters;
    json["auc"] = evaluation.auc;
    json["auc_interval"] = toJson(evaluation.aucInterval);
    json["auc_bootstrap_interval"] =
        evaluation.aucBootstrapInterval ? toJson(*evaluation.aucBootstrapInterval) : Json(nullptr);
    json["roc_band"] = evaluation.rocBand
                           ? Json{{"false_positive_rate", evaluation.rocBand->falsePositiveRate},
                                  {"true_positive_rate", evaluation.rocBand->truePositiveRate}}
                           : Json(nullptr);
    json["pr_auc"] = orNull(evaluation.prAuc);
    json["balanced_accuracy"] =
        evaluation.balancedAccuracy ? toJson(*evaluation.balancedAccuracy) : Json(nullptr);
    json["smallest_detectable_auc"] = orNull(evaluation.smallestDetectableAuc);
    json["operating_points"] = Json::array();
    for (const OperatingPoint& point : evaluation.operatingPoints)
        json["operating_points"].push_back(toJson(point));
    json["nonfinite"] = evaluation.nonfinite;
    json["warnings"] = evaluation.warnings;
    return json;
}

Result<Evaluation> evaluationFromJson(const Json& json, std::string_view where) {
    try {
        Evaluation evaluation;
        evaluation.members = json.at("members").get<std::uint64_t>();
        evaluation.nonmembers = json.at("nonmembers").get<std::uint64_t>();
        evaluation.memberClusters = json.at("member_clusters").get<std::uint64_t>();
        evaluation.nonmemberClusters = json.at("nonmember_clusters").get<std::uint64_t>();
        evaluation.crossingClusters = json.at("crossing_clusters").get<std::uint64_t>();
        evaluation.auc = json.at("auc").get<double>();
        evaluation.aucInterval = intervalFrom(json.at("auc_interval"));
        if (const Json& detectable = json.at("smallest_detectable_auc"); !detectable.is_null())
            evaluation.smallestDetectableAuc = detectable.get<double>();
        for (const Json& point : json.at("operating_points"))
            evaluation.operatingPoints.push_back(pointFrom(point));
        readLater(json, evaluation);
        evaluation.nonfinite = json.at("nonfinite").get<std::vector<std::string>>();
        evaluation.warnings = json.at("warnings").get<std::vector<std::string>>();
        return evaluation;
    } catch (const Json::exception& exception) {
        return fail(ErrorCode::InvalidInput, "{}: the statistics can't be read ({})", where,
                    exception.what());
    }
}

} // namespace retort::stats
