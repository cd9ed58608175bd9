#pragma once

#include "scenario/scenario.h"
#include "topology/schema.h"

// The fields of a scenario's parts without their C++ types, with the promises of topology/schema.h.
namespace spillway {

const Schema& scenarioSchema();  // its lists (load, faults, objectives) are edited item by item
const Schema& loadSchema();
const Schema& objectiveSchema();
const Schema& faultSchema(FaultKind kind);  // kind, on, the kind's own, at, for

std::string fieldText(const Scenario& scenario, std::string_view path);
std::string fieldText(const Load& load, std::string_view path);
std::string fieldText(const Objective& objective, std::string_view path);
std::string fieldText(const Fault& fault, std::string_view path);

Result<void> setFieldText(Scenario& scenario, std::string_view path, std::string_view text);
Result<void> setFieldText(Load& load, std::string_view path, std::string_view text);
Result<void> setFieldText(Objective& objective, std::string_view path, std::string_view text);
// Setting `kind` keeps the target and the times.
Result<void> setFieldText(Fault& fault, std::string_view path, std::string_view text);

}  // namespace spillway
