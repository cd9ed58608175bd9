#include "manifests/diff.h"

#include <algorithm>
#include <cstddef>

namespace spillway {
namespace {

constexpr int kDistanceMax = 2000;

std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

using Lines = std::vector<std::string_view>;

// The furthest points of every edit distance, diagonal by diagonal: E. W. Myers, "An O(ND) Difference Algorithm and Its
// Variations", Algorithmica 1 (1986). Empty when the distance is above the limit.
std::vector<std::vector<int>> furthestPoints(const Lines& before, const Lines& after) {
    const int n = static_cast<int>(before.size());
    const int m = static_cast<int>(after.size());
    const int limit = std::min(n + m, kDistanceMax);
    std::vector<std::vector<int>> trace;
    std::vector<int> reach(static_cast<std::size_t>(2 * limit + 3), 0);
    const auto at = [&](int diagonal) -> int& { return reach[static_cast<std::size_t>(diagonal + limit + 1)]; };
    for (int distance = 0; distance <= limit; ++distance) {
        trace.push_back(reach);
        for (int k = -distance; k <= distance; k += 2) {
            const bool down = k == -distance || (k != distance && at(k - 1) < at(k + 1));
            int x = down ? at(k + 1) : at(k - 1) + 1;
            int y = x - k;
            while (x < n && y < m && before[static_cast<std::size_t>(x)] == after[static_cast<std::size_t>(y)]) {
                ++x;
                ++y;
            }
            at(k) = x;
            if (x >= n && y >= m) return trace;
        }
    }
    return {};
}

struct Script {
    const Lines& before;
    const Lines& after;
    std::vector<DiffLine> reversed;

    void same(int x, int y) {
        reversed.push_back({LineChange::same, x + 1, y + 1, std::string{before[static_cast<std::size_t>(x)]}});
    }
    void removed(int x) {
        reversed.push_back({LineChange::removed, x + 1, 0, std::string{before[static_cast<std::size_t>(x)]}});
    }
    void added(int y) {
        reversed.push_back({LineChange::added, 0, y + 1, std::string{after[static_cast<std::size_t>(y)]}});
    }
};

void walkBack(Script& script, const std::vector<std::vector<int>>& trace) {
    int x = static_cast<int>(script.before.size());
    int y = static_cast<int>(script.after.size());
    const int middle = trace.empty() ? 0 : static_cast<int>(trace.front().size() / 2);
    for (int distance = static_cast<int>(trace.size()) - 1; distance >= 0; --distance) {
        const std::vector<int>& reach = trace[static_cast<std::size_t>(distance)];
        const auto at = [&](int diagonal) { return reach[static_cast<std::size_t>(diagonal + middle)]; };
        const int k = x - y;
        const bool down = k == -distance || (k != distance && at(k - 1) < at(k + 1));
        const int previousX = distance == 0 ? 0 : at(down ? k + 1 : k - 1);
        const int previousY = distance == 0 ? 0 : previousX - (down ? k + 1 : k - 1);
        while (x > previousX && y > previousY) script.same(--x, --y);
        if (distance == 0) break;
        if (down) {
            script.added(--y);
        } else {
            script.removed(--x);
        }
    }
}

void replaceAll(Script& script) {
    for (int y = static_cast<int>(script.after.size()) - 1; y >= 0; --y) script.added(y);
    for (int x = static_cast<int>(script.before.size()) - 1; x >= 0; --x) script.removed(x);
}

}  // namespace

Diff diffLines(std::string_view before, std::string_view after) {
    const Lines oldLines = linesOf(before);
    const Lines newLines = linesOf(after);
    Script script{oldLines, newLines, {}};
    const auto trace = furthestPoints(oldLines, newLines);
    if (trace.empty()) {
        replaceAll(script);
    } else {
        walkBack(script, trace);
    }
    Diff diff;
    diff.lines.assign(script.reversed.rbegin(), script.reversed.rend());
    // Within a change, what went stands before what came.
    for (auto it = diff.lines.begin(); it != diff.lines.end();) {
        const auto isSame = [](const DiffLine& line) { return line.change == LineChange::same; };
        const auto start = std::find_if_not(it, diff.lines.end(), isSame);
        it = std::find_if(start, diff.lines.end(), isSame);
        std::stable_partition(start, it, [](const DiffLine& line) { return line.change == LineChange::removed; });
    }
    diff.added = static_cast<int>(std::ranges::count(diff.lines, LineChange::added, &DiffLine::change));
    diff.removed = static_cast<int>(std::ranges::count(diff.lines, LineChange::removed, &DiffLine::change));
    return diff;
}

}  // namespace spillway
