#pragma once

#include "base/diagnostic.h"
#include "scenario/scenario.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spillway {

// A text to import and the name it goes by in diagnostics: its path, which its own references are relative to.
struct ManifestText {
    std::string name;
    std::string text;
    bool companion = false;  // not given by the user, but referred to by a text that was: read only as that one says
};
using SourceText = ManifestText;

// What could be read, always usable; every guess is a note with code "assumption", every address that leads nowhere a
// warning with code "unresolved-address", whatever could not be read an error. Places have file, line and column.
struct Imported {
    Architecture architecture;
    Diagnostics diagnostics;
    std::size_t workloads = 0;  // objects of the texts that run something (drawn, clients included)
};

// A format. `read` is pure and never throws; several texts are one system (for Compose, later ones override earlier
// ones).
struct Importer {
    std::string_view id;       // "kubernetes"
    std::string_view name;     // "Kubernetes"
    std::string_view expects;  // what files to give, for `--help`
    Imported (*read)(const std::vector<SourceText>& texts);
    // Paths of files that the texts refer to and that are not among them: whoever has a disk adds those that exist, as
    // companions, until nothing new is asked for. Null: the format knows no references.
    std::vector<std::string> (*references)(const std::vector<SourceText>& texts) = nullptr;
    // Names, separated by spaces: the first that a folder has stands for the folder, with its `.override` if there is
    // one. Empty: a folder stands for all its files.
    std::string_view usualNames{};
};

std::span<const Importer> importers();
// Null if there is no such format.
const Importer* findImporter(std::string_view id);

}  // namespace spillway
