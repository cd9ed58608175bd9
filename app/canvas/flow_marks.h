#pragma once

#include "canvas/scene.h"

#include <functional>

namespace spillway {

// What a flow says beside its line: an open or half-open breaker, a fault; with its words on free ground.
struct FlowMark {
    enum class Sign { breakerOpen, breakerHalfOpen, fault };
    std::size_t flow = 0;
    Sign sign = Sign::fault;
    QPointF at;    // middle of the symbol
    QRectF plate;  // of the words
    QString label;
};

inline constexpr double kMarkRadius = 9;

// Marks of all flows that have something to say, placed one after the other so that they cover no node, no title and not
// each other, if there is room for that. `widthOf` measures words in canvas units.
std::vector<FlowMark> flowMarks(const Scene& scene, const std::function<double(const QString&)>& widthOf);

}  // namespace spillway
