#pragma once

#include "workflow/execution.h"
#include "workflow/fault.h"

#include <map>
#include <memory>
#include <optional>

// The inside of Execution: strands that walk through state machines, and the fan-outs (Parallel, Map) that hold several
// of them. Everything that can go on at one instant is in `m_ready`, first come first served, so that side by side
// branches interleave state by state.
namespace spillway::workflow {

using StrandId = std::int64_t;
using FanOutId = std::int64_t;

enum class Phase : std::uint8_t { enter, leave, waiting, redo };

struct Remains;

// Where a Map's items come from, as the context object has it: each from the item of this number on.
using ItemSources = std::vector<std::pair<std::size_t, std::string>>;

// A reader's way through the files that a manifest names.
struct ManifestReading {
    std::vector<Json> files;           // what to ask for, in order
    std::vector<std::string> columns;  // of an inventory; empty: each file has what the reader says
    std::size_t asked = 0;
    Json items = Json::array();
    ItemSources sources;
};

// One walk through one state machine: the execution itself, a branch, or an iteration.
struct Strand {
    StrandId id = 0;
    const StateMachine* machine = nullptr;
    const State* state = nullptr;
    Phase phase = Phase::enter;
    Json input;   // of the state, as it came in
    Json output;  // of the state, when it leaves
    std::string next;
    Variables variables;
    std::optional<FanOutId> inside;  // what it is a part of
    std::size_t slot = 0;            // as which part
    std::optional<FanOutId> holds;   // what its state has fanned out into
    Json mapItem;                    // {"Index", "Value"}: what the context object says of the iteration
    std::int64_t enteredEvent = 0;
    std::int64_t lastEvent = 0;
    SimTime enteredAt{};
    std::vector<std::int64_t> retries;  // of each retrier, in this visit
    std::int64_t attempt = 0;
    std::string token;
    TaskId task = 0, timer = 0, timeoutTimer = 0, heartbeatTimer = 0;  // 0: none
    Duration heartbeatEvery{};
    bool isSubmitted = false;
    bool readsItems = false;   // the task is the reader of a Map
    bool runsMap = false;      // its distributed Map has started and not ended
    bool awaitsEntry = false;  // the driver has not let it into its state yet
    bool isInState = false;    // entered and not left
    bool isCaught = false;     // leaves by a Catch
    std::optional<ManifestReading> manifest;
    std::int64_t mapRun = 0;                 // the number of its distributed Map's run
    Json origin;                             // of a distributed Map's child that may be redriven: what it started with
    std::shared_ptr<const Remains> remains;  // what was at work in its state when that failed
};

// One child execution of a distributed Map, for its ResultWriter.
struct ChildRun {
    enum class Status : std::uint8_t { pending, running, succeeded, failed };
    Status status = Status::pending;
    Json input;
    Fault fault;
    SimTime startedAt{}, stoppedAt{};
};

// A Parallel or Map state at work.
struct FanOut {
    FanOutId id = 0;
    StrandId holder = 0;
    const State* state = nullptr;
    std::vector<Json> items;        // of a Map: one for each iteration
    std::vector<std::string> keys;  // of a Map over an object: the names of the items, which are its members
    ItemSources sources;
    std::vector<Json> inputs;  // of a Map with batches: what each child gets
    std::vector<Json> results;
    std::vector<bool> succeeded;
    std::vector<StrandId> children;  // alive
    std::size_t total = 0, next = 0, done = 0, failed = 0;
    std::size_t concurrency = 0;
    Json effectiveInput;
    std::optional<double> toleratedCount, toleratedShare;
    History history;  // of the children of a distributed Map, which is not the parent's
    bool isDistributed = false;
    std::int64_t run = 0;                                // its number, if it is distributed
    std::vector<ChildRun> runs;                          // of a Map with a ResultWriter
    std::vector<std::shared_ptr<const Remains>> broken;  // children that failed, for a redrive

    // As an iteration gets it when nothing selects: a member of an object comes with its name.
    Json itemOf(std::size_t item) const {
        if (keys.empty()) return items[item];
        return {{"Key", keys[item]}, {"Value", items[item]}};
    }
    // As the context object has it.
    Json contextOf(std::size_t item) const {
        Json context{{"Index", item}};
        if (!keys.empty()) context["Key"] = keys[item];
        context["Value"] = items[item];
        return context;
    }
    std::string sourceOf(std::size_t item) const {
        std::string source;
        for (const auto& [first, name] : sources) {
            if (first <= item) source = name;
        }
        return source;
    }
};

// What an unsuccessful execution goes on from when it is redriven: a strand as it was, and what its state had fanned
// out into: the results so far, and the children that did not come to one.
struct Remains {
    Strand strand;
    std::optional<FanOut> fan;
    std::vector<std::shared_ptr<const Remains>> children;
};

class Interpreter {
public:
    Interpreter(std::shared_ptr<const StateMachine> machine, ExecutionSettings settings);
    Interpreter(const Interpreter& other);

    void start(Json input, SimTime now);
    void taskSucceeded(TaskId task, Json output, SimTime now);
    void taskFailed(TaskId task, const TaskError& error, SimTime now);
    void taskSubmitted(TaskId task, SimTime now);
    void heartbeat(TaskId task, SimTime now);
    void timerFired(TaskId timer, SimTime now);
    void abort(const TaskError& reason, SimTime now);
    std::string whyNotRedriven() const;
    void redrive(SimTime now);

    std::vector<Command> commands;
    std::vector<StateNote> notes;
    ExecutionStatus status = ExecutionStatus::running;
    Json output;
    std::optional<std::string> error, cause;
    History history;
    std::int64_t transitions = 0;
    std::vector<std::string> currentStates() const;
    const Json& input() const { return m_executionInput; }
    int redrives() const { return m_redrives; }

private:
    // Scopes of evaluation for one strand: what $, $$ and $states are.
    struct View {
        Json context;
        Json states;
    };
    struct HistoryFull {};

    // interpreter.cpp: driving
    template <class Action>
    void drive(SimTime now, Action action);
    void work();
    void step(Strand& strand);
    void enter(Strand& strand);
    void leave(Strand& strand);
    void wake(Strand& strand, Phase phase);
    void askToEnter(Strand& strand);
    void note(Strand& strand, StateNote::What what);
    void finish(ExecutionStatus end, const Fault* fault);
    Strand* find(StrandId id);
    Strand& open(const StateMachine& machine, Json input, const Variables* outer);
    void close(Strand& strand);
    std::int64_t event(Strand& strand, std::string_view type, Json details = nullptr);
    History& historyOf(const Strand& strand);
    TaskId nextTask() { return ++m_lastTask; }
    TaskId startTimer(Strand& strand, Duration delay);
    Strand* waitingFor(TaskId task);
    std::string instantText(SimTime at) const;
    std::string arn(std::string_view kind, const std::string& name) const;

    // interpreter_states.cpp: what each type of state does
    void perform(Strand& strand);
    void performPass(Strand& strand);
    void performChoice(Strand& strand);
    void performWait(Strand& strand);
    void performFail(Strand& strand);
    Duration waitOf(const Strand& strand, const View& view);

    // interpreter_tasks.cpp
    void performTask(Strand& strand);
    void guardTask(Strand& strand, const View& view);
    void endTask(Strand& strand);
    void taskEvent(Strand& strand, std::string_view what, Json details = nullptr);
    void submit(Strand& strand);

    // interpreter_flow.cpp: data on its way through a state
    View view(const Strand& strand) const;
    DataScope scope(const Strand& strand, const View& view, const Json& input);
    Json effectiveInput(const Strand& strand, const View& view);
    void complete(Strand& strand, Json result);
    void completeWith(Strand& strand, const Json& input, Json result);
    Json selected(const Strand& strand, const View& view, const Json& input, const std::optional<Path>& path,
                  const std::string& field);
    std::map<std::string, Json> assigned(const std::optional<Template>& assign, const DataScope& scope);
    void pass(Strand& strand, Json output, std::string next, std::map<std::string, Json> variables);
    std::optional<double> quantity(const Strand& strand, const View& view, const Json& input,
                                   const std::optional<Quantity>& quantity, bool isWhole);
    // Of a value that no field of its kind may have: a failed query to JSONata, `otherwise` to JSONPath.
    Fault outOfRange(const Strand& strand, const Quantity& quantity, double value, const std::string& wanted,
                     const std::string& otherwise) const;
    void limit(const Json& value, const std::string& what) const;

    // interpreter_fanout.cpp, interpreter_map.cpp
    void performParallel(Strand& strand);
    void performMap(Strand& strand);
    void startMap(Strand& strand, Json items, const Json& input, ItemSources sources);
    void tellStarted(Strand& strand, std::size_t length);
    void startRun(Strand& strand);
    void itemsDelivered(Strand& strand, const Json& delivered);
    void askForItems(Strand& strand, Json payload);
    void readerMost(Strand& strand, const View& view, const Json& input, Json& items);
    std::vector<Json> batches(Strand& strand, const FanOut& fanOut);
    void startIterations(FanOut& fanOut);
    Json iterationInput(FanOut& fanOut, std::size_t index);
    void childDone(Strand& child);
    void childFailed(Strand& child, const Fault& fault);
    void mapDone(FanOut& fanOut);
    void dissolve(FanOut& fanOut);
    void discard(Strand& strand);
    FanOut& fanOut(Strand& holder);
    bool exceedsTolerance(const FanOut& fanOut) const;

    // interpreter_results.cpp: what a Map's children come to
    Json resultsOf(Strand& holder, FanOut& fanOut);
    Json childRecord(const FanOut& fanOut, std::size_t index) const;
    Json exportResults(Strand& holder, FanOut& fanOut);
    std::string mapRunName(std::int64_t run) const;
    std::string mapRunArn(std::int64_t run, const State& state) const;

    // interpreter_redrive.cpp
    std::shared_ptr<const Remains> remainsOf(const Strand& strand);
    Strand& restore(const Remains& remains, const Strand* holder);
    void restoreFanOut(Strand& holder, const Remains& remains);
    void redo(Strand& strand);
    void startClock();
    void resume();

    // interpreter_errors.cpp
    // `fromChild`: a branch or an iteration failed, not the state itself.
    void fail(Strand& strand, Fault fault, bool fromChild = false);
    bool retried(Strand& strand, const Fault& fault);
    bool caught(Strand& strand, const Fault& fault);
    void failStrand(Strand& strand, const Fault& fault);

    std::shared_ptr<const StateMachine> m_machine;
    ExecutionSettings m_settings;
    SimTime m_now{};
    SimTime m_startedAt{};
    Json m_executionInput;
    RngStream m_random;
    std::map<StrandId, std::unique_ptr<Strand>> m_strands;
    std::map<FanOutId, FanOut> m_fanOuts;
    std::map<TaskId, StrandId> m_waiting;
    std::deque<StrandId> m_ready;
    std::int64_t m_lastStrand = 0, m_lastFanOut = 0, m_lastMapRun = 0;
    TaskId m_lastTask = 0, m_executionTimer = 0;
    std::shared_ptr<const Remains> m_remains;  // of an execution that ended without success
    int m_redrives = 0;
    SimTime m_redrivenAt{};
};

// The names of a fault's error that a list of ErrorEquals covers.
bool covers(const std::vector<std::string>& names, const Fault& fault);

// Items as a Map's reader delivers them: JSON, lines of JSON, CSV, or what is a list already. Of JSON an array, or an
// object whose members are the items.
Json itemsFrom(const Json& delivered, const ItemReader& reader);
// s3://bucket/key, or what of it is known.
std::string sourceOf(const Json& where);
// The files that a manifest names, each as what to ask the store for ({"Bucket", "Key"}); throws Fault.
ManifestReading manifestFrom(const Json& delivered, const ItemReader& reader, const Json& where);
// The rows of one of them.
Json manifestItems(const Json& delivered, const ItemReader& reader, const ManifestReading& manifest);

Json faultDetails(const Fault& fault);
}  // namespace spillway::workflow
