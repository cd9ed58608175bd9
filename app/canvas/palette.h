#pragma once

#include <QColor>

#include <array>

namespace spillway {

// The colours of the drawing; the window's theme has the same values.
struct CanvasPalette {
    QColor ground, grid, node, nodeBorder, text, muted, dim, accent, dot, green, amber, red, selection, halo;
    std::array<QColor, 4> hues;  // of boundaries, in turn
    double waterOpacity = 0.25;
    double boundaryFill = 0.05;
    double boundaryBorder = 0.42;

    static CanvasPalette of(bool dark);
};

// `colour` laid over `ground` with `opacity`, as one opaque colour.
QColor blended(const QColor& colour, const QColor& ground, double opacity);

}  // namespace spillway
