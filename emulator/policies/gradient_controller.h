#pragma once

#include "base/random.h"
#include "base/units.h"

#include <cstdint>
#include <vector>

namespace spillway {

// Envoy's adaptive concurrency (extensions/filters/http/adaptive_concurrency/controller/gradient_controller.cc): the
// time without load is measured now and then with few requests at once; in between the limit follows the ratio of that
// time, and a quarter, to the median of the requests since the last update. A regular value; the time it is told never
// goes back. What its timers would have done by then is done when it is asked.
class GradientController {
public:
    struct Settings {
        std::int64_t least = 3;
        std::int64_t most = 1000;
        Duration update = std::chrono::milliseconds{100};
        Duration minRttInterval = std::chrono::seconds{60};
    };
    explicit GradientController(const Settings& settings, SimTime start = {});

    std::int64_t limit(SimTime now) {
        advance(now);
        return m_limit;
    }
    // A request has ended that took so long. `stream` is drawn from when a measurement ends: the next has a jitter.
    void record(Duration took, SimTime now, RngStream& stream);

    // The time without load is being measured: no more than the least are let in.
    bool measures() const { return m_measures; }
    Duration minRtt() const { return m_minRtt; }

private:
    void advance(SimTime now);
    void measure(SimTime now);
    void endMeasurement(SimTime now, RngStream& stream);
    void update(SimTime now);
    void setLimit(std::int64_t limit, SimTime now);
    // The median of the samples, which are gone then.
    Duration takeMedian();

    Settings m_settings;
    std::int64_t m_limit;
    std::int64_t m_deferred = 0;  // the limit after the measurement
    bool m_measures = false;
    SimTime m_epoch{};  // requests that were sent before do not count
    SimTime m_nextUpdate = SimTime::max();
    SimTime m_nextMeasurement = SimTime::max();
    Duration m_minRtt{0};
    int m_timesLeast = 0;  // updates in a row that left it at the least
    std::vector<Duration> m_samples;
};

}  // namespace spillway
