#pragma once

#include <QHash>
#include <QSet>
#include <QString>

#include <cstdint>

namespace spillway {

// How the executions of a workflow stand, by JSON pointer of state and transition.
struct StateLive {
    struct OfState {
        std::int64_t inside = 0;   // executions in it now
        std::int64_t entered = 0;  // since the start
        std::int64_t failed = 0;   // of those: left it with an error, caught or not
    };
    struct OfTransition {
        std::int64_t taken = 0;
        double share = 0;  // of those that left the state
    };
    bool running = false;
    QHash<QString, OfState> states;
    QHash<QString, OfTransition> transitions;
    // Of the execution that is followed.
    QSet<QString> on;       // states it is in, at the step shown
    QSet<QString> visited;  // and those it has been in before
    QSet<QString> taken;    // transitions
};

}  // namespace spillway
