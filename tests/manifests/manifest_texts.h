#pragma once

#include "support.h"

// Manifests in few words.
namespace spillway::testing {

inline Imported importKubernetesText(const std::string& text) {
    return findImporter("kubernetes")->read({{"shop.yaml", text}});
}

// A Deployment with a Service of its name and port 80; `env` are lines of variables.
inline std::string workload(const std::string& name, const std::string& env = {},
                            const std::string& image = "example.com/app:1") {
    return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name +
           "}\nspec:\n  template:\n    metadata: {labels: {app: " + name +
           "}}\n    spec:\n      containers:\n      - name: main\n        image: " + image + "\n" +
           (env.empty() ? "" : "        env:\n" + env) +
           "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec: {selector: {app: " + name +
           "}, ports: [{port: 80}]}\n---\n";
}

inline std::string variable(const std::string& name, const std::string& value) {
    return "        - {name: " + name + ", value: \"" + value + "\"}\n";
}

inline const Node& node(const Imported& result, const std::string& id) {
    const Node* found = findNode(result.architecture.topology, id);
    if (found == nullptr) qFatal("no node %s", id.c_str());
    return *found;
}

}  // namespace spillway::testing
