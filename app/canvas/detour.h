#pragma once

#include <QPointF>
#include <QRectF>

#include <vector>

namespace spillway {

// An end of a way: where it may leave or arrive, at right angles to a side of a box, and what that costs beyond its
// length.
struct WayEnd {
    QPointF at;
    QPointF out;  // unit vector away from the box
    double cost = 0;
};

struct Way {
    std::vector<QPointF> points;  // at the corners, both ends included; empty if there is no way
    std::size_t start = 0;        // which of the given ends it took
    std::size_t end = 0;
};

// The shortest way along right angles with few turns from one of `starts` to one of `ends`, through none of `boxes`, by
// at least `margin` except at its ends: Dijkstra's algorithm with A*'s bound (Hart, Nilsson, Raphael 1968) over the
// lines that run along the boxes' sides.
Way wayAround(const std::vector<QRectF>& boxes, const std::vector<WayEnd>& starts, const std::vector<WayEnd>& ends,
              double margin);

// The way with its corners rounded, as cubic Bezier pieces: 1 + 3n points.
std::vector<QPointF> roundedWay(const std::vector<QPointF>& corners, double radius);

}  // namespace spillway
