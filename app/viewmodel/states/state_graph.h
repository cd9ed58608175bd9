#pragma once

#include "workflow/json.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// A workflow's definition as a graph to draw. Read from the JSON itself and not from a checked machine: half-drawn
// definitions (a state nothing leads to, a Next that is nowhere) must be shown while they are mended.
namespace spillway::states {

using workflow::Json;

// A machine of its own inside: a branch of a Parallel state, what a Map does with each item. The first is the whole.
struct Machine {
    std::string pointer;    // JSON pointer; empty for the whole
    std::size_t owner = 0;  // index + 1 into states; 0 is none
    std::string title;      // "branch 1", "each item"
};

struct State {
    std::string pointer;  // "/States/Charge"; what the interface knows a state by
    std::size_t machine = 0;
    std::string name;
    std::string type;    // "Task"
    std::string detail;  // "charge-card", "wait 10 s"
    bool isStart = false;
    bool isEnd = false;               // its machine ends here
    std::vector<std::size_t> inside;  // machines
};

struct Transition {
    enum class Kind : std::uint8_t { next, choice, otherwise, error };
    std::string pointer;  // of what names the target: "/States/Charge/Catch/0/Next"
    std::size_t from = 0;
    std::size_t to = 0;  // a state of the same machine
    Kind kind = Kind::next;
    std::string label;  // the condition, or the errors
};

struct Graph {
    std::vector<Machine> machines;  // each before those inside it
    std::vector<State> states;      // of a machine: its start first, then as written
    std::vector<Transition> transitions;

    // Index, or states.size() when it is nowhere.
    std::size_t find(const std::string& pointer) const;
    std::vector<std::size_t> statesOf(std::size_t machine) const;
};

Graph graphOf(const Json& definition);

// A Choice rule's condition in a line: "$.total > 100 and $.paid is true".
std::string conditionText(const Json& rule);
// What a Task calls, without the service's long name: "charge-card", "sqs sendMessage".
std::string resourceText(const Json& state);

// The part of a pointer that names a state: its machine's pointer and its name.
struct StatePlace {
    std::string machine;
    std::string name;
};
StatePlace placeOfState(const std::string& pointer);
std::string statePointer(const std::string& machine, const std::string& name);

}  // namespace spillway::states
