#include "io/architecture_text.h"
#include "swarm/random_architecture.h"

#include <cstdio>
#include <cstdlib>

// usage: swarm_print SEED
int main(int count, char** words) {
    if (count < 2) return 2;
    const std::uint64_t seed = std::strtoull(words[1], nullptr, 10);
    std::fputs(spillway::canonicalText(spillway::swarm::randomArchitecture(seed)).c_str(), stdout);
    return 0;
}
