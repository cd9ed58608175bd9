#include "reference/outcome.h"

#include "base/random.h"
#include "run/random_setting.h"
#include "run/run.h"
#include "swarm/random_architecture.h"

#include <sstream>

namespace spillway::reference {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const RunPlan> planOf(std::uint64_t seed) {
    if (seed % 2 == 0) {
        const build::Setting setting = build::RandomSetting{seed / 2}.make();
        return compile(setting.topology, setting.scenario).plan;
    }
    const Architecture drawn = swarm::randomArchitecture(seed);
    return compile(drawn.topology, drawn.scenarios.front()).plan;
}

class Hash {
public:
    void add(std::uint64_t value) { m_state = mix64(m_state ^ value) + 0x9e37'79b9'7f4a'7c15U; }
    void add(SimTime time) { add(static_cast<std::uint64_t>(time.time_since_epoch().count())); }
    void add(const Span& span) {
        add(static_cast<std::uint64_t>(span.parent));
        add(span.node);
        add(static_cast<std::uint64_t>(span.attempt));
        for (const SimTime time : {span.start, span.arrived, span.started, span.end}) add(time);
        add(span.cold);
        add(span.succeeded ? 99 : static_cast<std::uint64_t>(span.cause));
    }
    std::uint64_t value() const { return m_state; }

private:
    std::uint64_t m_state = 0;
};

}  // namespace

std::string outcomeOf(std::uint64_t seed, std::optional<std::uint32_t> lanes) {
    const auto plan = planOf(seed);
    if (!plan) return std::to_string(seed) + " cannot be run";
    Run run{plan, {.seed = seed, .until = 2s, .traceEvery = 4, .lanes = lanes}};
    run.advanceTo(run.end());
    const RunReport report = run.report();
    Hash traces;
    for (const Trace& trace : report.traces) {
        traces.add(trace.id);
        for (const Span& span : trace.spans) traces.add(span);
    }
    std::ostringstream line;
    line << seed << " fingerprint " << report.fingerprint << " events " << report.events << " sent " << report.sent
         << " succeeded " << report.succeeded << " decisions " << report.decisions.size() << " traces "
         << report.traces.size() << " " << std::hex << traces.value();
    return line.str();
}

}  // namespace spillway::reference
