#include "platforms/code_engine.h"

#include "base/text.h"
#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

#include <algorithm>

namespace spillway {

CodeEngineFacts readCodeEngineFacts(detail::FactSheet& sheet) {
    CodeEngineFacts facts;
    sheet.read("max_scale", facts.maxScale);
    sheet.read("quota", facts.quota);
    sheet.read("function_concurrency", facts.functionConcurrency);
    sheet.read("request_timeout", facts.requestTimeout);
    sheet.read("function_limit", facts.functionLimit);
    sheet.read("instance_cpu", facts.instance.cpu);
    sheet.read("instance_memory", facts.instance.memory);
    sheet.read("cpu_most", facts.largest.cpu);
    sheet.read("memory_most", facts.largest.memory);
    sheet.read("concurrency_most", facts.mostConcurrency);
    sheet.read("function_payload", facts.functionPayload);
    sheet.read("function_start", facts.functionStart);
    facts.functionSizes = sheet.readFunctionSizes();
    return facts;
}

const InstanceSize& CodeEngineFacts::functionSize(const std::optional<ByteCount>& memory) const {
    const auto holds = [&](const InstanceSize& each) { return memory && *memory <= each.memory; };
    const auto size = std::ranges::find_if(functionSizes, holds);
    return size == functionSizes.end() ? functionSizes.back() : *size;
}

namespace {

void noteSize(const Workload& workload, const InstanceSize& size, const CodeEngineFacts& facts, PoolRules& rules) {
    if (!workload.memory || *workload.memory == size.memory) return;
    std::string sizes;
    for (const InstanceSize& each : facts.functionSizes) sizes += (sizes.empty() ? "" : ", ") + toText(each.memory);
    rules.assumed.emplace_back("memory", "Code Engine has functions of " + sizes + ": it runs in one of " +
                                             toText(size.memory) + " and " + toText(size.cpu) +
                                             " vCPU, which is what is billed");
}

}  // namespace

PoolRules codeEngineRules(const Workload& workload, const PlatformFacts& all) {
    const CodeEngineFacts& facts = all.codeEngine;
    const CodeEngineScaling stated = workload.scaling->codeEngine.value_or(CodeEngineScaling{});
    KnativeScaling knative;
    knative.minScale = stated.minScale;
    const std::int64_t most = stated.maxScale.value_or(facts.maxScale);
    knative.maxScale = most == 0 ? facts.quota : std::min(most, facts.quota);
    knative.target = stated.concurrencyTarget;
    knative.scaleDownDelay = stated.scaleDownDelay;
    const std::int64_t concurrency =
        stated.concurrency.value_or(workload.concurrency.value_or(facts.functionConcurrency));
    PoolRules rules;
    rules.concurrency = std::max<std::int64_t>(1, concurrency);
    rules.initial = std::min(*knative.maxScale, std::max(all.knative.initialScale, stated.minScale.value_or(0)));
    rules.holds = true;
    rules.cpu = workload.cpu.value_or(facts.instance.cpu);
    if (workload.isFunction) {
        const InstanceSize& size = facts.functionSize(workload.memory);
        rules.cpu = size.cpu;
        noteSize(workload, size, facts, rules);
    }
    const Duration limit = workload.isFunction ? facts.functionLimit : facts.requestTimeout;
    rules.lineWait = rules.visitLimit = std::min(workload.timeout.value_or(limit), limit);
    rules.startup =
        workload.isFunction && !workload.startup ? StartPath{facts.functionStart} : knativeStart(workload, all);
    rules.scaler = KnativeScaler{knativeSettings(knative, all.knative, rules.concurrency)};
    return rules;
}

}  // namespace spillway
