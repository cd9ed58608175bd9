#include "workflow/load.h"
#include "workflow/standalone.h"

#include <time.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

// Executions of state machines per second of processor time, without the rest of the emulator; a median of five. Prints
// one JSON line each, judges none.

using namespace spillway;
using namespace spillway::workflow;

namespace {

struct Machine {
    const char* name;
    const char* definition;
    const char* input;
};

constexpr Machine kMachines[] = {
    {"saga", R"({"StartAt": "Reserve", "States": {
        "Reserve": {"Type": "Task", "Resource": "reserve", "Parameters": {"items.$": "$.items"}, "ResultPath": "$.reservation", "Next": "Charge"},
        "Charge": {"Type": "Task", "Resource": "charge", "ResultPath": null, "Retry": [{"ErrorEquals": ["States.ALL"]}], "Next": "Enough"},
        "Enough": {"Type": "Choice", "Choices": [{"Variable": "$.items", "NumericGreaterThan": 1, "Next": "Done"}], "Default": "Done"},
        "Done": {"Type": "Succeed"}}})",
     R"({"items": 2})"},
    {"saga in JSONata", R"({"QueryLanguage": "JSONata", "StartAt": "Reserve", "States": {
        "Reserve": {"Type": "Task", "Resource": "reserve", "Arguments": {"items": "{% $states.input.items %}"}, "Assign": {"n": "{% $states.input.items %}"}, "Next": "Charge"},
        "Charge": {"Type": "Task", "Resource": "charge", "Output": "{% $merge([$states.input, {'charged': $n * 20}]) %}", "Next": "Enough"},
        "Enough": {"Type": "Choice", "Choices": [{"Condition": "{% $n > 1 %}", "Next": "Done"}], "Default": "Done"},
        "Done": {"Type": "Succeed"}}})",
     R"({"items": 2})"},
    {"map of 100", R"({"StartAt": "Each", "States": {
        "Each": {"Type": "Map", "ItemProcessor": {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "call", "End": true}}}, "End": true}}})",
     ""},
};

double processorSeconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double perSecond(const Loaded& loaded, const Json& input) {
    ExecutionSettings settings;
    settings.history = HistoryDetail::countOnly;
    int count = 0;
    const double begin = processorSeconds();
    double spent = 0;
    for (; spent < 0.2; spent = processorSeconds() - begin) {
        for (int i = 0; i < 50; ++i, ++count)
            if (runStandalone(loaded.machine, input, {}, settings).status != ExecutionStatus::succeeded) return 0;
    }
    return count / spent;
}

}  // namespace

int main() {
    for (const Machine& machine : kMachines) {
        const Loaded loaded = loadDefinition(std::string_view{machine.definition});
        Json input = Json::array();
        for (int i = 0; i < 100; ++i) input.push_back(i);
        if (*machine.input != '\0') input = *readJson(machine.input);
        std::vector<double> rates;
        for (int i = 0; i < 5; ++i) rates.push_back(loaded.machine ? perSecond(loaded, input) : 0);
        std::ranges::sort(rates);
        if (rates.front() == 0) return std::cerr << machine.name << " does not succeed\n", 1;
        std::cout
            << Json{{"name", std::string{"executions of "} + machine.name}, {"unit", "1/s"}, {"value", rates[2]}}.dump()
            << std::endl;
    }
    return 0;
}
