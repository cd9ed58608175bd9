#pragma once

#include <map>
#include <string>

namespace spillway {

// Canvas units: one is a pixel at 100 % zoom. x, y is the top left corner.
struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    bool collapsed = false;  // a boundary drawn as one small box; the others are its size when it is not
    friend bool operator==(const Box&, const Box&) = default;
};

// Where things are drawn, by node or boundary id. Kept in NAME.layout.yaml, so that moving a box never touches the
// document.
struct Layout {
    std::map<std::string, Box> boxes;
    friend bool operator==(const Layout&, const Layout&) = default;
};

}  // namespace spillway
