#pragma once

namespace spillway {

// The window: `spillway [FILE]`, or a picture of it: `spillway --screenshot OUT.png [--mode run] [--at 4m12s]
// [--size 1680x1050] [--theme dark] [--select ITEM] FILE`. Returns the exit code of the process: 3 when
// there is no display that can be opened.
int runDesktop(int argc, char** argv);

// `--screenshot` and what belongs to it are the window's, although they look like options of the command line.
bool isDesktop(int argc, char** argv);

}  // namespace spillway
