#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// A share of the instances is of a new version that fails; it fails at once, so who looks for the least busy finds it.
// Where there are no instances, and of functions (weighted aliases), a share of the requests.
struct BadDeploy {
    Share share = Share::percent(25);
    Share errors = Share::percent(100);

    static constexpr FaultFace kFace{.name = "Bad deploy",
                                     .does = "A quarter of its instances fail everything",
                                     .says = "bad deploy {share}",
                                     .needs = "a node or a boundary"};
    static constexpr auto fields() {
        return std::tuple{
            field("share", &BadDeploy::share, "Share of the instances, at least one. Default 25%."),
            field("errors", &BadDeploy::errors, "Share of their requests that fail. Default 100%."),
        };
    }
    bool changesNothing() const { return errors.fraction() == 0; }
    friend bool operator==(const BadDeploy&, const BadDeploy&) = default;
};

}  // namespace spillway::faults
