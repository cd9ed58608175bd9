#pragma once

#include "manifests/importer.h"

namespace spillway {

// Service graphs of isotope (istio/tools): services with replicas and a script of steps, each a sleep, a call or a list
// of those at once. Steps become the order of calls, sleeps the own work.
Imported importIsotope(const std::vector<SourceText>& texts);

}  // namespace spillway
