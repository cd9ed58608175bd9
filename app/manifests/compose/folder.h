#pragma once

#include "manifests/importer.h"

#include <set>
#include <string>
#include <vector>

namespace spillway::compose {

// `path` as it stands in the file `from`, in its shortest form: "../base.yaml" in "shop/a.yaml" is "base.yaml".
std::string pathBeside(const std::string& path, const std::string& from);

// The texts that were given, by path; remembers what was asked for in vain. No disk is touched.
class Folder {
public:
    explicit Folder(const std::vector<SourceText>& texts) : m_texts{texts} {}

    // Null if it was not given. What lives on another machine is not asked for.
    const SourceText* find(const std::string& path, const std::string& from);
    std::vector<std::string> missing() const { return {m_missing.begin(), m_missing.end()}; }

private:
    const std::vector<SourceText>& m_texts;
    std::set<std::string> m_missing;
};

}  // namespace spillway::compose
