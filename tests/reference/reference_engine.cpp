#include "reference/outcome.h"

#include <cstdlib>
#include <iostream>

// reference_engine FIRST COUNT: one line a seed.
int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const std::uint64_t first = std::strtoull(argv[1], nullptr, 10);
    const std::uint64_t count = std::strtoull(argv[2], nullptr, 10);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        std::cout << spillway::reference::outcomeOf(seed, 1) << "\n";
    }
}
