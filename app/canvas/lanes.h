#pragma once

#include <QPointF>
#include <QRectF>

#include <functional>
#include <map>
#include <vector>

namespace spillway {

// Ways in one street run beside each other: a stretch that would lie on another's is moved aside where there is room.
class Lanes {
public:
    // Whether nothing stands in an area.
    explicit Lanes(std::function<bool(const QRectF&)> isFree) : m_isFree{std::move(isFree)} {}

    // Stays as it is.
    void take(const std::vector<QPointF>& corners);
    // Moved aside where it must be, and taken. Its ends stay.
    void settle(std::vector<QPointF>& corners);

private:
    struct Stretch {
        bool upright = false;
        double at = 0;  // x of an upright one, y of a level one
        double from = 0;
        double to = 0;
    };
    static Stretch stretchOf(QPointF a, QPointF b);
    bool isTaken(const Stretch& stretch) const;
    bool moveAside(std::vector<QPointF>& corners, std::size_t index, double by) const;

    std::function<bool(const QRectF&)> m_isFree;
    std::map<std::pair<bool, int>, std::vector<Stretch>> m_taken;  // by direction and place
};

}  // namespace spillway
