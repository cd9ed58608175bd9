#pragma once

namespace spillway::detail {

// The files of resources/platforms as they were when this was built.
extern const char* const kKubernetesYaml;
extern const char* const kLambdaYaml;

}  // namespace spillway::detail
