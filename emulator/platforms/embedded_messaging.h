#pragma once

namespace spillway::detail {

// resources/platforms/messaging.yaml and data.yaml as they were when this was built.
extern const char* const kMessagingYaml;

}  // namespace spillway::detail
