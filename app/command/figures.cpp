#include "command/figures.h"

#include <fmt/format.h>

#include <cmath>

namespace spillway {
namespace {

// Three digits that matter, without an exponent: 0.845, 8.45, 84.5, 845.
std::string threeDigits(double value) {
    if (value >= 99.95) return fmt::format("{:.0f}", value);
    if (value >= 9.995) return fmt::format("{:.1f}", value);
    return fmt::format("{:.2f}", value);
}

}  // namespace

std::string figure(Duration value) {
    const double seconds = toSeconds(value);
    if (value.count() == 0) return "-";
    if (seconds < 0.9995) return threeDigits(seconds * 1e3) + " ms";
    if (seconds < 99.95) return threeDigits(seconds) + " s";
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    return fmt::format("{}m {}s", whole / 60, whole % 60);
}

std::string countFigure(std::uint64_t value) {
    std::string digits = std::to_string(value);
    for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, " ");
    return digits;
}

std::string rateFigure(double perSecond) {
    if (perSecond <= 0) return "-";
    if (perSecond < 99.95) return threeDigits(perSecond) + "/s";
    return countFigure(static_cast<std::uint64_t>(std::llround(perSecond))) + "/s";
}

std::string shareFigure(double fraction) {
    const double percent = fraction * 100;
    if (percent <= 0) return percent < 0 ? fmt::format("{:.0f} %", percent) : "0 %";
    if (percent < 0.01) return "<0.01 %";
    if (percent > 99.99 && percent < 100) return ">99.99 %";
    std::string text =
        percent < 9.995 || percent > 99 ? fmt::format("{:.2f}", percent) : fmt::format("{:.1f}", percent);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + " %";
}

std::string clockFigure(SimTime time) {
    const std::int64_t tenths = time.time_since_epoch().count() / 100'000'000;
    return fmt::format("{:02}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10);
}

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace spillway
