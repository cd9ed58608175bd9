#include "nodes/cpu_limit.h"

#include "base/text.h"
#include "nodes/hooks.h"
#include "nodes/rate_log.h"
#include "nodes/replica.h"

#include <fmt/format.h>

namespace spillway {

namespace {

// A request comes in at any of the edge locations; where nobody asked for a while, an instance starts for it.
Duration startAtLocation(Context context, NodeState& node, const ServerModel& model) {
    ElasticState& pool = context.world.elastics[model.elastic];
    if (pool.lastAt.empty()) pool.lastAt.resize(model.locations, SimTime::min());
    SimTime& last = pool.lastAt[node.choice.below(model.locations)];
    const bool warm = last != SimTime::min() && context.now() - last <= model.locationIdle;
    last = context.now();
    if (warm) return Duration{0};
    ++node.rare->measures.coldStarts;
    return model.startup(node.startup);
}

Duration underQuota(Context context, const ServerModel& model, std::uint32_t node, Instance& instance, Duration work) {
    if (!instance.quota) instance.quota.emplace(*model.cpuLimit, context.model().facts->kubernetes.cpuPeriod);
    const Duration cpu = secondsToDuration(toSeconds(work) * model.busyCores);
    instance.burnt += cpu;
    const Duration takes = instance.quota->run(context.now(), cpu) - context.now() + (work - cpu);
    context.rareServer(node).stalled += takes - work;
    context.rareServer(node).worked += takes;
    return takes;
}

}  // namespace

WorkAtInstance workAtInstance(Context context, Frame& frame, NodeState& node, Duration work) {
    ServerState& server = *node.server;
    const ServerModel& model = *server.model;
    Instance& instance = server.instances[frame.instance];
    if (model.overhead) work += (*model.overhead)(node.work.stream());
    if (model.preHook || model.postHook || model.connector || model.logins != kNone)
        return throughHooks(context, frame, node, work);
    if (model.cpuLimit) work = underQuota(context, model, node.index, instance, work);
    if (model.locations != 0) work += startAtLocation(context, node, model);
    if (instance.paused) work += (*model.resume)(node.startup);
    instance.paused = false;
    if (node.model->replicas != kNone) work += commitTime(context, frame, node, work);
    return {work};
}

void tellStalls(Context context, std::uint32_t node) {
    const ServerModel& model = context.model().servers[context.model().nodes[node].extra];
    RareServer& rare = context.rareServer(node);
    const double share = rare.worked > Duration{0} ? toSeconds(rare.stalled) / toSeconds(rare.worked) : 0;
    // Below one percent nobody would look at it.
    switch (newsOf(rare.stalling, share < 0.01 ? 0 : share, 0.1, context.now())) {
        case RateNews::nothing: break;
        case RateNews::begins:
        case RateNews::changes:
            context.decide(node, "throttled by its CPU limit",
                           fmt::format("requests stand still for {:.0f}% of their work: {} an instance", 100 * share,
                                       toText(*model.cpuLimit)));
            break;
        case RateNews::over:
            context.decide(node, "no longer throttled",
                           "its CPU limit was in the way for " + toText(rare.stalling.last - rare.stalling.since));
    }
    rare.stalled = rare.worked = Duration{0};
}

}  // namespace spillway
