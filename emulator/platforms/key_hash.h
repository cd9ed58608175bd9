#pragma once

#include <cstdint>
#include <string_view>

// How streams find the shard of a key.
namespace spillway {

// Kafka's default partitioner: (murmur2(key) & 0x7fffffff) mod partitions (org.apache.kafka.common.utils.Utils).
std::uint32_t kafkaPartition(std::string_view key, std::uint32_t partitions);

// Kinesis: the MD5 of the key is a number of 128 bits; each shard owns an equal range of them.
std::uint32_t kinesisShard(std::string_view key, std::uint32_t shards);

namespace detail {
std::uint32_t murmur2(std::string_view key);
// The most significant 64 bits of the digest (RFC 1321), which is read as a big-endian number.
std::uint64_t md5High(std::string_view key);
}  // namespace detail

}  // namespace spillway
