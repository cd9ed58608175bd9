#pragma once

#include "platforms/facts.h"
#include "topology/topology.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What counts where the document states nothing: the own defaults of the platform, or of the broker, from its facts.
namespace spillway {

// What one instance has. Absent where the platform has no default and nothing is stated.
struct KnownSize {
    std::optional<Cpu> cpu;
    std::optional<ByteCount> memory;
};
// Whether an instance has one number of cores: what a container may use is what it has, and is billed. Else what it
// asks for and what it may use are told apart.
bool hasOneCpu(Platform platform, const Scaling& scaling);
// What is stated of the cores of an instance.
std::optional<Cpu> statedCpu(Platform platform, const Service& service);

// With what is stated, and as it is billed: in the sizes of the plan, where it has sizes.
KnownSize sizeOn(Platform platform, const Function& function, const PlatformFacts& facts);
KnownSize sizeOn(Platform platform, const Service& service, const PlatformFacts& facts);

// The most memory that an instance of a function, or of a service, can have; absent where nothing is known.
std::optional<ByteCount> mostMemory(Platform platform, bool isFunction, const Scaling& scaling,
                                    const PlatformFacts& facts);

// A function's time limit; absent where the platform has none.
std::optional<Duration> usualTimeout(Platform platform, const Scaling& scaling, const PlatformFacts& facts);
Duration usualTimeLimit(const Gateway& gateway, const DataFacts& facts);

Duration usualVisibility(QueueEngine engine, const MessagingFacts& facts);
// Absent where messages are kept until somebody has done them.
std::optional<Duration> usualRetention(QueueEngine engine, const MessagingFacts& facts);
Duration usualRetention(StreamEngine engine, const MessagingFacts& facts);
// Deliveries before a message is a dead letter; absent: it is tried for ever, unless there is a queue for dead letters.
std::optional<std::int64_t> usualReceives(const Queue& queue, const MessagingFacts& facts);

// The same as the document would write it, for a field of `node` that is empty; empty where there is no such default.
std::string usualText(const Topology& topology, const Node& node, std::string_view path, const PlatformFacts& facts);

}  // namespace spillway
