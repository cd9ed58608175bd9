#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <algorithm>

namespace spillway {

// Canvas units to item pixels: screen = (world - origin) * zoom. A plain value.
struct Camera {
    static constexpr double kLeastZoom = 0.05;
    static constexpr double kMostZoom = 4;
    static constexpr double kMostFitZoom = 1.4;
    static constexpr double kTextZoom = 0.35;  // below, boxes carry no text

    QPointF origin;  // the canvas point at the top left corner
    double zoom = 1;

    QPointF toScreen(QPointF world) const { return (world - origin) * zoom; }
    QPointF toWorld(QPointF screen) const { return screen / zoom + origin; }
    QRectF toScreen(const QRectF& world) const { return {toScreen(world.topLeft()), world.size() * zoom}; }
    QRectF toWorld(const QRectF& screen) const { return {toWorld(screen.topLeft()), screen.size() / zoom}; }

    Camera panned(QPointF screenDelta) const { return {origin - screenDelta / zoom, zoom}; }

    // The point under `screen` stays there.
    Camera zoomedAt(QPointF screen, double factor) const {
        const double next = std::clamp(zoom * factor, kLeastZoom, kMostZoom);
        return {toWorld(screen) - screen / next, next};
    }

    // All of `world` in the middle of `view` (item pixels), `margin` pixels free around it. Small drawings are enlarged
    // a little only; close to 100 % it is 100 %, where texts are sharpest.
    static Camera fitting(const QRectF& world, const QRectF& view, double margin = 20) {
        if (world.isEmpty() || view.isEmpty()) return {};
        const double across = std::max(1.0, view.width() - 2 * margin) / world.width();
        const double down = std::max(1.0, view.height() - 2 * margin) / world.height();
        double zoom = std::clamp(std::min(across, down), kLeastZoom, kMostFitZoom);
        if (zoom > 1 && zoom < 1.08) zoom = 1;
        return {world.center() - view.center() / zoom, zoom};
    }

    friend bool operator==(const Camera&, const Camera&) = default;
};

}  // namespace spillway
