#pragma once

#include "base/result.h"
#include "scenario/scenario.h"
#include "viewmodel/field_row.h"

#include <string>
#include <vector>

// The inspector's fields of a scenario: its own, then its load, faults and objectives item by item
// ("load.0.rate", "faults.1.at", "faults.1.kind", "objectives.0.p99").
namespace spillway {

std::vector<FieldRow> scenarioFields(const Topology& topology, const Scenario& scenario);

Result<void> setScenarioField(Scenario& scenario, const std::string& path, const std::string& text);

// A new item of "load", "faults" or "objectives", for the first source there is.
void addScenarioItem(const Topology& topology, Scenario& scenario, const std::string& list);
// "faults.1"
void removeScenarioItem(Scenario& scenario, const std::string& path);

// "a new scenario": five minutes of a steady load from every source.
Scenario freshScenario(const Topology& topology, const std::vector<Scenario>& others);

}  // namespace spillway
