#pragma once

#include "platforms/facts.h"
#include "topology/validate.h"

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

}  // namespace spillway
