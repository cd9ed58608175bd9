#include "command/command_line.h"
#include "desktop/desktop.h"

#include <unistd.h>

#include <iostream>

// One program: `spillway run ...` and its like need no display; everything else is the window's.
int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.empty() || spillway::isDesktop(argc, argv) || !spillway::isCommandLine(arguments.front())) {
        return spillway::runDesktop(argc, argv);
    }
    spillway::Streams streams{std::cout, std::cerr, isatty(STDERR_FILENO) == 1};
    const spillway::ExitCode code = spillway::runCommandLine(arguments, streams);
    if (!std::cout.flush()) {  // a full disk must not pass for success
        std::cerr << "spillway: the output could not be written\n";
        return static_cast<int>(spillway::ExitCode::world);
    }
    return static_cast<int>(code);
}
