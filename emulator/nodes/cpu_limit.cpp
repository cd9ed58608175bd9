#include "nodes/cpu_limit.h"

#include "base/text.h"
#include "nodes/rate_log.h"

#include <fmt/format.h>

namespace spillway {

Duration workAtInstance(Context context, std::uint32_t node, std::uint32_t which, Duration work) {
    const ServerModel& model = context.model().servers[context.model().nodes[node].extra];
    if (model.overhead) work += (*model.overhead)(context.node(node).work);
    if (!model.cpuLimit) return work;
    ServerState& server = context.world.servers[context.model().nodes[node].extra];
    Instance& instance = server.instances[which];
    if (!instance.quota) instance.quota.emplace(*model.cpuLimit, context.model().facts->kubernetes.cpuPeriod);
    const Duration cpu = secondsToDuration(toSeconds(work) * model.busyCores);
    instance.burnt += cpu;
    const Duration takes = instance.quota->run(context.now(), cpu) - context.now() + (work - cpu);
    server.stalled += takes - work;
    server.worked += takes;
    return takes;
}

void tellStalls(Context context, std::uint32_t node) {
    const ServerModel& model = context.model().servers[context.model().nodes[node].extra];
    ServerState& server = context.world.servers[context.model().nodes[node].extra];
    const double share = server.worked > Duration{0} ? toSeconds(server.stalled) / toSeconds(server.worked) : 0;
    // Below one percent nobody would look at it.
    switch (newsOf(server.stalling, share < 0.01 ? 0 : share, 0.1, context.now())) {
        case RateNews::nothing: break;
        case RateNews::begins:
        case RateNews::changes:
            context.decide(node, "throttled by its CPU limit",
                           fmt::format("requests stand still for {:.0f}% of their work: {} an instance", 100 * share,
                                       toText(*model.cpuLimit)));
            break;
        case RateNews::over:
            context.decide(node, "no longer throttled",
                           "its CPU limit was in the way for " + toText(server.stalling.last - server.stalling.since));
    }
    server.stalled = server.worked = Duration{0};
}

}  // namespace spillway
