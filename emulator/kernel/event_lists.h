#pragma once

#include "kernel/event.h"
#include "kernel/huge_pages.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace spillway {

// Unsorted events in numbered lists. A list lies in pieces of eight: an event is written next to the one that came
// before it, and a whole list is read in a few goes. The piece that was given back last is the next one used.
class EventLists {
public:
    static constexpr std::uint32_t kPiece = 8;  // events
    // So many lists, all empty.
    void reset(std::size_t lists) {
        m_lists.assign(lists, {});
        m_next.assign(1, 0);
        m_events.resize(kPiece);
        m_free = 0;
    }
    bool empty(std::size_t list) const { return m_lists[list].end == 0; }
    void put(std::size_t list, const Event& event) {
        std::uint32_t place = m_lists[list].end;
        if (place % kPiece == 0) [[unlikely]]
            place = beginPiece(m_lists[list]);
        m_events[place] = event;
        m_lists[list].end = place + 1;
    }
    template <class Act>
    [[gnu::always_inline]] void forEach(std::size_t list, Act act) const {
        forEachPiece(list, [&](const Event* events, std::uint32_t count) {
            for (const Event* event = events; event != events + count; ++event) act(*event);
        });
    }
    // Whole pieces: behind the events of the list old ones or none (all zero), so that no branch depends on how many
    // it has.
    template <class Act>
    [[gnu::always_inline]] void forEachInPieces(std::size_t list, Act act) const {
        forEachPiece(list, [&](const Event* events, std::uint32_t) {
            for (std::uint32_t i = 0; i < kPiece; ++i) act(events[i]);
        });
    }
    // Of a list that has any: its first and its last piece.
    const Event* firstPiece(std::size_t list) const { return m_events.data() + m_lists[list].first * kPiece; }
    const Event* lastPiece(std::size_t list) const {
        return m_events.data() + (m_lists[list].end - 1) / kPiece * kPiece;
    }
    std::size_t count(std::size_t list) const {
        const List its = m_lists[list];
        if (its.end == 0) return 0;
        std::size_t pieces = 0;
        for (std::uint32_t piece = its.first; piece != (its.end - 1) / kPiece; piece = m_next[piece]) ++pieces;
        return pieces * kPiece + (its.end - 1) % kPiece + 1;
    }
    void clear(std::size_t list) {
        List& its = m_lists[list];
        if (its.end == 0) return;
        m_next[(its.end - 1) / kPiece] = m_free;
        m_free = its.first;
        its = {};
    }
    std::size_t bytes() const {
        return m_lists.capacity() * sizeof(List) + m_next.capacity() * sizeof(std::uint32_t) +
               m_events.capacity() * sizeof(Event);
    }

private:
    struct List {
        std::uint32_t first = 0;  // piece; there is none of number 0
        std::uint32_t end = 0;    // where its last event ends; 0: it has none
    };
    template <class Act>
    [[gnu::always_inline]] void forEachPiece(std::size_t list, Act act) const {
        const List its = m_lists[list];
        if (its.end == 0) return;
        const std::uint32_t last = (its.end - 1) / kPiece;
        for (std::uint32_t piece = its.first; piece != last; piece = m_next[piece])
            act(m_events.data() + piece * kPiece, kPiece);
        act(m_events.data() + last * kPiece, its.end - last * kPiece);
    }
    [[gnu::noinline]] std::uint32_t beginPiece(List& list) {
        std::uint32_t piece = m_free;
        if (piece != 0) {
            m_free = m_next[piece];
        } else {
            piece = static_cast<std::uint32_t>(m_next.size());
            m_next.push_back(0);
            // By a quarter: twice the room would lie idle for long.
            if (m_events.size() == m_events.capacity()) m_events.reserve(m_events.size() + m_events.size() / 4 + 64);
            m_events.resize(m_events.size() + kPiece);
        }
        if (list.end == 0)
            list.first = piece;
        else
            m_next[(list.end - 1) / kPiece] = piece;
        return piece * kPiece;
    }

    HugeTable<List> m_lists;
    std::vector<std::uint32_t> m_next;  // by piece: the one after it, in its list or among the free ones
    HugeTable<Event> m_events;
    std::uint32_t m_free = 0;
};

}  // namespace spillway
