#pragma once

#include "topology/field_tree.h"

#include <functional>
#include <string>

// The ranges of numbers, by the keys they stand under.
namespace spillway {

struct CountRange {
    std::int64_t least = 1;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

// Of whole numbers. What an emulated instance, user or device costs is memory: their number has an end.
CountRange countRange(std::string_view key);

// Of times: whether 0s means something.
bool mayBeZero(std::string_view key);

// Calls `report(path, sentence)` for every member of `value` that is out of its range.
using RangeReport = std::function<void(const std::string& path, std::string sentence)>;

std::string rangeProblem(std::string_view key, std::int64_t value);
std::string rangeProblem(std::string_view key, Duration value);
std::string rangeProblem(std::string_view key, Rate value);
std::string rangeProblem(std::string_view key, double value);
std::string rangeProblem(std::string_view key, Cpu value);
std::string rangeProblem(std::string_view key, ByteCount value);
std::string rangeProblem(std::string_view key, const Backoff& value);
std::string rangeProblem(std::string_view key, const BreakerWindow& value);

template <class M>
void checkMember(const M& member, std::string_view key, const std::string& path, const RangeReport& report);

template <class T>
void checkRanges(const T& value, const std::string& prefix, const RangeReport& report) {
    forEachField<T>([&](const auto& f) { checkMember(value.*f.member, f.key, prefix + std::string{f.key}, report); });
}

template <class M>
void checkMember(const M& member, std::string_view key, const std::string& path, const RangeReport& report) {
    if constexpr (IsOptional<M>) {
        if (member) checkMember(*member, key, path, report);
    } else if constexpr (IsList<M>) {
        return;  // items are checked where they mean something
    } else if constexpr (HasFields<M>) {
        checkRanges(member, path + '.', report);
    } else if constexpr (requires { rangeProblem(key, member); } && !Worded<M> && !std::is_same_v<M, bool>) {
        std::string problem = rangeProblem(key, member);
        if (!problem.empty()) report(path, std::move(problem));
    }
}

}  // namespace spillway
