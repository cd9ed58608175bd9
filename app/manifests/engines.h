#pragma once

#include "topology/node_kind.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace spillway {

// A program that the world knows by its image: what kind of node it is, and how it is deployed when the document says
// only its name. Ports, data folders and variables are those of the official images' own pages on Docker Hub.
struct Engine {
    std::string_view name;     // the document's `engine`
    std::string_view aliases;  // other words in an image's name, separated by spaces
    NodeKind kind;
    std::string_view image;  // empty: not one of those we deploy
    std::int64_t port;
    std::string_view dataFolder;  // empty: keeps nothing on disk
    std::string_view scratch;     // other folders it writes, separated by spaces
    std::string_view secret;      // variables it refuses to start without, separated by spaces
    bool telemetry = false;       // watches the system; nobody waits for it
};

std::span<const Engine> engines();
// By its name or an alias; null if unknown.
const Engine* findEngine(std::string_view word);
// From an image such as "docker.io/bitnami/redis:7.2@sha256:..."; null if its name tells nothing. Clients, exporters
// and consoles of an engine ("mongo-express") are not the engine.
const Engine* engineOfImage(std::string_view image);

}  // namespace spillway
