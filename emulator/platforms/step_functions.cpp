#include "platforms/step_functions.h"

#include "base/assert.h"
#include "platforms/embedded_step_functions.h"
#include "platforms/fact_sheet.h"

namespace spillway {

Result<StepFunctionsFacts> parseStepFunctionsFacts(std::string_view yaml) {
    detail::FactSheet sheet{yaml};
    StepFunctionsFacts facts;
    sheet.read("standard_start_burst", facts.standardStartBurst);
    sheet.read("standard_start_rate", facts.standardStartRate);
    sheet.read("express_start_burst", facts.expressStartBurst);
    sheet.read("express_start_rate", facts.expressStartRate);
    sheet.read("transition_burst", facts.transitionBurst);
    sheet.read("transition_rate", facts.transitionRate);
    sheet.read("open_executions", facts.openExecutions);
    sheet.read("payload", facts.payload);
    sheet.read("definition", facts.definition);
    sheet.read("history_events", facts.historyEvents);
    sheet.read("standard_limit", facts.standardLimit);
    sheet.read("express_limit", facts.expressLimit);
    sheet.read("inline_at_once", facts.inlineAtOnce);
    sheet.read("distributed_at_once", facts.distributedAtOnce);
    sheet.read("redrives", facts.redrives);
    sheet.positive("standard_limit", facts.standardLimit);
    sheet.positive("express_limit", facts.expressLimit);
    sheet.read("standard_transition", facts.standardTransition);
    sheet.read("express_transition", facts.expressTransition);
    sheet.read("express_billing", facts.expressBilling);
    sheet.positive("express_billing", facts.expressBilling);
    if (!sheet.error().empty()) return Error{sheet.error()};
    facts.notes = sheet.notes();
    return facts;
}

const StepFunctionsFacts& stepFunctionsFacts() {
    static const StepFunctionsFacts facts = [] {
        Result<StepFunctionsFacts> parsed = parseStepFunctionsFacts(detail::kStepFunctionsYaml);
        SPILLWAY_ASSERT(parsed.has_value(), "the facts of a build are read by its tests");
        return std::move(parsed).value();
    }();
    return facts;
}

}  // namespace spillway
