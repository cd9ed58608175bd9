#include "canvas/lanes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway {
namespace {

constexpr double kGap = 5;       // between two lanes, middle to middle, at least
constexpr double kTouch = 8;     // so long may two lie on each other: where one turns into the other's street
constexpr double kCell = 16;     // of the places
constexpr double kClear = 3;     // from boxes
constexpr double kLeastEnd = 6;  // what is left of the stretch before and after one that is moved
// The nearest first.
constexpr std::array<double, 9> kAside{0, 6, -6, 12, -12, 18, -18, 24, -24};

int cellOf(double at) { return static_cast<int>(std::floor(at / kCell)); }

double lengthOf(QPointF way) { return std::hypot(way.x(), way.y()); }

}  // namespace

Lanes::Stretch Lanes::stretchOf(QPointF a, QPointF b) {
    const bool upright = std::abs(b.x() - a.x()) < std::abs(b.y() - a.y());
    return upright ? Stretch{true, a.x(), std::min(a.y(), b.y()), std::max(a.y(), b.y())}
                   : Stretch{false, a.y(), std::min(a.x(), b.x()), std::max(a.x(), b.x())};
}

void Lanes::take(const std::vector<QPointF>& corners) {
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
        const Stretch stretch = stretchOf(corners[i], corners[i + 1]);
        m_taken[{stretch.upright, cellOf(stretch.at)}].push_back(stretch);
    }
}

bool Lanes::isTaken(const Stretch& stretch) const {
    for (int cell = cellOf(stretch.at) - 1; cell <= cellOf(stretch.at) + 1; ++cell) {
        const auto there = m_taken.find({stretch.upright, cell});
        if (there == m_taken.end()) continue;
        const auto liesOn = [&](const Stretch& other) {
            return std::abs(other.at - stretch.at) < kGap &&
                   std::min(other.to, stretch.to) - std::max(other.from, stretch.from) > kTouch;
        };
        if (std::ranges::any_of(there->second, liesOn)) return true;
    }
    return false;
}

bool Lanes::moveAside(std::vector<QPointF>& corners, std::size_t index, double by) const {
    const bool upright = stretchOf(corners[index], corners[index + 1]).upright;
    const QPointF shift = upright ? QPointF(by, 0) : QPointF(0, by);
    const QPointF a = corners[index] + shift, b = corners[index + 1] + shift;
    if (isTaken(stretchOf(a, b))) return false;
    // The stretches before and after it become longer or shorter, and must not turn round.
    const QPointF before = corners[index] - corners[index - 1], after = corners[index + 2] - corners[index + 1];
    const QPointF nowBefore = before + shift, nowAfter = after - shift;
    if (QPointF::dotProduct(before, nowBefore) <= 0 || QPointF::dotProduct(after, nowAfter) <= 0) return false;
    if (lengthOf(nowBefore) < kLeastEnd || lengthOf(nowAfter) < kLeastEnd) return false;
    if (by != 0 && !m_isFree(QRectF(a, b).normalized().adjusted(-kClear, -kClear, kClear, kClear))) return false;
    corners[index] = a;
    corners[index + 1] = b;
    return true;
}

void Lanes::settle(std::vector<QPointF>& corners) {
    for (std::size_t i = 1; i + 2 < corners.size(); ++i) {
        for (const double by : kAside) {
            if (moveAside(corners, i, by)) break;
        }
    }
    take(corners);
}

}  // namespace spillway
