#pragma once

#include "base/result.h"
#include "manifests/importer.h"

#include <functional>
#include <string>
#include <vector>

namespace spillway {

// Reads one file whole; the sentence of an error names it.
using ReadSource = std::function<Result<std::string>(const std::string& path)>;

struct SourceFiles {
    std::vector<SourceText> texts;  // as given, then the files that they refer to
    std::vector<Error> problems;    // files that were given and cannot be read
};

// The files that make up one system, as `importer` wants them: a folder stands for its usual file, or for every YAML
// file in it at any depth in order of name; files that the texts refer to (Compose's env_file, extends, include) come
// along as far as they exist.
SourceFiles readSources(const std::vector<std::string>& files, const Importer& importer, const ReadSource& read);

// The format that files are in when nobody says: by what the first texts say, or by a folder's usual file.
const Importer& importerOf(const std::vector<std::string>& files, const ReadSource& read);

}  // namespace spillway
