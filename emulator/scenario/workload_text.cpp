#include "scenario/workload_text.h"

namespace spillway {

template <>
Result<RatePoint> fromText<RatePoint>(std::string_view given) {
    const std::string_view text = trimmed(given);
    const std::size_t at = text.find(" at ");
    SPILLWAY_TRY(rate, fromText<Rate>(text.substr(0, at)));
    if (at == std::string_view::npos) return RatePoint{rate, Duration{0}};
    SPILLWAY_TRY(time, fromText<Duration>(text.substr(at + 4)));
    return RatePoint{rate, time};
}

std::string toText(const RatePoint& value) { return toText(value.rate) + " at " + toText(value.at); }

std::string memberText(const RateProfile& profile, std::string_view) {
    if (profile.points.size() == 1 && profile.points[0].at == Duration{0}) return toText(profile.points[0].rate);
    std::string text;
    for (const RatePoint& point : profile.points) text += (text.empty() ? "" : ", ") + toText(point);
    return text;
}

TextTree memberTree(const RateProfile& profile) {
    if (profile.points.size() == 1 && profile.points[0].at == Duration{0})
        return TextTree::scalar(toText(profile.points[0].rate));
    TextTree tree = TextTree::list(true);
    for (const RatePoint& point : profile.points) tree.items.push_back(TextTree::scalar(toText(point)));
    return tree;
}

}  // namespace spillway
