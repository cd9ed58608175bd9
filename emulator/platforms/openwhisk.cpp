#include "platforms/openwhisk.h"

#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace spillway {

OpenWhiskFacts readOpenWhiskFacts(detail::FactSheet& sheet) {
    OpenWhiskFacts facts;
    sheet.read("sample", facts.sample);
    sheet.read("concurrent", facts.concurrent);
    sheet.read("per_minute", facts.perMinute);
    sheet.read("timeout", facts.timeout);
    sheet.read("timeout_most", facts.timeoutMost);
    sheet.read("memory", facts.memory);
    sheet.read("memory_most", facts.memoryMost);
    sheet.read("payload", facts.payload);
    sheet.read("invoker_memory", facts.invokerMemory);
    sheet.read("invokers", facts.invokers);
    sheet.read("parallel_runs", facts.parallelRuns);
    sheet.read("stem_cells", facts.stemCells);
    sheet.read("idle", facts.idle);
    sheet.read("pause_grace", facts.pauseGrace);
    sheet.read("resume", facts.resume);
    sheet.read("create", facts.create);
    sheet.read("init", facts.init);
    sheet.positive("sample", facts.sample);
    return facts;
}

OpenWhiskScaler::OpenWhiskScaler(const Settings& settings, const OpenWhiskFacts& facts)
    : m_settings{settings},
      m_sample{facts.sample},
      m_idle{facts.idle},
      m_used{facts.idle},
      m_cells(static_cast<std::size_t>(std::max<std::int64_t>(0, settings.cells))) {}

PoolDecision OpenWhiskScaler::poke(const PoolView& view) {
    const std::int64_t need = view.busy + view.waiting;
    const std::int64_t most = std::min(m_settings.containers, view.ready + m_settings.parallel);
    const std::int64_t containers = std::max(view.replicas, std::min(need, most));
    m_poked = std::max(m_poked, containers);
    std::string reason = fmt::format("{} activations at once", need);
    if (need > m_settings.containers)
        reason += fmt::format("; the invokers have memory for {} containers", m_settings.containers);
    else if (need > most)
        reason += fmt::format("; {} containers are created at once", m_settings.parallel);
    return {containers, std::move(reason)};
}

PoolDecision OpenWhiskScaler::look(const PoolView& view) {
    // Activations are short: most of them begin and end between two looks.
    const auto meanwhile = static_cast<std::int64_t>(std::ceil(view.concurrency));
    const std::int64_t asked = std::min(std::exchange(m_poked, 0), view.replicas);
    const std::int64_t used = m_used.add(view.now, std::max({view.busy + view.waiting, meanwhile, asked}));
    if (view.waiting > 0) return poke(view);
    if (used >= view.replicas) return {view.replicas, {}};
    return {used, fmt::format("idle for {:g} min", toSeconds(m_idle) / 60)};
}

bool OpenWhiskScaler::admits(SimTime now, std::int64_t inside) {
    const std::int64_t minute = now.time_since_epoch() / std::chrono::minutes{1};
    if (minute != m_minute) m_inMinute = 0;
    m_minute = minute;
    if (inside >= m_settings.concurrent || m_inMinute >= m_settings.perMinute) return false;
    ++m_inMinute;
    return true;
}

Duration OpenWhiskScaler::start(const StartPath& path, SimTime now, RngStream& stream) {
    Duration create{0}, init{0};
    for (const StartPath::Step& step : path.steps()) (step.isInit ? init : create) += step.time(stream);
    const auto cell = std::ranges::find_if(m_cells, [now](SimTime up) { return up <= now; });
    if (cell == m_cells.end()) return create + init;
    *cell = now + create;
    return init;
}

PoolRules openWhiskRules(const Workload& workload, const PlatformFacts& all) {
    const OpenWhiskFacts& facts = all.openwhisk;
    const OpenWhiskScaling stated = workload.scaling->openwhisk.value_or(OpenWhiskScaling{});
    const std::int64_t invokers = std::max<std::int64_t>(1, stated.invokers.value_or(facts.invokers));
    const ByteCount memory = workload.memory.value_or(facts.memory);
    OpenWhiskScaler::Settings settings;
    settings.containers =
        invokers * std::max<std::int64_t>(1, facts.invokerMemory.bytes / std::max<std::int64_t>(1, memory.bytes));
    settings.parallel = invokers * std::max<std::int64_t>(1, facts.parallelRuns);
    // Stem cells are of Node.js and of the default size.
    const bool cells = workload.isFunction && workload.runtime.starts_with("nodejs") && memory <= facts.memory;
    settings.cells = cells ? invokers * facts.stemCells : 0;
    settings.concurrent = stated.concurrent.value_or(facts.concurrent);
    settings.perMinute = stated.perMinute.value_or(facts.perMinute);
    settings.memory = memory;
    settings.room = ByteCount{invokers * facts.invokerMemory.bytes};
    PoolRules rules;
    rules.concurrency = 1;
    rules.initial = 0;
    rules.holds = true;
    rules.lineLimit = 1'000'000;
    rules.overflow = PoolRules::Refusal::throttled;
    rules.visitLimit = workload.timeout.value_or(facts.timeout);
    rules.lineWait = facts.timeout;
    rules.startup = workload.startup
                        ? StartPath{*workload.startup}
                        : StartPath{{{"create", Sampler{facts.create}, false}, {"init", Sampler{facts.init}, true}}};
    rules.pause = PoolRules::Pause{facts.pauseGrace, facts.resume};
    rules.scaler = OpenWhiskScaler{settings, facts};
    return rules;
}

}  // namespace spillway
