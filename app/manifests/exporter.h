#pragma once

#include "base/diagnostic.h"
#include "manifests/plan.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spillway {

// Where a line of a manifest comes from in the drawing.
struct LineOrigin {
    int line = 0;       // from 1
    std::string item;   // node or boundary id, or flow "a -> b"
    std::string field;  // "scaling.hpa.max"; empty: the item as a whole
    friend bool operator==(const LineOrigin&, const LineOrigin&) = default;
};

struct ManifestFile {
    std::string path;  // relative, with '/', below the destination: "kubernetes/orders/order-api.yaml"
    std::string text;
    std::vector<LineOrigin> origins;  // in order of line; lines that come from nothing drawn are left out
    friend bool operator==(const ManifestFile&, const ManifestFile&) = default;
};

// What an exporter made of a plan. Diagnostics with code "lossy" name what the target cannot express and what was
// written instead; errors mean that the files must not be written.
struct Export {
    std::vector<ManifestFile> files;  // in order of path
    Diagnostics diagnostics;
};

// A target. `render` is pure: same plan, same bytes; it touches no disk, clock or environment.
struct Exporter {
    std::string_view id;    // "kubernetes", also the name of its folder below the destination
    std::string_view name;  // "Kubernetes"
    Export (*render)(const DeploymentPlan& plan);
};

// In the order the interface shows them.
std::span<const Exporter> exporters();
// Null if there is no such target.
const Exporter* findExporter(std::string_view id);

}  // namespace spillway
