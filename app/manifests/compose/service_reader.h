#pragma once

#include "manifests/compose/merge.h"
#include "manifests/reading/draft.h"

namespace spillway::compose {

// One service as a draft workload, its environment files read; links and dependencies are not.
DraftWorkload readService(const MergedService& service, ProjectReader& reader);

}  // namespace spillway::compose
