#pragma once

#include "base/assert.h"
#include "kernel/frame_pool.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace spillway {

// The calls that wait for an answer under one timeout, in the order in which they were sent: all have the same time, so
// whoever is sent last is due last. A call has a place, which its frame keeps, in a row of 64 with a bit each for who
// still waits; an answer costs that bit, which is in the cache where the frames of those that were sent before and
// after are not. A row that nobody waits in any more is used again. Who comes first is looked for when that may be due.
class TimeoutList {
public:
    explicit TimeoutList(Duration timeout = {}) : m_timeout{timeout} {}

    bool empty() const { return m_first == kNoRow || (m_first == m_last && m_bits[m_first] == 0); }
    Duration timeout() const { return m_timeout; }

    // Frame::sent is not before that of any other. True if it may be the only one.
    [[gnu::always_inline]] bool add(const FramePool& frames, Frame& call) {
        if (m_next % kRow == 0) [[unlikely]]
            beginRow();
        const std::uint32_t place = m_next++;
        call.timer = place;
        m_calls[place] = frames.indexOf(call);
        const std::uint64_t before = m_bits[place / kRow];
        m_bits[place / kRow] = before | bitOf(place);
        return before == 0;
    }
    [[gnu::always_inline]] void remove(const Frame& call) {
        std::uint64_t& bits = m_bits[call.timer / kRow];
        bits &= ~bitOf(call.timer);
        if (bits == 0) [[unlikely]]
            endRow(call.timer / kRow);
    }
    // The first that gives up, of those that were sent at one instant the one with the least uid; there is one. Nothing
    // is sent before `next` any more.
    std::uint32_t first(FramePool& frames, SimTime next) {
        std::uint32_t row = m_first;
        while (m_bits[row] == 0) row = m_rows[row].after;
        const std::uint32_t call = m_calls[row * kRow + firstOf(row)];
        const SimTime sent = frames[call].sent;
        if (sent == m_inOrder) return call;
        if (sent < next) m_inOrder = sent;
        return putInOrder(frames, row, sent);
    }
    std::size_t bytes() const {
        return m_calls.capacity() * sizeof(std::uint32_t) + m_bits.capacity() * sizeof(std::uint64_t) +
               m_rows.capacity() * sizeof(Row);
    }

private:
    static constexpr std::uint32_t kRow = 64;
    static constexpr std::uint32_t kNoRow = ~std::uint32_t{0};
    struct Row {
        std::uint32_t before = kNoRow;
        std::uint32_t after = kNoRow;  // in the list, or among those that are free
    };
    static std::uint64_t bitOf(std::uint32_t place) { return std::uint64_t{1} << (place % kRow); }

    [[gnu::noinline]] void beginRow() {
        std::uint32_t row = m_free;
        if (row != kNoRow) {
            m_free = m_rows[row].after;
        } else {
            row = static_cast<std::uint32_t>(m_rows.size());
            m_rows.emplace_back();
            m_bits.push_back(0);
            // By a quarter: twice the room would lie idle for long.
            if (m_calls.size() == m_calls.capacity()) m_calls.reserve(m_calls.size() + m_calls.size() / 4 + kRow);
            m_calls.resize(m_calls.size() + kRow);
        }
        m_rows[row].before = m_last;
        m_rows[row].after = kNoRow;
        (m_last == kNoRow ? m_first : m_rows[m_last].after) = row;
        m_last = row;
        m_next = row * kRow;
    }
    // Nobody waits in it; it goes unless some are still to come.
    [[gnu::noinline]] void endRow(std::uint32_t row) {
        if (row == m_last && m_next % kRow != 0) return;
        const auto [before, after] = m_rows[row];
        (before == kNoRow ? m_first : m_rows[before].after) = after;
        (after == kNoRow ? m_last : m_rows[after].before) = before;
        m_rows[row].after = m_free;
        m_free = row;
    }
    // Somebody waits in it.
    std::uint32_t firstOf(std::uint32_t row) const { return static_cast<std::uint32_t>(std::countr_zero(m_bits[row])); }
    // The first of `row`, which was sent at this instant.
    bool isAlone(const FramePool& frames, std::uint32_t row, SimTime sent) const {
        std::uint64_t others = m_bits[row] & (m_bits[row] - 1);
        while (others == 0 && (row = m_rows[row].after) != kNoRow) others = m_bits[row];
        if (others == 0) return true;
        return frames[m_calls[row * kRow + static_cast<std::uint32_t>(std::countr_zero(others))]].sent != sent;
    }
    // Those that were sent at this instant, which the first of `row` was; the one with the least uid.
    [[gnu::noinline]] std::uint32_t putInOrder(FramePool& frames, std::uint32_t row, SimTime sent) {
        if (isAlone(frames, row, sent)) return m_calls[row * kRow + firstOf(row)];
        std::vector<std::uint32_t> places, calls;
        for (bool same = true; same && row != kNoRow; row = m_rows[row].after) {
            for (std::uint64_t bits = m_bits[row]; same && bits != 0; bits &= bits - 1) {
                const auto slot = static_cast<std::uint32_t>(std::countr_zero(bits));
                const std::uint32_t call = m_calls[row * kRow + slot];
                same = frames[call].sent == sent;
                if (!same) continue;
                places.push_back(row * kRow + slot);
                calls.push_back(call);
            }
        }
        std::ranges::sort(calls, {}, [&](std::uint32_t call) { return frames[call].uid; });
        for (std::size_t i = 0; i < calls.size(); ++i) {
            m_calls[places[i]] = calls[i];
            frames[calls[i]].timer = places[i];
        }
        return calls.front();
    }

    std::uint32_t m_next = 0;            // place of who is sent next; at the end of a row: in a new one
    std::vector<std::uint32_t> m_calls;  // frames, by place
    std::vector<std::uint64_t> m_bits;   // by row: who waits
    std::vector<Row> m_rows;
    std::uint32_t m_first = kNoRow;
    std::uint32_t m_last = kNoRow;
    std::uint32_t m_free = kNoRow;
    SimTime m_inOrder = SimTime::min();  // those that were sent at this instant stand in order of uid
    Duration m_timeout;
};

}  // namespace spillway
