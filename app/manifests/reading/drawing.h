#pragma once

#include "manifests/engines.h"
#include "manifests/reading/draft.h"

#include <map>

// The steps of draw(), on shared ground.
namespace spillway::drawing {

struct Canvas {
    Draft draft;
    Imported result;
    std::vector<std::string> ids;                  // of each workload's node
    std::vector<const Engine*> engines;            // of each workload; null if unknown
    std::map<std::string, std::string> externals;  // node id by host

    Topology& topology() { return result.architecture.topology; }
    void note(const Place& place, const std::string& item, std::string sentence, std::string hint = {});
    bool isTelemetry(std::size_t workload) const {
        return engines[workload] != nullptr && engines[workload]->telemetry;
    }
    NodeKind kindOf(std::size_t workload) const;
};

void drawNodes(Canvas& canvas);
void drawFlows(Canvas& canvas);
// Load generators become clients; without any, clients are added in front of what is published or called by nobody.
void drawSources(Canvas& canvas);
// A flow that closes a loop of calls would never end: nobody takes it.
void cutLoops(Canvas& canvas);
// What is said once for all nodes: work times, shares, the scenario.
void stateAssumptions(Canvas& canvas);

}  // namespace spillway::drawing
