#pragma once

#include "manifests/compose/merge.h"
#include "manifests/reading/draft.h"

namespace spillway::compose {

// One service as a draft workload; links are not read.
DraftWorkload readService(const MergedService& service, const YamlReader& reader);

}  // namespace spillway::compose
