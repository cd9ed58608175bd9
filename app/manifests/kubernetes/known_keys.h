#pragma once

#include <span>
#include <string>

// Kubernetes' own words, from the strict schema of 1.35: what may stand in these mappings.
namespace spillway::kubernetes {

std::span<const std::string> controllerKeys();  // spec of a Deployment, StatefulSet or DaemonSet
std::span<const std::string> podKeys();         // spec of a pod
std::span<const std::string> containerKeys();
std::span<const std::string> variableKeys();    // an item of env
std::span<const std::string> serviceKeys();     // spec of a Service
std::span<const std::string> autoscalerKeys();  // spec of a HorizontalPodAutoscaler of autoscaling/v2

}  // namespace spillway::kubernetes
