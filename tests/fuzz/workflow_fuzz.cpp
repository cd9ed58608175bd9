#include "workflow_oracle.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

// libFuzzer's entry: build with clang and -DSPILLWAY_FUZZ=ON, run with a folder of cases
// (tests/fuzz/workflow_oracle.h).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string problem = whatFailsForWorkflow({reinterpret_cast<const char*>(bytes), size});
    if (problem.empty()) return 0;
    std::fprintf(stderr, "%s\n", problem.c_str());
    std::abort();
}
