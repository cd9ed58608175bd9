#include "command/command_line.h"

#include <unistd.h>

#include <iostream>

// One program: `spillway run ...` and its like need no display; everything else is the window's.
int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    spillway::Streams streams{std::cout, std::cerr, isatty(STDERR_FILENO) == 1};
    return static_cast<int>(spillway::runCommandLine(arguments, streams));
}
