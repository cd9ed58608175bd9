#pragma once

#include "manifests/exporter.h"

namespace spillway {

// What no schema says: ports in range, min at most max, selectors that select the template, one field in a disruption
// budget, cron expressions, names that are DNS labels, API versions that still exist, containers with a name and an
// image, no object twice. All errors, with file and line, and the drawn item where the file's origins know it.
// Kustomizations are not read.
Diagnostics checkKubernetes(const std::vector<ManifestFile>& files);

}  // namespace spillway
