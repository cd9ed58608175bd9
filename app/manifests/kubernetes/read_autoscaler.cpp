#include "manifests/kubernetes/cluster.h"
#include "manifests/kubernetes/known_keys.h"

#include "base/text.h"

#include <fmt/format.h>

namespace spillway::kubernetes {
namespace {

std::optional<Duration> windowOf(const ManifestNode* spec, std::string_view direction, const YamlReader& reader) {
    const auto seconds =
        reader.integer(reader.map(reader.map(spec, "behavior"), direction), "stabilizationWindowSeconds");
    return seconds && *seconds >= 0 && *seconds <= 3600 ? std::optional<Duration>{std::chrono::seconds{*seconds}}
                                                        : std::nullopt;
}

// "memory", "requests_per_second": what a metric of any kind watches.
std::string nameOfMetric(const ManifestNode& metric) {
    for (const ManifestNode::Entry& entry : metric.entries) {
        std::string name = entry.value->textAt({"metric", "name"});
        if (name.empty()) name = entry.value->textAt({"name"});
        if (name.empty()) name = entry.value->textAt({"metricName"});
        if (!name.empty()) return name;
    }
    return metric.textAt({"type"});
}

// The CPU target in percent; other metrics go to `others`.
std::optional<std::int64_t> cpuTarget(const ManifestNode& metric, std::string& others, const YamlReader& reader) {
    for (const char* key : {"resource", "containerResource"}) {
        const ManifestNode* resource = reader.map(&metric, key);
        if (resource == nullptr || resource->textAt({"name"}) != "cpu") continue;
        const ManifestNode* target = reader.map(resource, "target");
        const auto percent = reader.integer(target == nullptr ? resource : target,
                                            target == nullptr ? "targetAverageUtilization" : "averageUtilization");
        if (percent) return percent;
    }
    others += (others.empty() ? "" : ", ") + nameOfMetric(metric);
    return std::nullopt;
}

void readMetrics(Hpa& hpa, const ManifestNode* spec, const Place& place, const YamlReader& reader) {
    std::optional<std::int64_t> percent = reader.integer(spec, "targetCPUUtilizationPercentage");
    std::string others;
    if (const ManifestNode* metrics = reader.list(spec, "metrics")) {
        for (const ManifestNodePtr& metric : metrics->items) {
            if (!metric->isMap()) {
                reader.wrongType(*metric, "a metric", "a mapping");
            } else if (const auto cpu = cpuTarget(*metric, others, reader)) {
                percent = cpu;
            }
        }
    }
    if (percent && *percent < 1) return reader.error(place, "bad-target", "the CPU target must be at least 1%");
    if (percent) hpa.cpu = Share::from(static_cast<double>(*percent) / 100).value_or(hpa.cpu);
    if (!others.empty())
        reader.note(
            place, "assumption",
            fmt::format("the autoscaler watches {}, too: only CPU is emulated, at {}", others, toText(hpa.cpu)));
}

}  // namespace

void readAutoscaler(Cluster& cluster, const ManifestNode& object, const std::string& space, const YamlReader& reader) {
    const ManifestNode* spec = reader.map(&object, "spec");
    const ManifestNode* target = reader.map(spec, "scaleTargetRef");
    if (object.textAt({"apiVersion"}) == "autoscaling/v2")
        checkKeys(spec, autoscalerKeys(), "a HorizontalPodAutoscaler", reader);
    FoundAutoscaler found{reader.text(target, "name").value_or(""),
                          target == nullptr ? "" : target->textAt({"kind"}),
                          space,
                          {},
                          object.place};
    found.hpa.min = reader.integer(spec, "minReplicas").value_or(1);
    const auto max = reader.integer(spec, "maxReplicas");
    if (!max) return reader.error(object.place, "missing-key", "the autoscaler has no maxReplicas");
    found.hpa.max = *max;
    if (found.hpa.min < 0 || found.hpa.max < 1)
        return reader.error(
            spec->place, "bad-replicas",
            fmt::format("an autoscaler from {} to {} replicas keeps nothing running", found.hpa.min, *max));
    if (found.hpa.min > found.hpa.max)
        return reader.error(object.place, "min-above-max",
                            fmt::format("minReplicas {} is above maxReplicas {}", found.hpa.min, found.hpa.max));
    readMetrics(found.hpa, spec, object.place, reader);
    found.hpa.scaleDownStabilization = windowOf(spec, "scaleDown", reader).value_or(found.hpa.scaleDownStabilization);
    found.hpa.scaleUpStabilization = windowOf(spec, "scaleUp", reader).value_or(found.hpa.scaleUpStabilization);
    cluster.autoscalers.push_back(std::move(found));
}

}  // namespace spillway::kubernetes
