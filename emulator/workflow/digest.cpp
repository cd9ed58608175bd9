#include "workflow/digest.h"

#include "workflow/sha_constants.h"

#include <array>
#include <bit>
#include <cmath>
#include <vector>

namespace spillway::workflow {
namespace {

// The message, a one bit, zeros, and its length in bits in the last 8 bytes of a block.
std::vector<std::uint8_t> padded(std::string_view data, std::size_t block, bool bigEndian) {
    std::vector<std::uint8_t> bytes(data.begin(), data.end());
    bytes.push_back(0x80);
    const std::size_t lengthBytes = block / 8;
    while ((bytes.size() + lengthBytes) % block != 0) bytes.push_back(0);
    bytes.resize(bytes.size() + lengthBytes - 8);
    const std::uint64_t bits = std::uint64_t{data.size()} * 8;
    for (unsigned i = 0; i < 8; ++i)
        bytes.push_back(static_cast<std::uint8_t>(bits >> (bigEndian ? 56 - 8 * i : 8 * i)));
    return bytes;
}

template <class Word>
Word bigEndianAt(const std::vector<std::uint8_t>& bytes, std::size_t at) {
    Word word = 0;
    for (std::size_t i = 0; i < sizeof(Word); ++i) word = static_cast<Word>(word << 8U | bytes[at + i]);
    return word;
}

std::string hex(const std::vector<std::uint8_t>& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text;
}

template <class Word>
std::string hexOf(const std::array<Word, 8>& state, std::size_t bytesMax) {
    std::vector<std::uint8_t> bytes;
    for (const Word word : state) {
        for (std::size_t i = sizeof(Word); i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
    }
    bytes.resize(bytesMax);
    return hex(bytes);
}

// The six functions differ between the 32- and the 64-bit family only in their rotations.
struct Rotations {
    int sum0[3], sum1[3], sigma0[3], sigma1[3];  // the last of a sigma shifts
};
constexpr Rotations k32{{2, 13, 22}, {6, 11, 25}, {7, 18, 3}, {17, 19, 10}};
constexpr Rotations k64{{28, 34, 39}, {14, 18, 41}, {1, 8, 7}, {19, 61, 6}};

template <class Word>
Word sum(Word x, const int (&by)[3]) {
    return std::rotr(x, by[0]) ^ std::rotr(x, by[1]) ^ std::rotr(x, by[2]);
}
template <class Word>
Word sigma(Word x, const int (&by)[3]) {
    return static_cast<Word>(std::rotr(x, by[0]) ^ std::rotr(x, by[1]) ^ (x >> by[2]));
}

template <class Word, std::size_t kRoundCount>
void sha2Block(std::array<Word, 8>& state, const std::vector<std::uint8_t>& bytes, std::size_t at,
               const Rotations& by) {
    std::array<Word, kRoundCount> w{};
    for (std::size_t i = 0; i < 16; ++i) w[i] = bigEndianAt<Word>(bytes, at + i * sizeof(Word));
    for (std::size_t i = 16; i < kRoundCount; ++i)
        w[i] = static_cast<Word>(sigma(w[i - 2], by.sigma1) + w[i - 7] + sigma(w[i - 15], by.sigma0) + w[i - 16]);
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < kRoundCount; ++i) {
        const auto k = static_cast<Word>(kShaRounds[i] >> (64 - 8 * sizeof(Word)));
        const auto t1 = static_cast<Word>(h + sum(e, by.sum1) + ((e & f) ^ (~e & g)) + k + w[i]);
        const auto t2 = static_cast<Word>(sum(a, by.sum0) + ((a & b) ^ (a & c) ^ (b & c)));
        h = g;
        g = f;
        f = e;
        e = static_cast<Word>(d + t1);
        d = c;
        c = b;
        b = a;
        a = static_cast<Word>(t1 + t2);
    }
    const std::array<Word, 8> more{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] = static_cast<Word>(state[i] + more[i]);
}

std::string sha256(std::string_view data) {
    std::array<std::uint32_t, 8> state{};
    for (std::size_t i = 0; i < 8; ++i) state[i] = static_cast<std::uint32_t>(kSha512Start[i] >> 32U);
    const auto bytes = padded(data, 64, true);
    for (std::size_t at = 0; at < bytes.size(); at += 64) sha2Block<std::uint32_t, 64>(state, bytes, at, k32);
    return hexOf(state, 32);
}

std::string sha512(std::string_view data, std::array<std::uint64_t, 8> state, std::size_t bytesMax) {
    const auto bytes = padded(data, 128, true);
    for (std::size_t at = 0; at < bytes.size(); at += 128) sha2Block<std::uint64_t, 80>(state, bytes, at, k64);
    return hexOf(state, bytesMax);
}

std::string sha1(std::string_view data) {
    std::array<std::uint32_t, 8> state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0, 0, 0, 0};
    const auto bytes = padded(data, 64, true);
    for (std::size_t at = 0; at < bytes.size(); at += 64) {
        std::array<std::uint32_t, 80> w{};
        for (std::size_t i = 0; i < 16; ++i) w[i] = bigEndianAt<std::uint32_t>(bytes, at + i * 4);
        for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        std::uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
        for (std::size_t i = 0; i < 80; ++i) {
            const std::uint32_t choice = i < 20                ? ((b & c) | (~b & d))
                                         : (i >= 40 && i < 60) ? ((b & c) | (b & d) | (c & d))
                                                               : (b ^ c ^ d);
            constexpr std::uint32_t kRounds[] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
            const std::uint32_t next = std::rotl(a, 5) + choice + e + kRounds[i / 20] + w[i];
            e = d;
            d = c;
            c = std::rotl(b, 30);
            b = a;
            a = next;
        }
        const std::uint32_t more[] = {a, b, c, d, e};
        for (std::size_t i = 0; i < 5; ++i) state[i] += more[i];
    }
    return hexOf(state, 20);
}

std::string md5(std::string_view data) {
    constexpr int kShifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    std::array<std::uint32_t, 4> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const auto bytes = padded(data, 64, false);
    for (std::size_t at = 0; at < bytes.size(); at += 64) {
        auto [a, b, c, d] = state;
        for (std::uint32_t i = 0; i < 64; ++i) {
            const std::uint32_t round = i / 16;
            const std::uint32_t f = round == 0   ? ((b & c) | (~b & d))
                                    : round == 1 ? ((d & b) | (~d & c))
                                    : round == 2 ? (b ^ c ^ d)
                                                 : (c ^ (b | ~d));
            constexpr std::uint32_t kFactor[] = {1, 5, 3, 7}, kOffset[] = {0, 1, 5, 0};
            const std::size_t word = (kFactor[round] * i + kOffset[round]) % 16;
            std::uint32_t m = 0;
            for (std::size_t k = 4; k-- > 0;) m = m << 8U | bytes[at + word * 4 + k];
            // RFC 1321: the i-th constant is the whole part of 2^32 |sin(i + 1)|.
            const auto constant =
                static_cast<std::uint32_t>(std::floor(std::abs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
            const std::uint32_t next = b + std::rotl(a + f + constant + m, kShifts[round][i % 4]);
            a = d;
            d = c;
            c = b;
            b = next;
        }
        const std::uint32_t more[] = {a, b, c, d};
        for (std::size_t i = 0; i < 4; ++i) state[i] += more[i];
    }
    std::vector<std::uint8_t> digest;
    for (const std::uint32_t word : state) {
        for (unsigned i = 0; i < 4; ++i) digest.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
    }
    return hex(digest);
}

}  // namespace

std::optional<std::string> hexDigest(std::string_view algorithm, std::string_view data) {
    if (algorithm == "MD5") return md5(data);
    if (algorithm == "SHA-1") return sha1(data);
    if (algorithm == "SHA-256") return sha256(data);
    if (algorithm == "SHA-384") return sha512(data, kSha384Start, 48);
    if (algorithm == "SHA-512") return sha512(data, kSha512Start, 64);
    return std::nullopt;
}

}  // namespace spillway::workflow
