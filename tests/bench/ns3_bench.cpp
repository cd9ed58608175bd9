#include <ns3/core-module.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <vector>

// W1 to W3 on ns-3's simulator core: its event queue and its callbacks, no instruments but a mean. Prints one JSON line
// each: name, unit, value, mean in seconds. In C++17, which is all that ns-3.37's headers allow.
namespace {

using ns3::Seconds;
using ns3::Simulator;

struct Shape {
    const char* name;
    int stations;
    std::size_t slots;
    double rate;
    double work;
    double hop;
    bool holdsSlot;
    long requests;
};

// splitmix64, and the inverse of the exponential distribution function.
class Random {
public:
    double exponential() {
        std::uint64_t word = m_state += 0x9e37'79b9'7f4a'7c15U;
        word = (word ^ (word >> 30)) * 0xbf58'476d'1ce4'e5b9U;
        word = (word ^ (word >> 27)) * 0x94d0'49bb'1331'11ebU;
        return -std::log(static_cast<double>(((word ^ (word >> 31)) >> 11) + 1) * 0x1p-53);
    }

private:
    std::uint64_t m_state = 1;
};

class Stations {
public:
    explicit Stations(const Shape& shape) : m_shape{shape}, m_stations(static_cast<std::size_t>(shape.stations)) {}

    void measure() {
        const std::clock_t started = std::clock();
        Simulator::Schedule(Seconds(m_random.exponential() / m_shape.rate), &Stations::emit, this);
        Simulator::Run();
        Simulator::Destroy();
        const double took = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
        std::printf("{\"name\": \"%s ns-3\", \"unit\": \"requests/s\", \"value\": %.0f, \"mean\": %.9f}\n",
                    m_shape.name, static_cast<double>(m_finished) / took, m_sum / static_cast<double>(m_finished));
        std::fflush(stdout);
    }

private:
    struct Station {
        std::size_t busy = 0;
        std::deque<long> line;
    };

    void emit() {
        m_sent.push_back(Simulator::Now().GetSeconds());
        const auto request = static_cast<long>(m_sent.size()) - 1;
        Simulator::Schedule(Seconds(m_shape.hop), &Stations::arrive, this, request, std::size_t{0});
        if (static_cast<long>(m_sent.size()) < m_shape.requests)
            Simulator::Schedule(Seconds(m_random.exponential() / m_shape.rate), &Stations::emit, this);
    }
    void begin(long request, std::size_t station) {
        Simulator::Schedule(Seconds(m_shape.work * m_random.exponential()), &Stations::done, this, request, station);
    }
    void arrive(long request, std::size_t station) {
        if (m_stations[station].busy == m_shape.slots) return m_stations[station].line.push_back(request);
        ++m_stations[station].busy;
        begin(request, station);
    }
    void release(std::size_t station) {
        auto& line = m_stations[station].line;
        if (line.empty()) {
            --m_stations[station].busy;
            return;
        }
        begin(line.front(), station);
        line.pop_front();
    }
    void done(long request, std::size_t station) {
        if (station + 1 == m_stations.size()) return leave(request, station);
        if (!m_shape.holdsSlot) release(station);
        Simulator::Schedule(Seconds(m_shape.hop), &Stations::arrive, this, request, station + 1);
    }
    void leave(long request, std::size_t station) {
        release(station);
        if (m_shape.holdsSlot && station > 0) {
            Simulator::Schedule(Seconds(m_shape.hop), &Stations::leave, this, request, station - 1);
            return;
        }
        m_sum += Simulator::Now().GetSeconds() + m_shape.hop - m_sent[static_cast<std::size_t>(request)];
        ++m_finished;
    }

    Shape m_shape;
    std::vector<Station> m_stations;
    std::vector<double> m_sent;
    Random m_random;
    double m_sum = 0;
    long m_finished = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const double scale = argc > 1 ? std::atof(argv[1]) : 1;
    const auto scaled = [scale](double requests) { return static_cast<long>(requests * scale); };
    Stations{{"W1 M/M/1", 1, 1, 800, 0.001, 0, false, scaled(1e6)}}.measure();
    Stations{{"W2 tandem", 5, 4, 2800, 0.001, 0, false, scaled(3e5)}}.measure();
    Stations{{"W3 chain", 5, 8, 180, 0.005, 0.0005, true, scaled(2e5)}}.measure();
}
