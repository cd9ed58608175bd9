#pragma once

#include "manifests/exporter.h"

namespace spillway {

// Core Kubernetes 1.27 and newer: one folder a namespace, one file a node, put together by a kustomization.
Export renderKubernetes(const DeploymentPlan& plan);

}  // namespace spillway
