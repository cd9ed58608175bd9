#pragma once

#include "manifests/importer.h"

namespace spillway {

// The Compose Specification as far as it bears on a drawing: services with image, environment, command, links, ports,
// deploy, extends, include; several files are merged as `docker compose -f a -f b` does. `depends_on` is an order of
// starting: it is drawn only to stores, brokers and what watches the system, which are there for nothing but their
// users.
Imported importCompose(const std::vector<SourceText>& texts);

// The .env, env_file, extends and include files that were not given.
std::vector<std::string> composeReferences(const std::vector<SourceText>& texts);

}  // namespace spillway
