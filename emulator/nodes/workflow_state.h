#pragma once

#include "base/copy_on_write.h"
#include "kernel/workflow_log.h"
#include "nodes/measures.h"
#include "nodes/workflow_model.h"
#include "policies/token_bucket.h"

#include <deque>
#include <map>

// The changing part of workflow nodes: side tables that a copy of the world copies by value.
namespace spillway {

// Executions that are followed: at once, and kept when they have ended; events of each.
inline constexpr std::size_t kFollowedAtOnce = 8;
inline constexpr std::size_t kFollowedKept = 16;
inline constexpr std::size_t kFollowedSteps = 256;

struct WorkflowExecution {
    CopyOnWrite<workflow::Execution> machine;
    std::uint64_t number = 0;  // from 1; 0: the place is free
    std::uint64_t uid = 0;     // of its visit, or its own: what its calls are traced under
    std::uint32_t flow = 0;    // it came over
    std::uint32_t visit = kNoFrame;
    bool followed = false;
    SimTime started{};
};

// A call of a task that is out, or answered and waiting for its result.
struct WorkflowCall {
    std::uint64_t execution = 0;  // number; 0: the place is free
    std::uint32_t slot = 0;
    std::uint32_t state = 0;
    workflow::TaskId task = 0;
    workflow::Json payload;
};

struct WorkflowTimer {
    enum class What : std::uint8_t { timer, entry, result, heartbeat };
    What what = What::timer;
    std::uint64_t uid = 0;  // of its event; 0: the place is free
    std::uint64_t execution = 0;
    std::uint32_t slot = 0;
    std::uint32_t call = 0;  // result: which; heartbeat: the state's number
    workflow::TaskId task = 0;
    SimTime until{};  // heartbeat: none after this
};

// Entries of one table that come and go; a place is used again.
template <class T>
class Places {
public:
    std::uint32_t add(T value) {
        if (m_free.empty()) {
            m_all.push_back(std::move(value));
            return static_cast<std::uint32_t>(m_all.size() - 1);
        }
        const std::uint32_t place = m_free.back();
        m_free.pop_back();
        m_all[place] = std::move(value);
        return place;
    }
    void remove(std::uint32_t place) {
        m_all[place] = T{};
        m_free.push_back(place);
    }
    T& operator[](std::uint32_t place) { return m_all[place]; }
    const T& operator[](std::uint32_t place) const { return m_all[place]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(m_all.size()); }

private:
    std::vector<T> m_all;
    std::vector<std::uint32_t> m_free;
};

struct WorkflowStateMeasures {
    StateCounts counts;
    Times took;  // from being entered to being left
};

struct WorkflowState {
    Places<WorkflowExecution> executions;
    Places<WorkflowCall> calls;
    Places<WorkflowTimer> timers;
    std::vector<WorkflowStateMeasures> states;  // by number
    ExecutionCounts counts;
    std::uint64_t billedSteps = 0;  // durations of Express executions, each rounded up to a step of its bill
    Times took;                     // of executions that have ended
    std::uint32_t following = 0;
    std::deque<ExecutionSample> followed;  // ended, oldest first
    // During an outage of the service itself: entries that are due (Standard goes on where it was), and visits whose
    // Express execution was lost and that are started again.
    std::vector<std::uint32_t> parked;
    std::vector<std::uint32_t> again;
    std::map<std::string, SimTime> told;  // what was said of a limit, last
};

// What the workflows of one account share in a region; they live in one lane.
struct WorkflowAccount {
    TokenBucket standardStarts;
    TokenBucket expressStarts;
    SimTime transitionsUntil{};  // when the bucket of transitions would be full again
    Duration transitionEach{0};
    std::int64_t transitionBurst = 0;
    std::int64_t open = 0;  // Standard executions that run

    explicit WorkflowAccount(const StepFunctionsFacts& facts);
    // When one more state may be entered: now, or when the account's rate has a token again.
    SimTime reserveTransition(SimTime now);
};

// Of all workflow nodes, by NodeModel::extra.
struct WorkflowWorld {
    std::vector<WorkflowState> nodes;
    std::vector<WorkflowAccount> accounts;  // by WorkflowModel::account
};

}  // namespace spillway
