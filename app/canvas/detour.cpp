#include "canvas/detour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <queue>

namespace spillway {
namespace {

constexpr double kTurn = 60;                 // a turn costs as much as this length
constexpr double kCurveHandle = 0.55228475;  // of a quarter circle as a cubic
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

void keepDistinct(std::vector<double>& lines) {
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end(), [](double a, double b) { return b - a < 0.01; }), lines.end());
}

std::size_t lineAt(const std::vector<double>& lines, double value) {
    const auto it = std::lower_bound(lines.begin(), lines.end(), value - 0.01);
    return static_cast<std::size_t>(it - lines.begin());
}

// Right, down, left, up.
constexpr std::array<std::array<int, 2>, 4> kSteps{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};

std::size_t directionOf(QPointF way) {
    if (std::abs(way.x()) >= std::abs(way.y())) return way.x() >= 0 ? 0 : 2;
    return way.y() >= 0 ? 1 : 3;
}

class Streets {
public:
    Streets(const std::vector<QRectF>& boxes, const std::vector<WayEnd>& starts, const std::vector<WayEnd>& ends,
            double margin)
        : m_margin{margin} {
        for (const auto* list : {&starts, &ends}) {
            for (const WayEnd& end : *list) {
                m_xs.push_back(stepOut(end).x());
                m_ys.push_back(stepOut(end).y());
            }
        }
        for (const QRectF& box : boxes) {
            m_xs.insert(m_xs.end(), {box.left() - margin, box.right() + margin});
            m_ys.insert(m_ys.end(), {box.top() - margin, box.bottom() + margin});
        }
        keepDistinct(m_xs);
        keepDistinct(m_ys);
        m_blockedAcross.assign(m_xs.size() * m_ys.size(), false);
        m_blockedDown = m_blockedAcross;
        for (const QRectF& box : boxes) block(box.adjusted(-margin, -margin, margin, margin));
    }

    Way shortest(const std::vector<WayEnd>& starts, const std::vector<WayEnd>& ends) {
        m_ends = &ends;
        const std::size_t states = 4 * m_xs.size() * m_ys.size();
        m_cost.assign(states, std::numeric_limits<double>::infinity());
        m_from.assign(states, kNone);
        m_startOf.assign(states, kNone);
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const std::size_t state = 4 * pointAt(stepOut(starts[i])) + directionOf(starts[i].out);
            reach(state, starts[i].cost, kNone, i);
        }
        while (!m_open.empty()) {
            const auto [bound, state] = m_open.top();
            m_open.pop();
            if (state >= states) return read(state - states, starts, ends);
            if (bound > m_cost[state] + leastLeft(state / 4) + 1e-6) continue;
            arrive(state, states);
            spread(state);
        }
        return {};
    }

private:
    QPointF stepOut(const WayEnd& end) const { return end.at + end.out * m_margin; }
    std::size_t pointAt(QPointF point) const { return lineAt(m_ys, point.y()) * m_xs.size() + lineAt(m_xs, point.x()); }
    QPointF at(std::size_t point) const { return {m_xs[point % m_xs.size()], m_ys[point / m_xs.size()]}; }

    // The grid has the box's own sides as lines: what runs inside is marked, what runs along them stays open.
    void block(const QRectF& box) {
        const std::size_t left = lineAt(m_xs, box.left()), right = lineAt(m_xs, box.right());
        const std::size_t top = lineAt(m_ys, box.top()), bottom = lineAt(m_ys, box.bottom());
        for (std::size_t row = top; row <= bottom; ++row) {
            for (std::size_t column = left; column <= right; ++column) {
                const std::size_t point = row * m_xs.size() + column;
                if (row > top && row < bottom && column < right) m_blockedAcross[point] = true;
                if (column > left && column < right && row < bottom) m_blockedDown[point] = true;
            }
        }
    }

    double leastLeft(std::size_t point) const {
        double least = std::numeric_limits<double>::infinity();
        for (const WayEnd& end : *m_ends) {
            const QPointF way = stepOut(end) - at(point);
            least = std::min(least, std::abs(way.x()) + std::abs(way.y()) + end.cost);
        }
        return least;
    }

    void reach(std::size_t state, double cost, std::size_t from, std::size_t start) {
        if (cost >= m_cost[state]) return;
        m_cost[state] = cost;
        m_from[state] = from;
        m_startOf[state] = start;
        m_open.push({cost + leastLeft(state / 4), state});
    }

    // An end is a state of its own beyond all others, so that the cheapest end wins and not the first one reached.
    void arrive(std::size_t state, std::size_t states) {
        for (std::size_t i = 0; i < m_ends->size(); ++i) {
            if (pointAt(stepOut((*m_ends)[i])) != state / 4) continue;
            const bool turns = directionOf(-(*m_ends)[i].out) != state % 4;
            if (directionOf((*m_ends)[i].out) == state % 4) continue;  // would have to turn back
            m_open.push({m_cost[state] + (*m_ends)[i].cost + (turns ? kTurn : 0), states + state * m_ends->size() + i});
        }
    }

    void spread(std::size_t state) {
        const std::size_t point = state / 4, direction = state % 4;
        const std::size_t column = point % m_xs.size(), row = point / m_xs.size();
        for (std::size_t next = 0; next < 4; ++next) {
            if (next == (direction + 2) % 4) continue;
            const bool leaves = (next == 0 && column + 1 == m_xs.size()) || (next == 1 && row + 1 == m_ys.size()) ||
                                (next == 2 && column == 0) || (next == 3 && row == 0);
            if (leaves) continue;
            const std::size_t other = point + static_cast<std::size_t>(kSteps[next][0]) +
                                      static_cast<std::size_t>(kSteps[next][1]) * m_xs.size();
            const std::size_t edge = std::min(point, other);
            if (next % 2 == 0 ? m_blockedAcross[edge] : m_blockedDown[edge]) continue;
            const QPointF way = at(other) - at(point);
            const double cost = m_cost[state] + std::abs(way.x()) + std::abs(way.y()) + (next == direction ? 0 : kTurn);
            reach(4 * other + next, cost, state, m_startOf[state]);
        }
    }

    Way read(std::size_t goal, const std::vector<WayEnd>& starts, const std::vector<WayEnd>& ends) const {
        Way way;
        way.end = goal % ends.size();
        std::size_t state = goal / ends.size();
        way.start = m_startOf[state];
        std::vector<QPointF> points{ends[way.end].at};
        for (; state != kNone; state = m_from[state]) points.push_back(at(state / 4));
        points.push_back(starts[way.start].at);
        std::reverse(points.begin(), points.end());
        for (const QPointF& point : points) {
            const std::size_t n = way.points.size();
            const auto same = [&](auto of) {
                return n >= 2 && std::abs(of(point) - of(way.points[n - 1])) < 0.02 &&
                       std::abs(of(point) - of(way.points[n - 2])) < 0.02;
            };
            const bool straight = same([](QPointF p) { return p.x(); }) || same([](QPointF p) { return p.y(); });
            if (straight)
                way.points.back() = point;
            else
                way.points.push_back(point);
        }
        return way;
    }

    double m_margin;
    std::vector<double> m_xs, m_ys;
    std::vector<bool> m_blockedAcross;  // from the point to its right neighbour
    std::vector<bool> m_blockedDown;    // from the point to the one below
    const std::vector<WayEnd>* m_ends = nullptr;
    std::vector<double> m_cost;  // by 4 * point + direction
    std::vector<std::size_t> m_from, m_startOf;
    using Open = std::pair<double, std::size_t>;
    std::priority_queue<Open, std::vector<Open>, std::greater<>> m_open;
};

}  // namespace

Way wayAround(const std::vector<QRectF>& boxes, const std::vector<WayEnd>& starts, const std::vector<WayEnd>& ends,
              double margin) {
    return Streets(boxes, starts, ends, margin).shortest(starts, ends);
}

std::vector<QPointF> roundedWay(const std::vector<QPointF>& corners, double radius) {
    std::vector<QPointF> curve{corners.front()};
    const auto straightTo = [&](QPointF to) {
        const QPointF from = curve.back();
        if (std::hypot(to.x() - from.x(), to.y() - from.y()) < 0.01) return;
        curve.insert(curve.end(), {from + (to - from) / 3, from + (to - from) * 2 / 3, to});
    };
    for (std::size_t i = 1; i + 1 < corners.size(); ++i) {
        const QPointF in = corners[i - 1] - corners[i], out = corners[i + 1] - corners[i];
        const double inLength = std::hypot(in.x(), in.y()), outLength = std::hypot(out.x(), out.y());
        // A segment between two corners is shared by both.
        const double inRoom = i == 1 ? inLength : inLength / 2,
                     outRoom = i + 2 == corners.size() ? outLength : outLength / 2;
        const double r = std::min({radius, inRoom, outRoom});
        if (r < 0.5) {
            straightTo(corners[i]);
            continue;
        }
        const QPointF start = corners[i] + in * (r / inLength), end = corners[i] + out * (r / outLength);
        straightTo(start);
        const double handle = 1 - kCurveHandle;
        curve.insert(curve.end(),
                     {corners[i] + (start - corners[i]) * handle, corners[i] + (end - corners[i]) * handle, end});
    }
    straightTo(corners.back());
    return curve;
}

}  // namespace spillway
