#include "platforms/azure_functions.h"

#include "base/text.h"
#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace spillway {
namespace {

std::int64_t perInstance(std::int64_t work, std::int64_t each) {
    return (work + each - 1) / std::max<std::int64_t>(1, each);
}

// By the size of the instance.
std::int64_t flexConcurrency(const Workload& workload, const AzureFacts& facts) {
    if (workload.runtime.starts_with("python")) return facts.flexPythonConcurrency;
    const ByteCount size = azureSize(AzurePlan::flex, workload.memory, workload.cpu, facts).memory;
    if (size <= facts.flexSizes[0].memory) return facts.flexSmallConcurrency;
    return size <= facts.flexSizes[1].memory ? facts.flexConcurrency : facts.flexLargeConcurrency;
}

const std::array<InstanceSize, 3>& sizesOf(AzurePlan plan, const AzureFacts& facts) {
    return plan == AzurePlan::premium ? facts.premiumSizes : facts.flexSizes;
}

// What Flex or Premium makes of the memory that is stated, or not.
void noteSize(AzurePlan plan, const Workload& workload, const AzureFacts& facts, PoolRules& rules) {
    const std::string field = workload.isFunction ? "memory" : "resources.memory";
    const char* name = plan == AzurePlan::premium ? "Premium" : "Flex";
    const InstanceSize size = azureSize(plan, workload.memory, workload.cpu, facts);
    const auto& sizes = sizesOf(plan, facts);
    if (!workload.memory)
        rules.assumed.emplace_back(field,
                                   "assumed: an instance of " + toText(size.memory) + ", as " + name + " has it");
    else if (*workload.memory != size.memory)
        rules.assumed.emplace_back(
            field, fmt::format("{} has instances of {}, {} and {}: it runs in one of {}, which is what is billed", name,
                               toText(sizes[0].memory), toText(sizes[1].memory), toText(sizes[2].memory),
                               toText(size.memory)));
}

// Messages that an instance works on at once, as its trigger's extension has it.
std::int64_t messageTarget(const Workload& workload, const AzureFacts& facts) {
    if (workload.fromStreams) return facts.streamTarget;
    if (!workload.fromServiceBus) return facts.queueTarget;
    return workload.inSessions ? facts.serviceBusSessions : facts.serviceBusTarget;
}

}  // namespace

AzurePlan azurePlan(const Scaling& scaling) {
    return scaling.azureFunctions.value_or(AzureScaling{}).plan.value_or(AzurePlan::consumption);
}

bool isFlex(const Scaling& scaling) { return azurePlan(scaling) == AzurePlan::flex; }

ByteCount azureMost(AzurePlan plan, const AzureFacts& facts) {
    return plan == AzurePlan::consumption ? facts.consumptionSize.memory : sizesOf(plan, facts).back().memory;
}

InstanceSize azureSize(AzurePlan plan, const std::optional<ByteCount>& memory, const std::optional<Cpu>& cpu,
                       const AzureFacts& facts) {
    if (plan == AzurePlan::consumption) return facts.consumptionSize;
    const auto& sizes = sizesOf(plan, facts);
    const InstanceSize& usual = plan == AzurePlan::flex ? sizes[1] : sizes[0];
    const ByteCount wanted = memory.value_or(usual.memory);
    // Flex is chosen by its memory, its cores come with it.
    const Cpu cores = plan == AzurePlan::premium ? cpu.value_or(Cpu{}) : Cpu{};
    const auto holds = [&](const InstanceSize& each) { return wanted <= each.memory && cores <= each.cpu; };
    const auto found = std::ranges::find_if(sizes, holds);
    return found == sizes.end() ? sizes.back() : *found;
}

static void readSizes(detail::FactSheet& sheet, const std::string& plan, std::array<InstanceSize, 3>& into) {
    static constexpr std::array<const char*, 3> kNames{"_small", "_medium", "_large"};
    for (std::size_t i = 0; i < into.size(); ++i) {
        sheet.read(plan + kNames[i], into[i].memory);
        sheet.read(plan + kNames[i] + "_cpu", into[i].cpu);
        if (i > 0 && into[i].memory < into[i - 1].memory)
            sheet.fail(plan + kNames[i] + " is smaller than the one before");
    }
}

AzureFacts readAzureFacts(detail::FactSheet& sheet) {
    AzureFacts facts;
    sheet.read("sample", facts.sample);
    sheet.read("http_every", facts.httpEvery);
    sheet.read("other_every", facts.otherEvery);
    sheet.read("target_step", facts.targetStep);
    sheet.read("flex_rate", facts.flexRate);
    sheet.read("queue_target", facts.queueTarget);
    sheet.read("service_bus_target", facts.serviceBusTarget);
    sheet.read("service_bus_sessions", facts.serviceBusSessions);
    sheet.read("stream_target", facts.streamTarget);
    sheet.read("consumption_max", facts.consumptionMax);
    sheet.read("flex_max", facts.flexMax);
    sheet.read("flex_max_most", facts.flexMostInstances);
    sheet.read("premium_max", facts.premiumMax);
    sheet.read("consumption_concurrency", facts.consumptionConcurrency);
    sheet.read("flex_concurrency", facts.flexConcurrency);
    sheet.read("flex_small_concurrency", facts.flexSmallConcurrency);
    sheet.read("flex_large_concurrency", facts.flexLargeConcurrency);
    sheet.read("flex_python_concurrency", facts.flexPythonConcurrency);
    readSizes(sheet, "flex", facts.flexSizes);
    readSizes(sheet, "premium", facts.premiumSizes);
    sheet.read("consumption_memory", facts.consumptionSize.memory);
    sheet.read("instance_cpu", facts.consumptionSize.cpu);
    sheet.read("consumption_used", facts.consumptionUsed);
    sheet.read("payload", facts.payload);
    sheet.read("flex_least", facts.flexLeast);
    sheet.read("flex_step", facts.flexStep);
    sheet.read("consumption_least", facts.consumptionLeast);
    sheet.read("consumption_step", facts.consumptionStep);
    sheet.read("premium_always", facts.premiumAlways);
    sheet.read("consumption_timeout", facts.consumptionTimeout);
    sheet.read("consumption_timeout_most", facts.consumptionLongest);
    sheet.read("other_timeout", facts.otherTimeout);
    sheet.read("http_limit", facts.httpLimit);
    sheet.read("idle_kept", facts.idleKept);
    sheet.read("consumption_start", facts.consumptionStart);
    sheet.read("flex_start", facts.flexStart);
    sheet.positive("sample", facts.sample);
    return facts;
}

AzureScaler::AzureScaler(const Settings& settings, const AzureFacts& facts)
    : m_settings{settings},
      m_sample{facts.sample},
      m_httpEvery{facts.httpEvery},
      m_otherEvery{facts.otherEvery},
      m_step{settings.plan == AzurePlan::consumption ? 1 : facts.targetStep},
      m_idle{facts.idleKept},
      m_flex{facts.flexRate, std::max(1.0, facts.flexRate.perSecond() * toSeconds(facts.sample))},
      m_kept{facts.idleKept},
      m_nextOther{facts.otherEvery} {}

PoolDecision AzureScaler::look(const PoolView& view) {
    return m_settings.messages ? lookAtMessages(view) : lookAtRequests(view);
}

// How many more may start now.
std::int64_t AzureScaler::allowed(std::int64_t wanted, SimTime now) {
    if (m_settings.plan == AzurePlan::flex) {
        std::int64_t granted = 0;
        while (granted < wanted && m_flex.tryTake(now)) ++granted;
        return granted;
    }
    if (wanted <= 0 || now < m_nextAdd) return 0;
    m_nextAdd = now + m_httpEvery;
    return 1;
}

PoolDecision AzureScaler::lookAtRequests(const PoolView& view) {
    const std::int64_t inFlight = view.busy + view.waiting;
    const std::int64_t wanted = perInstance(inFlight, m_settings.concurrency);
    // Requests are short: most of them begin and end between two looks.
    const auto meanwhile =
        static_cast<std::int64_t>(std::ceil(view.concurrency / static_cast<double>(m_settings.concurrency)));
    const std::int64_t used = std::max({wanted, meanwhile, std::int64_t{std::exchange(m_poked, false)}});
    const std::int64_t kept = std::max(m_settings.min, m_kept.add(view.now, used));
    std::string reason =
        fmt::format("{} requests at once, {} an instance: {}", inFlight, m_settings.concurrency, wanted);
    if (kept < view.replicas)
        return {view.replicas - 1, std::move(reason) + fmt::format(", idle for {:g} min", toSeconds(m_idle) / 60)};
    if (wanted <= view.replicas) return {view.replicas, {}};
    const std::int64_t bounded = std::min(wanted, m_settings.max);
    const std::int64_t more = allowed(bounded - view.replicas, view.now);
    if (bounded < wanted && more == 0)
        reason += fmt::format("; max_instances is {}", m_settings.max);
    else if (view.replicas + more < bounded)
        reason += m_settings.plan == AzurePlan::flex
                      ? fmt::format("; the plan adds no more at once")
                      : fmt::format("; at most one more in {:g} s", toSeconds(m_httpEvery));
    return {view.replicas + more, std::move(reason)};
}

PoolDecision AzureScaler::lookAtMessages(const PoolView& view) {
    if (view.now < m_nextOther) return {view.replicas, {}};
    m_nextOther += m_otherEvery;
    const std::int64_t wanted = perInstance(view.backlog, m_settings.concurrency);
    std::string reason = fmt::format("{} messages, {} an instance: {}", view.backlog, m_settings.concurrency, wanted);
    const std::int64_t bounded = std::clamp(wanted, m_settings.min, std::max(m_settings.min, m_settings.max));
    if (bounded < view.replicas) return {view.replicas - 1, std::move(reason)};
    const std::int64_t next = std::min(bounded, view.replicas + m_step);
    if (next < bounded)
        reason += fmt::format("; at most {} more in {:g} s", m_step, toSeconds(m_otherEvery));
    else if (bounded < wanted)
        reason += fmt::format("; max_instances is {}", m_settings.max);
    return {next, std::move(reason)};
}

PoolDecision AzureScaler::poke(const PoolView& view) {
    if (view.replicas > 0) return {view.replicas, {}};
    m_poked = true;
    m_nextAdd = view.now + m_httpEvery;
    return {1, "from zero: a request waits"};
}

Duration AzureScaler::start(const StartPath& path, SimTime now, RngStream& stream) {
    const Duration cold = path(stream);
    if (m_settings.plan != AzurePlan::premium) return cold;
    const Duration rest = std::max(Duration{0}, m_prewarmed - now);
    m_prewarmed = now + rest + cold;
    return rest;
}

PoolRules azureRules(const Workload& workload, const PlatformFacts& all) {
    const AzureFacts& facts = all.azureFunctions;
    const AzureScaling stated = workload.scaling->azureFunctions.value_or(AzureScaling{});
    AzureScaler::Settings settings;
    settings.plan = azurePlan(*workload.scaling);
    settings.messages = workload.fromQueues;
    const bool flex = isFlex(*workload.scaling);
    const bool consumption = settings.plan == AzurePlan::consumption;
    const std::int64_t usual = flex ? flexConcurrency(workload, facts) : facts.consumptionConcurrency;
    settings.concurrency = settings.messages ? messageTarget(workload, facts) : workload.concurrency.value_or(usual);
    settings.concurrency = std::max<std::int64_t>(1, stated.concurrency.value_or(settings.concurrency));
    const std::int64_t premium = settings.plan == AzurePlan::premium ? facts.premiumAlways : 0;
    settings.min = consumption ? 0 : stated.alwaysReady.value_or(premium);
    const std::int64_t most = consumption ? facts.consumptionMax : flex ? facts.flexMax : facts.premiumMax;
    settings.max = std::max(settings.min, stated.maxInstances.value_or(most));
    PoolRules rules;
    rules.concurrency = settings.concurrency;
    rules.initial = settings.min;
    rules.holds = !settings.messages;  // messages are fetched by instances that are there
    rules.lineLimit = 1'000'000;
    const Duration limit = workload.timeout.value_or(consumption ? facts.consumptionTimeout : facts.otherTimeout);
    rules.visitLimit = limit;  // whoever waits for it may be answered before (httpLimit, run/compile_flows.cpp)
    if (!settings.messages) rules.lineWait = facts.httpLimit;
    rules.cpu = azureSize(settings.plan, workload.memory, workload.cpu, facts).cpu;
    rules.startup = StartPath{workload.startup.value_or(consumption ? facts.consumptionStart : facts.flexStart)};
    rules.scaler = AzureScaler{settings, facts};
    if (consumption)
        rules.billing = PoolRules::Billing{
            .least = facts.consumptionLeast, .step = facts.consumptionStep, .of = PoolRules::Billing::Of::request};
    if (flex) {
        rules.billing = PoolRules::Billing{facts.flexLeast, facts.flexStep, settings.min};
        if (!settings.messages)
            rules.assumed.emplace_back("platform",
                                       "assumed: Flex gives a request to the instance with the fewest; what a burst "
                                       "started is billed a second for each of its requests until it goes");
    }
    if (!consumption) noteSize(settings.plan, workload, facts, rules);
    return rules;
}

}  // namespace spillway
