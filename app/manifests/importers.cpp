#include "manifests/compose/importer.h"
#include "manifests/importer.h"
#include "manifests/isotope/importer.h"
#include "manifests/kubernetes/importer.h"

#include <algorithm>
#include <array>

namespace spillway {
namespace {

constexpr std::array<Importer, 3> kImporters{{
    {"kubernetes",
     "Kubernetes",
     "manifests: YAML with any number of objects; Helm charts and kustomizations rendered first",
     &importKubernetes,
     nullptr,
     {}},
    {"compose", "Compose",
     "Compose files; later ones override earlier ones; .env, env_file, extends and include are followed",
     &importCompose, &composeReferences, "compose.yaml compose.yml docker-compose.yml docker-compose.yaml"},
    {"isotope",
     "Isotope",
     "service graphs of istio/tools: services with replicas and scripts",
     &importIsotope,
     nullptr,
     {}},
}};

}  // namespace

std::span<const Importer> importers() { return kImporters; }

const Importer* findImporter(std::string_view id) {
    const auto found = std::ranges::find(kImporters, id, &Importer::id);
    return found == kImporters.end() ? nullptr : &*found;
}

}  // namespace spillway
