#pragma once

#include "run/run.h"

#include <cstddef>
#include <optional>
#include <string>

namespace spillway {

// What a run may be waited for: it pauses when this begins.
struct Watchpoint {
    enum class When {
        decision,  // something was decided: scaling, a breaker, a throttle
        waiting,   // requests begin to wait
        full,      // every slot is taken
        failing,   // requests fail, over the last finished second
    };
    When when = When::decision;
    std::optional<std::size_t> node;  // none: any
    std::string id;                   // of that node: decisions are known by it
};

// Tells when the thing waited for begins. What is so at first must end before it can begin.
class Watch {
public:
    Watch(Watchpoint point, const Run& run);
    bool hasBegun(const Run& run);

private:
    bool holds(const Run& run);
    bool decided(const Run& run);

    Watchpoint m_point;
    std::size_t m_decisions;
    RunSnapshot m_picture;
    bool m_held;
};

}  // namespace spillway
