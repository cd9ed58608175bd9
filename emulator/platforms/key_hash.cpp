#include "platforms/key_hash.h"

#include <array>
#include <bit>
#include <string>

namespace spillway {
namespace {

std::uint32_t byteAt(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }
std::uint32_t littleWord(std::string_view text, std::size_t at) {
    return byteAt(text, at) | byteAt(text, at + 1) << 8 | byteAt(text, at + 2) << 16 | byteAt(text, at + 3) << 24;
}

// floor(2^32 * |sin(i + 1)|), and the rotations of each round.
constexpr std::array<std::uint32_t, 64> kSines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
constexpr std::array<std::array<int, 4>, 4> kRotations{
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

struct Digest {
    std::uint32_t a = 0x67452301, b = 0xefcdab89, c = 0x98badcfe, d = 0x10325476;

    void add(std::string_view block) {
        Digest work = *this;
        for (unsigned i = 0; i < 64; ++i) {
            std::uint32_t mixed = 0;
            unsigned word = 0;
            switch (i / 16) {
                case 0: mixed = (work.b & work.c) | (~work.b & work.d), word = i; break;
                case 1: mixed = (work.d & work.b) | (~work.d & work.c), word = (5 * i + 1) % 16; break;
                case 2: mixed = work.b ^ work.c ^ work.d, word = (3 * i + 5) % 16; break;
                default: mixed = work.c ^ (work.b | ~work.d), word = (7 * i) % 16; break;
            }
            mixed += work.a + kSines[i] + littleWord(block, std::size_t{word} * 4);
            work.a = work.d;
            work.d = work.c;
            work.c = work.b;
            work.b += std::rotl(mixed, kRotations[i / 16][i % 4]);
        }
        a += work.a, b += work.b, c += work.c, d += work.d;
    }
};

std::uint32_t bytesSwapped(std::uint32_t word) {
    return word >> 24 | (word >> 8 & 0xff00U) | (word << 8 & 0xff'0000U) | word << 24;
}

}  // namespace

std::uint64_t detail::md5High(std::string_view key) {
    std::string padded{key};
    padded += static_cast<char>(0x80);
    while (padded.size() % 64 != 56) padded += '\0';
    const std::uint64_t bits = std::uint64_t{key.size()} * 8;
    for (unsigned byte = 0; byte < 8; ++byte) padded += static_cast<char>(bits >> (8 * byte) & 0xff);
    Digest digest;
    for (std::size_t at = 0; at < padded.size(); at += 64) digest.add(std::string_view{padded}.substr(at, 64));
    return std::uint64_t{bytesSwapped(digest.a)} << 32 | bytesSwapped(digest.b);
}

std::uint32_t detail::murmur2(std::string_view key) {
    constexpr std::uint32_t kMix = 0x5bd1e995;
    auto hash = std::uint32_t{0x9747b28c} ^ static_cast<std::uint32_t>(key.size());
    std::size_t at = 0;
    for (; at + 4 <= key.size(); at += 4) {
        std::uint32_t word = littleWord(key, at) * kMix;
        word = (word ^ word >> 24) * kMix;
        hash = hash * kMix ^ word;
    }
    const std::size_t left = key.size() - at;
    for (std::size_t byte = left; byte-- != 0;) hash ^= byteAt(key, at + byte) << (8 * byte);
    if (left != 0) hash *= kMix;
    hash = (hash ^ hash >> 13) * kMix;
    return hash ^ hash >> 15;
}

std::uint32_t kafkaPartition(std::string_view key, std::uint32_t partitions) {
    return (detail::murmur2(key) & 0x7fff'ffffU) % partitions;
}

std::uint32_t kinesisShard(std::string_view key, std::uint32_t shards) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint32_t>(Wide{detail::md5High(key)} * shards >> 64);
}

}  // namespace spillway
