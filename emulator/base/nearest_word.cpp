#include "base/text.h"

#include <algorithm>

namespace spillway {
namespace {

std::string folded(std::string_view word) {
    std::string result;
    for (const char c : word) {
        if (c == '-' || c == '_' || c == ' ') continue;
        result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return result;
}

// Optimal string alignment distance: insert, delete, replace, swap of neighbours cost one each.
std::size_t editDistance(std::string_view a, std::string_view b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> table((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
    for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
    for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
            at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, replace});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
        }
    }
    return at(a.size(), b.size());
}

}  // namespace

std::optional<std::string> nearestWord(std::string_view word, std::span<const std::string> known) {
    constexpr std::size_t kLongest = 64;  // nobody means a known word by a longer one, and the table is quadratic
    if (word.empty() || word.size() > kLongest) return std::nullopt;
    const std::string wanted = folded(word);
    std::size_t least = std::max<std::size_t>(1, (wanted.size() + 1) / 3) + 1;
    std::optional<std::string> nearest;
    for (const std::string& candidate : known) {
        if (candidate.size() > kLongest) continue;
        const std::size_t distance = editDistance(wanted, folded(candidate));
        if (distance < least && distance < std::max<std::size_t>(wanted.size(), 2))
            least = distance, nearest = candidate;
    }
    return nearest;
}

std::string didYouMean(std::string_view word, std::span<const std::string> known) {
    const auto nearest = nearestWord(word, known);
    return nearest ? "did you mean \"" + *nearest + "\"?" : std::string{};
}

}  // namespace spillway
