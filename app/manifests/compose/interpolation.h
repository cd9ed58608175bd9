#pragma once

#include "base/diagnostic.h"
#include "manifests/reading/yaml_document.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace spillway::compose {

using Variables = std::map<std::string, std::string, std::less<>>;

// Writes variables into texts as Compose does: $VAR, ${VAR}, ${VAR:-default}, ${VAR-default}, ${VAR:+other},
// ${VAR:?why}, nested, and
// $$ for a dollar. What is not set and has no default is empty, and noted once with the place of its first use.
class Interpolation {
public:
    explicit Interpolation(const Variables& set) : m_set{set} {}

    std::string text(std::string_view text, const Place& place, int depth = 0);
    // The node with every value in it written out; keys stay as they are.
    ManifestNodePtr tree(const ManifestNodePtr& node);
    Diagnostics notes() const;

private:
    std::string braced(std::string_view inside, const Place& place, int depth);
    std::string valueOf(std::string_view name, const Place& place);

    const Variables& m_set;
    std::map<std::string, Place, std::less<>> m_unset;
    std::map<ManifestNodePtr, ManifestNodePtr> m_done;  // aliases stay shared
};

// KEY=value lines: comments, quotes and `export` as Compose reads them; a line without `=` states nothing.
Variables readEnvFile(std::string_view text);

}  // namespace spillway::compose
