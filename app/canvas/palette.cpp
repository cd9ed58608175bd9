#include "canvas/palette.h"

#include <cmath>

namespace spillway {

CanvasPalette CanvasPalette::of(bool dark) {
    const auto c = [](const char* name) { return QColor(QLatin1String(name)); };
    CanvasPalette p;
    p.ground = c(dark ? "#0E141B" : "#F5F7F9");
    p.grid = c(dark ? "#1D2732" : "#D9E0E7");
    p.node = c(dark ? "#16202B" : "#FFFFFF");
    p.nodeBorder = c(dark ? "#26323F" : "#CFD8E0");
    p.text = c(dark ? "#E6EDF3" : "#17222D");
    p.muted = c(dark ? "#8A9BAD" : "#5C6B7A");
    p.dim = c(dark ? "#6B7C8E" : "#73818F");
    p.accent = c(dark ? "#38A3D8" : "#1F7FB4");
    p.dot = c(dark ? "#8CD0F5" : "#1568A0");
    p.green = c(dark ? "#46C48A" : "#22855A");
    p.amber = c(dark ? "#F2B44B" : "#B97309");
    p.red = c(dark ? "#EF5B5B" : "#D23B3B");
    p.selection = c(dark ? "#7FC4E8" : "#1F7FB4");
    p.halo = c(dark ? "#0B1016" : "#FFFFFF");
    // Amber and red are left to health.
    p.hues = {c(dark ? "#38A3D8" : "#1F7FB4"), c(dark ? "#B48CE8" : "#7A4FC0"), c(dark ? "#46C48A" : "#22855A"),
              c(dark ? "#4CC3C7" : "#13808A")};
    p.waterOpacity = dark ? 0.24 : 0.16;
    p.boundaryFill = dark ? 0.045 : 0.05;
    p.boundaryBorder = dark ? 0.45 : 0.55;
    return p;
}

QColor blended(const QColor& colour, const QColor& ground, double opacity) {
    const auto mix = [opacity](int over, int under) {
        return static_cast<int>(std::lround(over * opacity + under * (1 - opacity)));
    };
    return {mix(colour.red(), ground.red()), mix(colour.green(), ground.green()), mix(colour.blue(), ground.blue())};
}

}  // namespace spillway
