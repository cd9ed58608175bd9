#include "canvas/flow_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace spillway {
namespace {

constexpr double kPlateHeight = 16;
constexpr double kLetterWidth = 6.2;  // of the words, on average, at their size
constexpr double kGap = 2;            // between symbol and words
constexpr double kTitleHeight = 30;   // of a boundary
// Shares of the flow's length, the middle first.
constexpr std::array<double, 9> kPlaces{0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82};

std::optional<FlowMark::Sign> signOf(const SceneFlow& flow) {
    if (!flow.live) return std::nullopt;
    if (flow.breakers.open > 0) return FlowMark::Sign::breakerOpen;
    if (flow.breakers.halfOpen > 0) return FlowMark::Sign::breakerHalfOpen;
    if (flow.faulted) return FlowMark::Sign::fault;
    return std::nullopt;
}

// "breaker open"; of several "3 of 10 breakers open".
QString breakerWords(const SceneFlow& flow, std::int64_t count, const QString& state) {
    const std::int64_t all = flow.breakers.total();
    if (all <= 1) return QStringLiteral("breaker ") + state;
    return QStringLiteral("%1 of %2 breakers %3").arg(count).arg(all).arg(state);
}

QString wordsOf(const SceneFlow& flow, FlowMark::Sign sign) {
    switch (sign) {
        case FlowMark::Sign::breakerOpen: return breakerWords(flow, flow.breakers.open, QStringLiteral("open"));
        case FlowMark::Sign::breakerHalfOpen:
            return breakerWords(flow, flow.breakers.halfOpen, QStringLiteral("half-open"));
        case FlowMark::Sign::fault: break;
    }
    return QStringLiteral("fault");
}

double covered(const QRectF& a, const QRectF& b) {
    const QRectF both = a.intersected(b);
    return both.isEmpty() ? 0 : both.width() * both.height();
}

// What a mark there would hide, as area; what hurts more counts more often.
double hidden(const Scene& scene, const std::vector<FlowMark>& placed, const FlowMark& mark) {
    const QRectF symbol(mark.at - QPointF(kMarkRadius + 2, kMarkRadius + 2),
                        QSizeF(2 * kMarkRadius + 4, 2 * kMarkRadius + 4));
    double sum = 0;
    for (const SceneNode& node : scene.nodes) {
        sum += 4 * (covered(mark.plate, node.box.adjusted(-3, -3, 3, 3)) + covered(symbol, node.box));
    }
    for (const SceneBoundary& boundary : scene.boundaries) {
        const QRectF title(boundary.box.left(), boundary.box.top(), boundary.box.width(), kTitleHeight);
        sum += 2 * covered(mark.plate, title);
        // A word across a border reads badly.
        if (mark.plate.intersects(boundary.box) && !boundary.box.contains(mark.plate)) sum += 60;
    }
    for (const FlowMark& other : placed) {
        sum += 6 * (covered(mark.plate, other.plate) + covered(symbol, other.plate));
        if (std::hypot(other.at.x() - mark.at.x(), other.at.y() - mark.at.y()) < 2 * kMarkRadius + 2) sum += 800;
    }
    for (const SceneFlow& flow : scene.flows) {
        if (!flow.bounds.adjusted(-1, -1, 1, 1).intersects(mark.plate)) continue;
        for (const QPointF& point : flow.samples) sum += mark.plate.contains(point) ? 12 : 0;
    }
    return sum;
}

std::array<QRectF, 4> platesAround(QPointF at, double width) {
    const double reach = kMarkRadius + kGap;
    return {QRectF(at.x() - width / 2, at.y() + reach, width, kPlateHeight),
            QRectF(at.x() + reach, at.y() - kPlateHeight / 2, width, kPlateHeight),
            QRectF(at.x() - width / 2, at.y() - reach - kPlateHeight, width, kPlateHeight),
            QRectF(at.x() - reach - width, at.y() - kPlateHeight / 2, width, kPlateHeight)};
}

}  // namespace

void placeMarks(Scene& scene) {
    scene.marks.clear();
    for (std::size_t i = 0; i < scene.flows.size(); ++i) {
        SceneFlow& flow = scene.flows[i];
        flow.cutAt = -1;
        const auto sign = signOf(flow);
        if (!sign) continue;
        FlowMark best;
        double least = std::numeric_limits<double>::infinity();
        const QString label = wordsOf(flow, *sign);
        const double width = kLetterWidth * static_cast<double>(label.size()) + 10;
        for (std::size_t place = 0; place < kPlaces.size() && least > 0; ++place) {
            const double along = kPlaces[place] * flow.length();
            for (const QRectF& plate : platesAround(pointAlong(flow, along), width)) {
                const FlowMark mark{i, *sign, along, pointAlong(flow, along), plate, label};
                const double cost =
                    hidden(scene, scene.marks, mark) + (place > 0 ? 4.0 * static_cast<double>(place) : 0.0);
                if (cost >= least) continue;
                least = cost;
                best = mark;
            }
        }
        // Where some of the callers' breakers are open the others let calls through.
        const bool allOpen = flow.breakers.open == flow.breakers.total();
        if (*sign == FlowMark::Sign::breakerOpen && allOpen) flow.cutAt = best.along;
        scene.marks.push_back(best);
    }
}

}  // namespace spillway
