#include "document/layers.h"

#include "document/auto_layout.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace spillway {
namespace {

using Indices = std::vector<std::size_t>;

struct Graph {
    std::vector<Indices> out;
    std::vector<Indices> in;
};

// Turns round every link that closes a loop: those that reach an item still on the path of a depth-first walk. The walk
// starts at items nothing points to, in their order, so that sources stay on the left.
class LoopBreaker {
public:
    LoopBreaker(std::size_t count, const LayerLinks& links) : m_links(count), m_state(count, State::unseen) {
        std::vector<bool> pointedAt(count, false);
        for (const auto& [from, to] : links) {
            if (from == to) continue;
            m_links[from].push_back(to);
            pointedAt[to] = true;
        }
        m_graph.out.resize(count);
        m_graph.in.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            if (!pointedAt[i]) walk(i);
        }
        for (std::size_t i = 0; i < count; ++i) walk(i);
    }
    Graph take() { return std::move(m_graph); }

private:
    enum class State : std::uint8_t { unseen, onPath, done };

    // Without recursion: a chain of thousands must not overflow the stack.
    void walk(std::size_t start) {
        if (m_state[start] != State::unseen) return;
        std::vector<std::pair<std::size_t, std::size_t>> path{{start, 0}};
        m_state[start] = State::onPath;
        while (!path.empty()) {
            auto& [at, next] = path.back();
            if (next == m_links[at].size()) {
                m_state[at] = State::done;
                path.pop_back();
                continue;
            }
            const std::size_t from = at;
            const std::size_t to = m_links[at][next++];
            const bool back = m_state[to] == State::onPath;
            m_graph.out[back ? to : from].push_back(back ? from : to);
            m_graph.in[back ? from : to].push_back(back ? to : from);
            if (m_state[to] == State::unseen) {
                m_state[to] = State::onPath;
                path.emplace_back(to, 0);
            }
        }
    }

    std::vector<Indices> m_links;
    std::vector<State> m_state;
    Graph m_graph;
};

// The layer of an item is its longest way from a source; a source then moves next to the first thing it points to.
Indices layersOf(const Graph& graph) {
    const std::size_t count = graph.out.size();
    Indices layer(count, 0), waiting(count), order;
    for (std::size_t i = 0; i < count; ++i) {
        waiting[i] = graph.in[i].size();
        if (waiting[i] == 0) order.push_back(i);
    }
    for (std::size_t next = 0; next < order.size(); ++next) {
        const std::size_t at = order[next];
        for (const std::size_t to : graph.out[at]) {
            layer[to] = std::max(layer[to], layer[at] + 1);
            if (--waiting[to] == 0) order.push_back(to);
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (!graph.in[i].empty() || graph.out[i].empty()) continue;
        const auto nearest = std::ranges::min_element(graph.out[i], {}, [&](std::size_t to) { return layer[to]; });
        layer[i] = layer[*nearest] - 1;
    }
    return layer;
}

class Columns {
public:
    Columns(std::vector<LayerItem>& items, const Graph& graph, const Indices& linked)
        : m_items{items}, m_graph{graph}, m_rank(items.size(), 0) {
        const Indices layer = layersOf(graph);
        for (const std::size_t item : linked) {
            if (layer[item] >= m_columns.size()) m_columns.resize(layer[item] + 1);
            m_columns[layer[item]].push_back(item);
        }
        std::erase_if(m_columns, [](const Indices& column) { return column.empty(); });
        rank();
    }

    // Sorts each column by the mean rank of its neighbours on one side, to and fro.
    void untangle() {
        constexpr int kSweeps = 12;
        for (int sweep = 0; sweep < kSweeps; ++sweep) {
            const bool forward = sweep % 2 == 0;
            for (std::size_t i = 0; i < m_columns.size(); ++i) {
                Indices& column = m_columns[forward ? i : m_columns.size() - 1 - i];
                sortColumn(column, forward ? m_graph.in : m_graph.out);
            }
        }
    }

    // A column much taller than the drawing is wide becomes several.
    void wrap(std::size_t mostRows) {
        std::vector<Indices> wrapped;
        for (const Indices& column : m_columns) {
            const std::size_t parts = (column.size() + mostRows - 1) / mostRows;
            const std::size_t rows = (column.size() + parts - 1) / parts;
            for (std::size_t from = 0; from < column.size(); from += rows) {
                const auto begin = column.begin() + static_cast<std::ptrdiff_t>(from);
                wrapped.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(std::min(rows, column.size() - from)));
            }
        }
        m_columns = std::move(wrapped);
    }

    void place() {
        double x = 0;
        for (const Indices& column : m_columns) {
            double width = 0;
            double y = 0;
            for (const std::size_t item : column) width = std::max(width, m_items[item].width);
            for (const std::size_t item : column) {
                m_items[item].x = x + (width - m_items[item].width) / 2;
                m_items[item].y = y;
                y += m_items[item].height + kRowGap;
            }
            x += width + kColumnGap;
        }
        constexpr int kRounds = 8;
        for (int round = 0; round < kRounds; ++round) {
            for (std::size_t i = 0; i < m_columns.size(); ++i) {
                align(m_columns[round % 2 == 0 ? i : m_columns.size() - 1 - i]);
            }
        }
    }

    // A long row of columns becomes bands below each other, each read from left to right. With k bands a drawing of
    // W x H is W/k x kH: as wide as 1.8 times its height for k = sqrt(W / (1.8 H)).
    void fold() {
        constexpr std::size_t kColumnsMost = 24;
        if (m_columns.size() <= kColumnsMost) return;
        const Extent whole = extentOf(0, m_columns.size());
        const double bands = std::floor(std::sqrt(whole.width() / (1.8 * whole.height())));
        if (bands < 2) return;
        double below = whole.top;
        for (std::size_t first = 0; first < m_columns.size();) {
            std::size_t last = first + 1;
            while (last < m_columns.size() && extentOf(first, last + 1).width() <= whole.width() / bands) ++last;
            const Extent band = extentOf(first, last);
            for (std::size_t column = first; column < last; ++column) {
                for (const std::size_t item : m_columns[column]) {
                    m_items[item].x += whole.left - band.left;
                    m_items[item].y += below - band.top;
                }
            }
            below += band.height() + 2 * kRowGap;
            first = last;
        }
    }

private:
    struct Extent {
        double left = std::numeric_limits<double>::infinity();
        double top = std::numeric_limits<double>::infinity();
        double right = 0;
        double bottom = -std::numeric_limits<double>::infinity();
        double width() const { return right - left; }
        double height() const { return bottom - top; }
    };
    // Of the columns from `first` up to `last`.
    Extent extentOf(std::size_t first, std::size_t last) const {
        Extent extent;
        for (std::size_t column = first; column < last; ++column) {
            for (const std::size_t item : m_columns[column]) {
                const LayerItem& box = m_items[item];
                extent.left = std::min(extent.left, box.x);
                extent.top = std::min(extent.top, box.y);
                extent.right = std::max(extent.right, box.x + box.width);
                extent.bottom = std::max(extent.bottom, box.y + box.height);
            }
        }
        return extent;
    }

    void rank() {
        for (const Indices& column : m_columns) {
            for (std::size_t i = 0; i < column.size(); ++i) m_rank[column[i]] = static_cast<double>(i);
        }
    }

    void sortColumn(Indices& column, const std::vector<Indices>& neighbours) {
        std::vector<std::pair<double, std::size_t>> sorted;
        for (const std::size_t item : column) {
            double sum = 0;
            for (const std::size_t other : neighbours[item]) sum += m_rank[other];
            const auto count = static_cast<double>(neighbours[item].size());
            sorted.emplace_back(count > 0 ? sum / count : m_rank[item], item);
        }
        std::ranges::stable_sort(sorted, {}, &std::pair<double, std::size_t>::first);
        for (std::size_t i = 0; i < column.size(); ++i) {
            column[i] = sorted[i].second;
            m_rank[column[i]] = static_cast<double>(i);
        }
    }

    double wishedTop(std::size_t item) const {
        double sum = 0;
        double count = 0;
        for (const Indices* side : {&m_graph.in[item], &m_graph.out[item]}) {
            for (const std::size_t other : *side) {
                sum += m_items[other].y + m_items[other].height / 2;
                ++count;
            }
        }
        return count > 0 ? sum / count - m_items[item].height / 2 : m_items[item].y;
    }

    // Every item as near its neighbours' middle as order and gaps allow: the mean of "pushed down" and "pushed up",
    // both of which keep the gaps, keeps them too.
    void align(const Indices& column) {
        const std::size_t count = column.size();
        std::vector<double> down(count), up(count);
        for (std::size_t i = 0; i < count; ++i) {
            down[i] = wishedTop(column[i]);
            if (i > 0) down[i] = std::max(down[i], down[i - 1] + m_items[column[i - 1]].height + kRowGap);
        }
        for (std::size_t i = count; i-- > 0;) {
            up[i] = wishedTop(column[i]);
            if (i + 1 < count) up[i] = std::min(up[i], up[i + 1] - m_items[column[i]].height - kRowGap);
        }
        for (std::size_t i = 0; i < count; ++i) m_items[column[i]].y = (down[i] + up[i]) / 2;
    }

    std::vector<LayerItem>& m_items;
    const Graph& m_graph;
    std::vector<double> m_rank;
    std::vector<Indices> m_columns;
};

// Rows of about the drawing's width, under it.
void placeLoose(std::vector<LayerItem>& items, const Indices& loose, double below, double widthSoFar) {
    double area = 0;
    for (const std::size_t item : loose) area += (items[item].width + kRowGap) * (items[item].height + kRowGap);
    const double width = std::max(widthSoFar, std::sqrt(area * 1.6));
    double x = 0;
    double y = below;
    double rowHeight = 0;
    for (const std::size_t item : loose) {
        if (x > 0 && x + items[item].width > width) {
            x = 0;
            y += rowHeight + kRowGap;
            rowHeight = 0;
        }
        items[item].x = x;
        items[item].y = y;
        x += items[item].width + kRowGap;
        rowHeight = std::max(rowHeight, items[item].height);
    }
}

}  // namespace

void arrangeInLayers(std::vector<LayerItem>& items, const LayerLinks& links) {
    const Graph graph = LoopBreaker{items.size(), links}.take();
    Indices linked, loose;
    for (std::size_t i = 0; i < items.size(); ++i) {
        (graph.in[i].empty() && graph.out[i].empty() ? loose : linked).push_back(i);
    }
    Columns columns{items, graph, linked};
    columns.untangle();
    columns.wrap(std::max<std::size_t>(8, static_cast<std::size_t>(2 * std::sqrt(static_cast<double>(items.size())))));
    columns.place();
    columns.fold();

    double top = 0, bottom = 0, right = 0;
    for (const std::size_t item : linked) {
        top = std::min(top, items[item].y);
    }
    for (const std::size_t item : linked) {
        items[item].y -= top;
        bottom = std::max(bottom, items[item].y + items[item].height + kRowGap);
        right = std::max(right, items[item].x + items[item].width);
    }
    placeLoose(items, loose, bottom, right);
}

}  // namespace spillway
