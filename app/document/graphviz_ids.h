#pragma once

#include <graphviz/cgraph.h>

namespace spillway {

// Ids for Graphviz in the order of creation. Its own ids are the addresses of the names, and it walks subgraphs in the
// order of ids: clusters would come out in another order in every process.
Agdisc_t* countedIds();

}  // namespace spillway
