#pragma once

#include "manifests/exporter.h"

namespace spillway {

// Every workflow with a definition: step_functions/statemachines/ID.asl.json with a ${Token} where it names a drawn
// node, and around them a SAM template and a Terraform module that fill the tokens in. Nodes that are deployed
// elsewhere are parameters.
Export renderStepFunctions(const DeploymentPlan& plan);

}  // namespace spillway
