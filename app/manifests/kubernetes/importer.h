#pragma once

#include "manifests/importer.h"

namespace spillway {

// Reads workloads (Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, DeploymentConfig, bare Pod,
// CronJob), Services, Ingresses, autoscalers, ConfigMaps as environments, Namespaces, and Lists of all these. Other
// kinds are named, not read.
Imported importKubernetes(const std::vector<SourceText>& texts);

}  // namespace spillway
