#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace spillway {

// One thing to place: its size, and its place once arranged (top left corner, from 0, 0).
struct LayerItem {
    double width = 0;
    double height = 0;
    double x = 0;
    double y = 0;
};

// Directed, by index; self loops and doubles are harmless.
using LayerLinks = std::vector<std::pair<std::size_t, std::size_t>>;

// Places all items in columns along the links, none over another. Items without links follow below, in rows.
void arrangeInLayers(std::vector<LayerItem>& items, const LayerLinks& links);

}  // namespace spillway
