#pragma once

#include "viewmodel/edits/draft.h"

#include <optional>

// Where things are. Boundaries take their contents along. Each says in `draft.label` what it did; an empty label:
// nothing.
namespace spillway::edits {

struct Extent {
    double width = 0;
    double height = 0;
};
inline constexpr double kGrid = 8;
inline constexpr Extent kNodeSize{152, 70};
inline constexpr Extent kLeastNode{96, 48};
inline constexpr Extent kLeastBoundary{96, 72};
inline constexpr Extent kBoundaryMargins{20, 36};  // around a group; the height is the title's

double snapped(double coordinate);

// Around every node and boundary of `items`; nothing if none has a box.
std::optional<Box> boundsOf(const DocumentState& state, const std::vector<std::string>& items);

// The selected nodes and boundaries with all that is in them, each once.
std::vector<std::string> movingItems(const Draft& draft);
// Moves them, and lets what was moved on its own belong to the boundary it now lies in.
void move(Draft& draft, double dx, double dy);
// A collapsed boundary is drawn as one small box; its flows lead to that.
// Expanding one pushes aside what has come to stand where it is drawn.
void setCollapsed(Draft& draft, const std::vector<std::string>& boundaries, bool collapsed);
void resize(Draft& draft, const std::string& item, const Box& box);

enum class Alignment { left, right, top, middle, bottom, centre };
void align(Draft& draft, Alignment alignment);
enum class Axis { horizontal, vertical };
// Equal gaps between three or more.
void distribute(Draft& draft, Axis axis);
void toGrid(Draft& draft);
// Everything beyond `from` along the axis moves by `by` (which may be negative); boundaries across the line grow.
void makeSpace(Draft& draft, Axis axis, double from, double by);

// What lies right of and below the boundary's corner and would be covered by it steps aside, with all beyond.
void makeRoomFor(Draft& draft, const std::string& boundary);

}  // namespace spillway::edits
