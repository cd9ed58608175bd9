#pragma once

#include "command/subcommand.h"

// Each in its own file; the table that lists them is in command_line.cpp.
namespace spillway {

Subcommand addRun(CLI::App& parent);
Subcommand addBranch(CLI::App& parent);
Subcommand addSweep(CLI::App& parent);
Subcommand addCost(CLI::App& parent);
Subcommand addFacts(CLI::App& parent);
Subcommand addPlatforms(CLI::App& parent);
Subcommand addCheck(CLI::App& parent);
Subcommand addFormat(CLI::App& parent);
Subcommand addExport(CLI::App& parent);
Subcommand addImport(CLI::App& parent);
Subcommand addFaults(CLI::App& parent);
Subcommand addRuns(CLI::App& parent);
Subcommand addAsl(CLI::App& parent);

}  // namespace spillway
