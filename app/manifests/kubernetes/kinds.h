#pragma once

#include "manifests/reading/yaml_document.h"

#include <string_view>

namespace spillway::kubernetes {

// What an object is to a drawing.
enum class Reading {
    workload,        // it runs something
    knativeService,  // the same, with a name and a way in of its own
    service,
    autoscaler,
    ingress,
    gatewayRoute,    // of the Gateway API
    virtualService,  // of Istio
    openshiftRoute,
    config,
    secret,
    space,
    harmless,  // says nothing about who calls whom, and nobody would miss it
    unread,
};

// By kind and API group: `Service` of v1 and of serving.knative.dev are different things. Without an apiVersion the
// kind decides.
Reading readingOf(const ManifestNode& object);

// What to do about a kind that is not read; empty: nothing is known about it.
std::string_view adviceFor(std::string_view kind);

}  // namespace spillway::kubernetes
