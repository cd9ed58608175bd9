#pragma once

namespace spillway {

// What `spillway` tells the shell. Scripts rely on these numbers: they never change their meaning.
enum class ExitCode : int {
    ok = 0,
    problems = 1,          // the input has errors; every one was printed, nothing was written
    usage = 2,             // the command line itself is wrong
    world = 3,             // a file, a disk or the store of runs refused
    objectivesMissed = 4,  // `run --strict`: the run is complete and an objective does not hold
    executionFailed = 5,   // `asl run`: the execution is complete and did not succeed
    interrupted = 130,     // Ctrl+C: what there was has been printed (128 + SIGINT, as shells have it)
};

}  // namespace spillway
