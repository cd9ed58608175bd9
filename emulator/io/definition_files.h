#pragma once

#include "base/result.h"
#include "topology/topology.h"
#include "topology/validate.h"

#include <functional>
#include <string>

// State machines of workflow nodes: those that lie in files of their own, and what is wrong with any of them.
namespace spillway {

// Reads what lies beside the document, by the name that the document gives it.
using ReadFile = std::function<Result<std::string>(const std::string& name)>;

// Puts the text of every `definition_file` where compile() finds it. A finding for each that cannot be read.
Findings readDefinitionFiles(Topology& topology, const ReadFile& readFile);

// Every problem of every definition that is at hand. Of one written in the document itself, place.line and
// place.column are those within its text; of one in a file, place.file is that file as the document names it.
Findings definitionProblems(const Topology& topology);

}  // namespace spillway
