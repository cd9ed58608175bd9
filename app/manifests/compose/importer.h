#pragma once

#include "manifests/importer.h"

namespace spillway {

// The Compose Specification as far as it bears on a drawing: services with image, environment, command, links, ports,
// deploy, extends; several files are merged as `docker compose -f a -f b` does. `depends_on` is an order of starting,
// not a call.
Imported importCompose(const std::vector<SourceText>& texts);

}  // namespace spillway
