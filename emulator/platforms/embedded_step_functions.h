#pragma once

namespace spillway::detail {

// resources/platforms/step_functions.yaml as it was when this was built.
extern const char* const kStepFunctionsYaml;

}  // namespace spillway::detail
