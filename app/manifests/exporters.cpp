#include "manifests/exporter.h"

#include "manifests/kubernetes/exporter.h"
#include "manifests/step_functions/exporter.h"

#include <algorithm>
#include <array>

namespace spillway {
namespace {

constexpr std::array<Exporter, 2> kExporters{
    {{"kubernetes", "Kubernetes", &renderKubernetes}, {"step_functions", "Step Functions", &renderStepFunctions}}};

}  // namespace

std::span<const Exporter> exporters() { return kExporters; }

const Exporter* findExporter(std::string_view id) {
    const auto found = std::ranges::find(kExporters, id, &Exporter::id);
    return found == kExporters.end() ? nullptr : &*found;
}

}  // namespace spillway
