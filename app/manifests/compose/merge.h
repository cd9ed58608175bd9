#pragma once

#include "manifests/reading/yaml_document.h"

#include <string>
#include <utility>
#include <vector>

namespace spillway::compose {

// A service as all its files state it together.
struct MergedService {
    std::string name;
    ManifestNodePtr node;
};

using Files = std::vector<std::pair<std::string, ManifestNodePtr>>;  // name and document of each file, in order

// Merges the files (later ones over earlier ones, lists appended, `command` and `entrypoint` replaced) and resolves
// `extends`. Old files without `services` are read, too.
std::vector<MergedService> mergeServices(const Files& files, const YamlReader& reader);

// The project's `name`; empty if no file states it.
std::string projectName(const Files& files);

// ${VAR}, ${VAR:-default}, $VAR and $$ with nothing set: what a fresh machine would see.
std::string interpolated(std::string_view text);

}  // namespace spillway::compose
