#include "session/machine.h"

#include <fstream>
#include <string>

namespace spillway {

// Linux's own estimate: free pages, and those of the page cache that can be had back.
std::optional<std::uint64_t> memoryAvailable() {
    std::ifstream info{"/proc/meminfo"};
    std::string key, unit;
    std::uint64_t kibibytes = 0;
    while (info >> key >> kibibytes) {
        if (key == "MemAvailable:") return kibibytes * 1024;
        std::getline(info, unit);
    }
    return std::nullopt;
}

}  // namespace spillway
