#include "calendar_oracle.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

// libFuzzer's entry: build with clang and -DSPILLWAY_FUZZ=ON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string problem = whatFailsForCalendar({reinterpret_cast<const char*>(bytes), size});
    if (problem.empty()) return 0;
    std::fprintf(stderr, "%s\n", problem.c_str());
    std::abort();
}
