#include "canvas/guides.h"

#include "viewmodel/edits/arrange.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>

namespace spillway {
namespace {

struct Pull {
    double by = 0;
    double line = 0;
    QRectF to;
};

// The least pull of any of `edges` to an edge or the middle of one of `others`.
std::optional<Pull> pulled(const std::array<double, 3>& edges, const std::vector<QRectF>& others, bool across,
                           double reach) {
    std::optional<Pull> best;
    for (const QRectF& other : others) {
        const std::array<double, 3> lines = across ? std::array{other.left(), other.center().x(), other.right()}
                                                   : std::array{other.top(), other.center().y(), other.bottom()};
        for (std::size_t i = 0; i < 3; ++i) {
            const double by = lines[i] - edges[i];
            if (std::abs(by) > reach || (best && std::abs(by) >= std::abs(best->by))) continue;
            best = Pull{by, lines[i], other};
        }
    }
    return best;
}

}  // namespace

QPointF snappedMove(const Scene& scene, const std::vector<std::string>& moving, const QRectF& start, QPointF by,
                    double reach, QVector<QLineF>& guides) {
    guides.clear();
    const std::unordered_set<std::string> own(moving.begin(), moving.end());
    const QRectF near = start.translated(by).adjusted(-600, -600, 600, 600);
    std::vector<QRectF> others;
    for (const SceneNode& node : scene.nodes) {
        if (!own.contains(node.id.toStdString()) && node.box.intersects(near)) others.push_back(node.box);
    }
    const QRectF now = start.translated(by);
    if (by.x() != 0) {
        const auto pull = pulled({now.left(), now.center().x(), now.right()}, others, true, reach);
        by.rx() = pull ? by.x() + pull->by : edits::snapped(start.left() + by.x()) - start.left();
        if (pull)
            guides.append(QLineF(pull->line, std::min(now.top(), pull->to.top()) - 12, pull->line,
                                 std::max(now.bottom(), pull->to.bottom()) + 12));
    }
    if (by.y() != 0) {
        const auto pull = pulled({now.top(), now.center().y(), now.bottom()}, others, false, reach);
        by.ry() = pull ? by.y() + pull->by : edits::snapped(start.top() + by.y()) - start.top();
        if (pull)
            guides.append(QLineF(std::min(now.left(), pull->to.left()) - 12, pull->line,
                                 std::max(now.right(), pull->to.right()) + 12, pull->line));
    }
    return by;
}

}  // namespace spillway
