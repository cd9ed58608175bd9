#include "kernel/few_events.h"

namespace spillway {

Event FewEvents::next() const {
    Event first = at(placeOf(m_least));
    for (std::size_t i = 0; i < m_count; ++i) {
        if (at(i).at == first.at && isBefore(at(i), first)) first = at(i);
    }
    return first;
}

Event FewEvents::exchangeForFirst(SimTime time, std::uint64_t uid, std::uint64_t word) {
    Event first = Event::of(time, uid, word);
    for (std::size_t i = 0; i < m_count; ++i) {
        const Event other = at(i);
        if (other.at != time || !isBefore(other, first)) continue;
        m_rest[i] = {first.uid, first.word};
        first = other;
    }
    return first;
}

}  // namespace spillway
