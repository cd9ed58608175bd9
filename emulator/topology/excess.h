#pragma once

#include "topology/range_check.h"

namespace spillway {

// Numbers that nothing real has and that a run could not add up: it counts nanoseconds in 63 bits. Empty when `value`
// is none of them; whether it makes sense is range_check.h's affair.
std::string excessOf(std::string_view key, Duration value);
std::string excessOf(std::string_view key, Rate value);
std::string excessOf(std::string_view key, double value);
std::string excessOf(std::string_view key, ByteCount value);
std::string excessOf(std::string_view key, Cpu value);
std::string excessOf(std::string_view key, const Distribution& value);
std::string excessOf(std::string_view key, const Backoff& value);
std::string excessOf(std::string_view key, const BreakerWindow& value);

// Calls `report(path, sentence)` for every member of `value`, however deep, that is too large.
template <class M>
void checkExcess(const M& member, std::string_view key, const std::string& path, const RangeReport& report) {
    if constexpr (IsOptional<M>) {
        if (member) checkExcess(*member, key, path, report);
    } else if constexpr (HasFields<M>) {
        const std::string prefix = path.empty() ? path : path + '.';
        forEachField<M>(
            [&](const auto& f) { checkExcess(member.*f.member, f.key, prefix + std::string{f.key}, report); });
    } else if constexpr (IsList<M>) {
        std::size_t index = 0;
        for (const auto& item : ListMember<M>::items(member))
            checkExcess(item, key, path + '[' + std::to_string(index++) + ']', report);
    } else if constexpr (requires { excessOf(key, member); } && !Worded<M> && !std::is_same_v<M, bool> &&
                         !std::is_same_v<M, std::int64_t>) {
        std::string problem = excessOf(key, member);
        if (!problem.empty()) report(path, std::move(problem));
    }
}

}  // namespace spillway
