#pragma once

#include "base/result.h"
#include "base/units.h"
#include "platforms/fact_note.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace spillway {

// What is believed of AWS Step Functions (platform-facts 7); the numbers live in
// resources/platforms/step_functions.yaml.
struct StepFunctionsFacts {
    std::int64_t standardStartBurst = 0;
    Rate standardStartRate;
    std::int64_t expressStartBurst = 0;
    Rate expressStartRate;
    std::int64_t transitionBurst = 0;
    Rate transitionRate;
    std::int64_t openExecutions = 0;
    ByteCount payload;
    ByteCount definition;
    std::int64_t historyEvents = 0;
    Duration standardLimit{0};
    Duration expressLimit{0};
    std::int64_t inlineAtOnce = 0;
    std::int64_t distributedAtOnce = 0;
    std::int64_t redrives = 0;
    Duration standardTransition{0};
    Duration expressTransition{0};
    Duration expressBilling{0};
    std::vector<FactNote> notes;  // every value, in the order of the file
};

// An error names the first key that is missing or wrong.
Result<StepFunctionsFacts> parseStepFunctionsFacts(std::string_view yaml);
// The facts this build was made with; parsed once.
const StepFunctionsFacts& stepFunctionsFacts();

}  // namespace spillway
