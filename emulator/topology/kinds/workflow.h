#pragma once

#include "base/distribution.h"
#include "topology/field.h"

#include <string>
#include <tuple>

namespace spillway {

// An orchestration: runs its flows as its steps; an open execution holds no slot.
struct Workflow {
    Distribution work = Distribution::constant(std::chrono::milliseconds{20});
    std::string definition;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Workflow::work, "Own time per execution (state transitions). Default 20ms."),
            field("definition", &Workflow::definition,
                  "File with the Amazon States Language definition; kept and exported, not executed yet."),
        };
    }
    friend bool operator==(const Workflow&, const Workflow&) = default;
};

}  // namespace spillway
