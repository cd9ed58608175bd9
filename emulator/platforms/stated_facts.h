#pragma once

#include "platforms/facts.h"
#include "topology/topology.h"
#include "topology/validate.h"

#include <optional>
#include <vector>

// What a document knows better than resources/platforms/ does.
namespace spillway {

// Every number that can be stated, in the order of the sheets: by FactNote::id().
std::vector<FactNote> knownFacts(const PlatformFacts& facts);

// `base` with the sheets read anew in which something is stated; a stated number is no assumption. To be used only
// without problems, which are told all at once: an id that no sheet has, one that is stated twice, a value that cannot
// be read or that no platform can have.
struct StatedFacts {
    PlatformFacts facts;
    Findings problems;
};
StatedFacts statedFacts(const std::vector<StatedFact>& stated, const PlatformFacts& base);

// What counts in a document: what it states, unless there are problems with it; else what this build knows. Sheets are
// read again only when something else is stated than the last time: until then the reference holds.
class FactsInForce {
public:
    const PlatformFacts& of(const Topology& topology);

private:
    std::vector<StatedFact> m_stated;
    std::optional<PlatformFacts> m_facts;  // where something is stated
};

}  // namespace spillway
