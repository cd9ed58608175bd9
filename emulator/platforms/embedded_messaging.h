#pragma once

namespace spillway::detail {

// resources/platforms/messaging.yaml, data.yaml and calendar.yaml as they were when this was built.
extern const char* const kMessagingYaml;
extern const char* const kDataYaml;
extern const char* const kCalendarYaml;

}  // namespace spillway::detail
