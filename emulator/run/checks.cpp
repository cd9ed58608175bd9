#include "base/text.h"
#include "platforms/facts.h"
#include "platforms/usual.h"
#include "run/compiler.h"
#include "topology/excess.h"
#include "topology/validate.h"
#include "topology/words.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace spillway {
namespace {

// A time that can be drawn from: nothing negative, and what the shape needs.
bool isSound(const Distribution& distribution) {
    if (distribution.first < Duration{0} || distribution.second < Duration{0}) return false;
    switch (distribution.shape) {
        case Shape::uniform:
        case Shape::lognormal:
        case Shape::pareto: return distribution.second >= distribution.first;
        case Shape::erlang: return distribution.parameter >= 1;
        case Shape::hyperexponential: return distribution.parameter >= 1;
        default: return true;
    }
}

struct NumberCheck {
    Compiler& compiler;
    const std::string& item;

    void atLeast(std::int64_t least, std::int64_t value, const char* field) const {
        if (value >= least) return;
        compiler.fail("out-of-range", item, field, std::string{field} + " is " + std::to_string(value),
                      "it is at least " + std::to_string(least));
    }
    void positive(Duration value, const char* field) const {
        if (value > Duration{0}) return;
        compiler.fail("out-of-range", item, field, std::string{field} + " is not longer than zero");
    }
    void sound(const Distribution& value, const char* field) const {
        if (isSound(value)) return;
        compiler.fail("out-of-range", item, field, std::string{field} + " cannot be drawn from",
                      "times are not negative, a p99 is not below its p50");
    }

    void operator()(const Service& service) const {
        sound(service.work, "work");
        if (service.startup) sound(*service.startup, "startup");
        atLeast(1, service.concurrency, "concurrency");
        atLeast(0, service.queueLimit, "queue_limit");
        atLeast(0, service.replicas, "replicas");
        if (const auto& hpa = service.scaling.hpa) {
            atLeast(1, hpa->min, "scaling.hpa.min");
            atLeast(hpa->min, hpa->max, "scaling.hpa.max");
            positive(hpa->sync, "scaling.hpa.sync");
            if (hpa->cpu.fraction() <= 0)
                compiler.fail("out-of-range", item, "scaling.hpa.cpu", "the CPU target is zero");
        }
        if (service.rollout && platform() == Platform::kubernetes) sound(*service.rollout);
        if (service.preStop < Duration{0}) compiler.fail("out-of-range", item, "pre_stop", "the wait is negative");
        if (service.resources.cpuLimit) atLeast(1, service.resources.cpuLimit->millicores, "resources.cpu_limit");
        if (service.resources.cpu) atLeast(1, service.resources.cpu->millicores, "resources.cpu");
        fitsPlatform(service.resources.memory, service.scaling, "resources.memory", false);
        if (platform() == Platform::azure_functions) fitsPlan(service);
    }
    void sound(const Rollout& rollout) const {
        const KubernetesFacts& facts = compiler.model.facts->kubernetes;
        if (rollout.maxSurge.value_or(facts.rolloutMaxSurge).fraction() > 0 ||
            rollout.maxUnavailable.value_or(facts.rolloutMaxUnavailable).fraction() > 0)
            return;
        compiler.fail("out-of-range", item, "rollout",
                      "max_surge and max_unavailable are both 0%: no pod could be replaced, Kubernetes refuses it",
                      "raise one of them");
    }
    Platform platform() const {
        return platformOf(compiler.topology, compiler.topology.nodes[compiler.nodeIndex.at(item)]);
    }
    // What no instance has, the program cannot be given. Elsewhere it is told of only: nobody may have chosen
    // Consumption, what an installation of OpenWhisk allows is its operator's affair, and the largest instances of
    // others grow with the years.
    void fitsPlatform(const std::optional<ByteCount>& memory, const Scaling& scaling, const char* field,
                      bool isFunction) const {
        const std::optional<ByteCount> most = mostMemory(platform(), isFunction, scaling, *compiler.model.facts);
        if (!memory || !most || *memory <= *most) return;
        const AzurePlan plan = azurePlan(scaling);
        const bool azure = platform() == Platform::azure_functions;
        const std::string has = azure ? "the largest instance of plan " + std::string{wordOf(plan)} + " has "
                                      : "on " + std::string{wordOf(platform())} + " it has at most ";
        const std::string hint =
            azure && plan != AzurePlan::premium ? "less memory, or plan: premium" : "less memory, or another platform";
        const bool sized = platform() == Platform::lambda || (azure && plan != AzurePlan::consumption);
        if (!sized)
            compiler.warn("does-not-fit", item, field, has + toText(*most), hint);
        else
            compiler.fail("out-of-range", item, field, has + toText(*most), hint);
    }
    void fitsPlan(const Service& service) const {
        const std::optional<Cpu> cpu = statedCpu(platform(), service);
        const InstanceSize size =
            azureSize(azurePlan(service.scaling), service.resources.memory, cpu, compiler.model.facts->azureFunctions);
        if (cpu && *cpu > size.cpu)
            compiler.warn(item, cpu == service.resources.cpu ? "resources.cpu" : "resources.cpu_limit",
                          "its instance on plan " + std::string{wordOf(azurePlan(service.scaling))} + " has " +
                              toText(size.memory) + " and " + toText(size.cpu) + " vCPU");
    }
    void operator()(const Function& function) const {
        sound(function.work, "work");
        if (function.init) sound(*function.init, "init");
        if (function.timeout) positive(*function.timeout, "timeout");
        if (function.memory) atLeast(1, function.memory->bytes, "memory");
        fitsPlatform(function.memory, function.scaling, "memory", true);
        atLeast(0, function.provisionedConcurrency, "provisioned_concurrency");
        const bool onLambda = platform() == Platform::lambda;  // elsewhere they have no effect, which is told
        if (function.snapStart && onLambda) canRestore(function);
        if (!function.reservedConcurrency) return;
        atLeast(0, *function.reservedConcurrency, "reserved_concurrency");
        if (onLambda && function.provisionedConcurrency > *function.reservedConcurrency) {
            compiler.fail("out-of-range", item, "provisioned_concurrency", "more is provisioned than is reserved",
                          "Lambda provisions at most the reserved concurrency");
        }
    }
    void canRestore(const Function& function) const {
        const auto refuse = [&](std::string sentence, std::string hint) {
            compiler.fail("no-snap-start", item, "snap_start", std::move(sentence), std::move(hint));
        };
        if (function.provisionedConcurrency > 0)
            refuse("SnapStart cannot be had with provisioned concurrency", "state one of the two");
        if (function.package == Package::image) refuse("SnapStart is not offered for container images", "package: zip");
        const LambdaFacts& facts = compiler.model.facts->lambda;
        const LambdaRuntime* runtime = facts.findRuntime(function.runtime);
        if (runtime != nullptr && runtime->snapStart) return;
        std::string offered;
        for (const LambdaRuntime& each : facts.runtimes)
            if (each.snapStart) offered += (offered.empty() ? "" : ", ") + each.name;
        refuse("SnapStart is not offered for \"" + function.runtime + "\"", "offered for " + offered);
    }
    void sound(const TableSpec& table) const {
        sound(table.scaling, "table.autoscaling");
        double reads = 0;
        for (std::size_t i = 0; i < table.indexes.size(); ++i) {
            const TableIndex& index = table.indexes[i];
            const std::string field = "table.indexes[" + std::to_string(i) + "]";
            atLeast(1, index.keys, (field + ".keys").c_str());
            if (index.itemSize) atLeast(1, index.itemSize->bytes, (field + ".item_size").c_str());
            sound(index.scaling, field + ".autoscaling");
            reads += index.reads.fraction();
        }
        if (reads > 1 + 1e-9)
            compiler.fail("out-of-range", item, "table.indexes",
                          fmt::format("they are asked by {:g}% of the reads", 100 * reads),
                          "their reads are shares of the table's, 100% at most together");
    }
    void sound(const std::optional<TableScaling>& scaling, const std::string& field) const {
        if (!scaling) return;
        const auto ordered = [&](const std::optional<Rate>& least, const std::optional<Rate>& most, const char* side) {
            if (least && most && *most < *least)
                compiler.fail("out-of-range", item, field + "." + side + "_max",
                              toText(*most) + " is below " + side + "_min, " + toText(*least));
        };
        ordered(scaling->readLeast, scaling->readMost, "read");
        ordered(scaling->writeLeast, scaling->writeMost, "write");
        if (scaling->target && scaling->target->fraction() <= 0)
            compiler.fail("out-of-range", item, field + ".target", "the target is zero");
    }
    void operator()(const Database& database) const {
        sound(database.work, "work");
        if (database.table) {
            atLeast(1, database.table->keys, "table.keys");
            atLeast(1, database.table->itemSize.bytes, "table.item_size");
            if (database.table->partitions) atLeast(1, *database.table->partitions, "table.partitions");
            sound(*database.table);
        }
        if (database.replicas) sound(database.replicas->lag, "replicas.lag");
        if (database.replicas && database.replicas->failoverTime)
            sound(*database.replicas->failoverTime, "replicas.failover_time");
        if (database.replicas && database.replicas->commit) sound(*database.replicas->commit, "replicas.commit");
        if (database.replicas) atLeast(1, database.replicas->keys, "replicas.keys");
        atLeast(1, database.pool, "pool");
        atLeast(0, database.queueLimit, "queue_limit");
    }
    void operator()(const Cache& cache) const {
        sound(cache.work, "work");
        atLeast(1, cache.concurrency, "concurrency");
        atLeast(0, cache.keys, "keys");
        if (cache.ttl) positive(*cache.ttl, "ttl");
        if (cache.refresh) refreshing(*cache.refresh);
    }
    void operator()(const Cdn& cdn) const {
        sound(cdn.work, "work");
        if (cdn.refresh) refreshing(*cdn.refresh);
        if (cdn.timeLimit) positive(*cdn.timeLimit, "time_limit");
    }
    void refreshing(const Refresh& refresh) const {
        if (refresh.early && !(*refresh.early > 0))
            compiler.fail("out-of-range", item, "refresh.early", "early is not above zero", "1 is XFetch's best");
        if (refresh.after) positive(*refresh.after, "refresh.after");
        if (refresh.stale) positive(*refresh.stale, "refresh.stale");
    }
    void operator()(const Backend& backend) const {
        sound(backend.work, "work");
        if (backend.preHook) sound(*backend.preHook, "pre_hook");
        if (backend.postHook) sound(*backend.postHook, "post_hook");
        if (backend.connector && backend.connector->overhead) sound(*backend.connector->overhead, "connector.overhead");
        if (backend.connector && backend.connector->timeLimit)
            positive(*backend.connector->timeLimit, "connector.time_limit");
        if (backend.users && backend.users->preHook) sound(*backend.users->preHook, "users.pre_hook");
        if (backend.users && backend.users->successHook) sound(*backend.users->successHook, "users.success_hook");
        if (backend.users && backend.users->failureHook) sound(*backend.users->failureHook, "users.failure_hook");
        atLeast(1, backend.concurrency, "concurrency");
        atLeast(0, backend.queueLimit, "queue_limit");
    }
    void operator()(const Queue& queue) const {
        if (queue.visibilityTimeout) positive(*queue.visibilityTimeout, "visibility_timeout");
        if (queue.retention) positive(*queue.retention, "retention");
        if (queue.delay < Duration{0}) compiler.fail("out-of-range", item, "delay", "the delay is negative");
        atLeast(1, queue.groups, "groups");
        if (queue.redrive && queue.redrive->rate.perSecond() <= 0)
            compiler.fail("out-of-range", item, "redrive.rate", "the rate is zero");
        if (queue.capacity) atLeast(0, *queue.capacity, "capacity");
        if (queue.deadLetters && queue.deadLetters->after) atLeast(1, *queue.deadLetters->after, "dead_letters.after");
        compiler.checkServiceBus(item, queue);
    }
    void operator()(const Topic& topic) const {
        sound(topic.work, "work");
        compiler.checkServiceBus(item, topic);
    }
    void operator()(const Schedule& schedule) const {
        positive(schedule.every, "every");
        const auto refuse = [this](const char* field, const Error& error) {
            compiler.fail("not-understood", item, field, error.message);
        };
        if (!schedule.cron.empty()) {
            if (const auto cron = CronExpression::parse(schedule.cron); !cron) refuse("cron", cron.error());
        }
        if (!schedule.timeZone.empty()) {
            if (const auto zone = findTimeZone(schedule.timeZone); !zone) refuse("time_zone", zone.error());
        }
        if (schedule.starts.empty()) return;
        if (const auto start = parseInstant(schedule.starts); !start) refuse("starts", start.error());
    }
    void operator()(const Devices& devices) const {
        positive(devices.every, "every");
        atLeast(0, devices.count, "count");
        positive(devices.retransmit, "retransmit");
    }
    void operator()(const Gateway& gateway) const {
        sound(gateway.work, "work");
        atLeast(1, gateway.burst, "burst");
        if (gateway.timeLimit) positive(*gateway.timeLimit, "time_limit");
    }
    void operator()(const LoadBalancer& balancer) const {
        sound(balancer.work, "work");
        if (balancer.timeLimit) positive(*balancer.timeLimit, "time_limit");
        const HealthCheck check = balancer.healthCheck.value_or(HealthCheck{});
        if (check.interval) positive(*check.interval, "health_check.interval");
        atLeast(1, check.unhealthyThreshold.value_or(1), "health_check.unhealthy_threshold");
        atLeast(1, check.healthyThreshold.value_or(1), "health_check.healthy_threshold");
    }
    void operator()(const Clients&) const {}
    void operator()(const Stream& stream) const {
        if (stream.work) sound(*stream.work, "work");
        atLeast(1, stream.shards, "shards");
        atLeast(0, stream.keys, "keys");
        atLeast(1, stream.recordSize.bytes, "record_size");
        if (stream.retention) positive(*stream.retention, "retention");
        if (!(stream.keySkew >= 0)) compiler.fail("out-of-range", item, "key_skew", "key_skew is negative");
    }
    template <class Other>
    void operator()(const Other& other) const {
        sound(other.work, "work");
    }
};

}  // namespace

void Compiler::checkReferences() {
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        if (!nodeIndex.emplace(topology.nodes[i].id, i).second) {
            fail("duplicate-id", topology.nodes[i].id, "id", "two nodes are called \"" + topology.nodes[i].id + "\"");
        }
    }
    const auto need = [&](const std::string& id, const std::string& item, const std::string& field) {
        if (nodeIndex.contains(id)) return true;
        fail("unknown-node", item, field, "no node is called \"" + id + "\"");
        return false;
    };
    for (const Flow& flow : topology.flows) {
        need(flow.from, flowName(flow), "from");
        if (need(flow.to, flowName(flow), "to") && flow.from == flow.to) {
            fail("flow-to-itself", flowName(flow), "to", "a flow leads back to its own node");
        }
    }
    for (const Node& node : topology.nodes) {
        const auto* queue = std::get_if<Queue>(&node.spec);
        if (queue == nullptr || !queue->deadLetters) continue;
        const std::string& to = queue->deadLetters->to;
        if (!need(to, node.id, "dead_letters.to")) continue;
        if (to == node.id || topology.nodes[nodeIndex[to]].kind() != NodeKind::queue) {
            fail("dead-letters-not-a-queue", node.id, "dead_letters.to",
                 "dead letters go to another queue, not to \"" + to + "\"");
        }
    }
    checkFlexAuth();
    for (const Load& load : scenario.load) {
        if (!need(load.from, scenario.id, "load.from")) continue;
        if (topology.nodes[nodeIndex[load.from]].kind() != NodeKind::clients) {
            fail("load-of-no-client", scenario.id, "load.from", "\"" + load.from + "\" is not a clients node",
                 "schedules and devices send by themselves");
        }
    }
    for (const Objective& objective : scenario.objectives) need(objective.of, scenario.id, "objectives.of");
}

void Compiler::checkFlexAuth() {
    for (const Node& node : topology.nodes) {
        const auto* backend = std::get_if<Backend>(&node.spec);
        if (backend == nullptr || !backend->users || backend->users->flexAuth.empty()) continue;
        const std::string& service = backend->users->flexAuth;
        const bool called = std::ranges::any_of(topology.flows, [&](const Flow& flow) {
            return flow.from == node.id && flow.to == service && flow.kind == FlowKind::call;
        });
        if (called) continue;
        if (nodeIndex.contains(service))
            fail("no-call", node.id, "users.flex_auth",
                 "no call leads from \"" + node.id + "\" to \"" + service + "\", which is to check its logins",
                 "draw one: it is made for each login and for nothing else");
        else
            fail("unknown-node", node.id, "users.flex_auth", "no node is called \"" + service + "\"");
    }
}

// Whatever else a number is, a run must be able to add it up.
void Compiler::checkExcesses() {
    const auto refuseOf = [this](const std::string& item) {
        return [this, item](const std::string& path, std::string sentence) {
            fail("out-of-range", item, path, std::move(sentence));
        };
    };
    for (const Node& node : topology.nodes)
        std::visit([&](const auto& spec) { checkExcess(spec, "", "", refuseOf(node.id)); }, node.spec);
    for (const Flow& flow : topology.flows) checkExcess(flow, "", "", refuseOf(flowName(flow)));
    for (const Load& load : scenario.load) {
        checkExcess(load.think, "think", "load.think", refuseOf(scenario.id));
        for (const RatePoint& point : load.rate.points) {
            checkExcess(point.rate, "rate", "load.rate", refuseOf(scenario.id));
            checkExcess(point.at, "at", "load.rate", refuseOf(scenario.id));
        }
    }
    checkExcess(scenario.duration, "duration", "duration", refuseOf(scenario.id));
    for (const Fault& fault : scenario.faults) {
        checkExcess(fault.at, "at", "faults.at", refuseOf(fault.on));
        checkExcess(fault.lasting, "for", "faults.for", refuseOf(fault.on));
        std::visit([&](const auto& spec) { checkExcess(spec, "", "faults", refuseOf(fault.on)); }, fault.spec);
    }
}

void Compiler::checkNumbers() {
    checkExcesses();
    for (const Node& node : topology.nodes) std::visit(NumberCheck{*this, node.id}, node.spec);
    for (const Flow& flow : topology.flows) {
        const std::string item = flowName(flow);
        const NumberCheck check{*this, item};
        if (flow.latencyBack.value_or(Duration{0}) < Duration{0})
            fail("out-of-range", item, "latency_back", "the latency is negative");
        if (flow.latency < Duration{0}) fail("out-of-range", item, "latency", "the latency is negative");
        if (flow.timeout) check.positive(*flow.timeout, "timeout");
        if (flow.connectionPool) check.atLeast(1, flow.connectionPool->size, "connection_pool.size");
        if (flow.connectionPool) check.positive(flow.connectionPool->timeout, "connection_pool.timeout");
        if (flow.session && flow.session->expiry) check.positive(*flow.session->expiry, "session.expiry");
        if (flow.session && flow.session->limit) check.atLeast(1, *flow.session->limit, "session.limit");
        if (flow.retry) check.atLeast(1, flow.retry->attempts, "retry.attempts");
        check.atLeast(1, flow.batch, "batch");
        if (flow.maxConcurrency) check.atLeast(1, *flow.maxConcurrency, "max_concurrency");
        if (flow.breaker) check.atLeast(1, flow.breaker->halfOpenCalls, "breaker.half_open_calls");
        if (flow.breaker && !flow.breaker->window.time) check.atLeast(1, flow.breaker->window.calls, "breaker.window");
    }
    const NumberCheck check{*this, scenario.id};
    check.positive(scenario.duration, "duration");
    for (const Load& load : scenario.load) {
        check.sound(load.think, "load.think");
        if (load.users) check.atLeast(0, *load.users, "load.users");
        if (load.users && !load.rate.points.empty()) {
            fail("rate-and-users", scenario.id, "load", "\"" + load.from + "\" states both a rate and users",
                 "state one of them");
        }
        for (std::size_t i = 1; i < load.rate.points.size(); ++i) {
            if (load.rate.points[i].at < load.rate.points[i - 1].at) {
                fail("rate-not-in-order", scenario.id, "load.rate",
                     "the points of the rate of \"" + load.from + "\" are not in order of time");
            }
        }
    }
    for (const Fault& fault : scenario.faults) {
        if (fault.at < Duration{0}) fail("out-of-range", fault.on, "faults.at", "a fault starts before the run");
        const auto* latency = std::get_if<faults::Latency>(&fault.spec);
        if (latency != nullptr && latency->add < Duration{0}) {
            fail("out-of-range", fault.on, "faults.add", "a fault cannot make messages faster");
        }
        const auto* surge = std::get_if<faults::Surge>(&fault.spec);
        if (surge != nullptr && !(surge->factor >= 0))
            fail("out-of-range", fault.on, "faults.factor", "a factor is not negative");
        const auto* kill = std::get_if<faults::InstanceKill>(&fault.spec);
        if (kill != nullptr && kill->count < 0)
            fail("out-of-range", fault.on, "faults.count", "a count is not negative");
    }
}

// A request that certainly comes back to a node it has passed never ends.
void Compiler::checkCircles() {
    enum class Mark : std::uint8_t { fresh, open, done };
    std::vector<Mark> marks(topology.nodes.size(), Mark::fresh);
    std::vector<std::vector<std::uint32_t>> certain(topology.nodes.size());
    for (const Flow& flow : topology.flows) {
        const std::uint32_t from = nodeIndex[flow.from];
        const NodeKind kind = topology.nodes[from].kind();
        const bool sometimes = kind == NodeKind::cache || kind == NodeKind::cdn || kind == NodeKind::load_balancer;
        if (flow.share.fraction() >= 1 && !sometimes && !isSource(kind)) certain[from].push_back(nodeIndex[flow.to]);
    }
    struct Step {
        std::uint32_t node;
        std::size_t next = 0;
    };
    for (std::uint32_t start = 0; start < marks.size(); ++start) {
        if (marks[start] != Mark::fresh) continue;
        std::vector<Step> path{{start}};
        marks[start] = Mark::open;
        while (!path.empty()) {
            Step& step = path.back();
            if (step.next == certain[step.node].size()) {
                marks[step.node] = Mark::done;
                path.pop_back();
                continue;
            }
            const std::uint32_t to = certain[step.node][step.next++];
            if (marks[to] == Mark::open) {
                fail("endless-circle", topology.nodes[to].id, "",
                     "requests come back to \"" + topology.nodes[to].id + "\" for ever",
                     "break the circle of flows, or let a share below 100% take one of them");
            } else if (marks[to] == Mark::fresh) {
                marks[to] = Mark::open;
                path.push_back({to});
            }
        }
    }
}

}  // namespace spillway
