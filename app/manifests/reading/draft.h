#pragma once

#include "manifests/importer.h"
#include "manifests/reading/addresses.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spillway {

// A value that may hold an address: a variable of the environment, or a word of the command (then `variable` is the
// flag).
struct Statement {
    std::string variable;
    std::string value;
    Place place;
    bool argument = false;
    bool secret = false;  // never to be printed
};

// That a workload starts after another one: an order, which may or may not be a call.
struct StartOrder {
    std::size_t after;  // workload
    Place place;
};

// Something that runs, as a format states it, before it is a node.
struct DraftWorkload {
    std::string name;
    std::string space;   // namespace; empty if not stated
    std::string id;      // stated for certain by an earlier export; else empty
    std::string object;  // the kind of object that states it, where a name alone does not tell them apart
    Place place;
    Platform platform = Platform::unspecified;
    std::optional<std::int64_t> concurrency;
    std::optional<NodeKind> kind;  // stated for certain; else guessed from the image
    std::string image;
    std::optional<std::int64_t> port;
    std::int64_t replicas = 1;
    Resources resources;
    std::optional<Hpa> hpa;
    std::string cron;
    std::vector<Statement> statements;
    std::vector<std::size_t> linked;  // workloads it is wired to by a legacy link
    std::vector<StartOrder> startsAfter;
    std::string
        published;  // how it is reached from outside, for a sentence: "its port 8080 is published"; empty: it is not
    std::vector<std::string> sources;  // ids of clients that an earlier export knew
    bool named = false;                // others can reach it by a name
    bool outside = false;              // only an address: nothing runs here
};

// What a host name leads to.
struct HostTarget {
    bool known = false;                  // the name exists here
    std::vector<std::size_t> workloads;  // behind the name
};

// What an earlier export noted because its target has no object for it.
struct NotedNode {
    std::string id;
    NodeKind kind = NodeKind::service;
    std::string in;
};
struct NotedFlow {
    std::string from;
    std::string to;
    FlowKind kind = FlowKind::call;
};

struct Draft {
    std::vector<NotedNode> notedNodes;
    std::vector<NotedFlow> notedFlows;
    std::string system;
    std::vector<Boundary> boundaries;
    std::map<std::string, std::string> boundaryOfSpace;  // id by namespace
    std::vector<DraftWorkload> workloads;
    std::function<HostTarget(const std::string& host, const std::string& space)> resolve;
    Diagnostics diagnostics;
};

// Draws the draft: nodes with guessed kinds and assumed work, flows along the addresses, a source if the texts have
// none and a scenario of 500 requests/s for 10 minutes. Everything not stated becomes a note.
Imported draw(Draft draft);

// From a path such as "a/b/kubernetes-manifests.yaml": "kubernetes-manifests".
std::string stemOf(const std::string& path);
// The name of the folder it stands in: "b"; empty if the path has none.
std::string folderOf(const std::string& path);

}  // namespace spillway
