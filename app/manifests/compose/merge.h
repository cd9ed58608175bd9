#pragma once

#include "manifests/compose/folder.h"
#include "manifests/compose/interpolation.h"
#include "manifests/reading/yaml_document.h"

#include <string>
#include <vector>

namespace spillway::compose {

// A service as all its files state it together.
struct MergedService {
    std::string name;
    ManifestNodePtr node;
};

// One document of a file, its variables written out.
struct ComposeFile {
    std::string path;
    ManifestNodePtr document;
};
using Files = std::vector<ComposeFile>;

// What the files of a project are read with.
struct ProjectReader {
    Folder& folder;
    Interpolation& interpolation;
    Diagnostics& problems;
    YamlReader yaml;
};

// The documents of the texts the user gave, in order, each after those it includes.
Files readFiles(const std::vector<SourceText>& texts, ProjectReader& reader);

// Merges the files (later ones over earlier ones, lists appended, `command` and `entrypoint` replaced, !reset and
// !override obeyed) and resolves `extends`. Old files without `services` are read, too.
std::vector<MergedService> mergeServices(const Files& files, ProjectReader& reader);

// The project's `name`; empty if no file states it.
std::string projectName(const Files& files);

}  // namespace spillway::compose
