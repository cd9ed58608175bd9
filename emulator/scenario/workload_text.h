#pragma once

#include "scenario/workload.h"
#include "topology/field_tree.h"

// The text of a workload's own values, with the promises of base/text.h.
namespace spillway {

// RatePoint  1200/s at 2m  200/s (at 0s)
template <>
Result<RatePoint> fromText<RatePoint>(std::string_view text);
std::string toText(const RatePoint& value);

// A profile of one point at 0s is its rate; of several, a list.
template <>
struct ListMember<RateProfile> : std::true_type {
    using Item = RatePoint;
    static const std::vector<RatePoint>& items(const RateProfile& profile) { return profile.points; }
    static std::vector<RatePoint>& items(RateProfile& profile) { return profile.points; }
    static constexpr bool kOneLine = true;
    static constexpr bool kIsProfile = true;
};
TextTree memberTree(const RateProfile& profile);

// `200/s`, or `200/s at 0s, 1200/s at 2m`.
std::string memberText(const RateProfile& profile, std::string_view rest);

}  // namespace spillway
