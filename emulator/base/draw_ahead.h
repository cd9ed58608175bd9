#pragma once

#include "base/random.h"

#include <cstdint>

namespace spillway {

// A stream whose next exponential draw is worked out before it is asked for: a draw is a chain of some fifty cycles,
// and whoever compares what came of it (where an event goes among those that are pending) has guessed wrong that much
// longer. The draws are those of the stream itself. `scale` makes of a number of mean 1 what is drawn, not below zero;
// it is the same until forget(). A regular value.
template <class Drawn>
class DrawAhead {
public:
    DrawAhead() = default;
    explicit DrawAhead(RngStream stream) : m_stream{stream} {}

    std::uint64_t state() const { return m_stream.state(); }
    // For any other draw.
    RngStream& stream() {
        forget();
        return m_stream;
    }
    void forget() { m_ahead = kUnknown; }

    template <class Scale>
    [[gnu::always_inline]] Drawn exponential(Scale scale) {
        if (m_ahead < 0) [[unlikely]]
            return scale(m_stream.exponential());
        m_stream.skip();
        return m_ahead;
    }
    // When what has been drawn is on its way.
    template <class Scale>
    [[gnu::always_inline]] void workOutNext(Scale scale) {
        const double next = m_stream.nextExponential();
        m_ahead = next < 0 ? kUnknown : scale(next);
    }

private:
    static constexpr Drawn kUnknown = -1;
    RngStream m_stream;
    Drawn m_ahead = kUnknown;
};

}  // namespace spillway
