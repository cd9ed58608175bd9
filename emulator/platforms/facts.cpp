#include "platforms/facts.h"

#include "base/assert.h"
#include "platforms/embedded_facts.h"
#include "platforms/embedded_messaging.h"
#include "platforms/embedded_step_functions.h"
#include "platforms/fact_sheet.h"

#include <algorithm>
#include <iterator>

namespace spillway {
namespace {

using detail::FactSheet;

KubernetesFacts kubernetesFacts(FactSheet& sheet) {
    KubernetesFacts facts;
    sheet.read("hpa_cpu_initialization_period", facts.hpaCpuInitializationPeriod);
    sheet.read("hpa_initial_readiness_delay", facts.hpaInitialReadinessDelay);
    sheet.read("hpa_up_percent", facts.hpaUpPercent);
    sheet.read("hpa_up_pods", facts.hpaUpPods);
    sheet.read("hpa_up_period", facts.hpaUpPeriod);
    sheet.read("hpa_down_percent", facts.hpaDownPercent);
    sheet.read("hpa_down_period", facts.hpaDownPeriod);
    sheet.read("metrics_resolution", facts.metricsResolution);
    sheet.read("termination_grace", facts.terminationGrace);
    sheet.read("cpu_period", facts.cpuPeriod);
    Distribution removal;
    sheet.read("endpoint_removal", removal);
    facts.endpointRemoval = Sampler{removal};
    sheet.read("node_not_ready", removal);
    facts.nodeNotReady = Sampler{removal};
    sheet.read("eviction", facts.eviction);
    sheet.read("rollout_max_surge", facts.rolloutMaxSurge);
    sheet.read("rollout_max_unavailable", facts.rolloutMaxUnavailable);
    sheet.read("autoscaler_scan", facts.autoscalerScan);
    sheet.read("karpenter_batch", facts.karpenterBatch);
    Distribution provision;
    sheet.read("autoscaler_provision", provision);
    facts.autoscalerProvision = Sampler{provision};
    sheet.read("karpenter_provision", provision);
    facts.karpenterProvision = Sampler{provision};
    sheet.read("autoscaler_unneeded", facts.autoscalerUnneeded);
    sheet.read("karpenter_consolidate", facts.karpenterConsolidate);
    std::vector<StartPath::Step> steps;
    for (const char* step : {"schedule", "sandbox", "image_pull", "container", "application", "probe", "endpoints"}) {
        Distribution time;
        sheet.read(std::string{"start_"} + step, time);
        steps.push_back({step, Sampler{time}, false});
        if (std::string_view{step} == "application") facts.applicationStart = time;
    }
    facts.podStart = StartPath{std::move(steps)};
    return facts;
}

Distribution measured(FactSheet& sheet, const std::string& what, const YAML::Node& percentiles) {
    Duration p50{0}, p99{0};
    if (percentiles.size() != 3) sheet.fail(what + ": p50, p90 and p99 are expected");
    sheet.convert(what, percentiles[0].as<std::string>(), p50);
    sheet.convert(what, percentiles[percentiles.size() - 1].as<std::string>(), p99);
    return Distribution::lognormal(p50, p99);
}

std::string listed(const YAML::Node& list) {
    std::string text;
    for (const auto& item : list) text += (text.empty() ? "" : ", ") + item.as<std::string>();
    return text;
}

void readRuntimes(FactSheet& sheet, LambdaFacts& facts) {
    const YAML::Node runtimes = sheet.root()["runtimes"];
    const std::string source = sheet.sourceText(runtimes["source"].as<std::string>());
    for (const auto& memory : runtimes["first_at"]) {
        facts.firstAt.emplace_back();
        sheet.convert("first_at", memory.as<std::string>(), facts.firstAt.back());
    }
    for (const auto& row : runtimes["table"]) {
        LambdaRuntime runtime;
        runtime.name = row["name"].as<std::string>();
        runtime.initZip = measured(sheet, runtime.name, row["zip"]);
        runtime.initImage = measured(sheet, runtime.name, row["image"]);
        for (const auto& time : row["first"]) {
            runtime.first.emplace_back();
            sheet.convert(runtime.name, time.as<std::string>(), runtime.first.back());
        }
        runtime.snapStart = row["snap_start"] && row["snap_start"].as<bool>();
        if (runtime.first.size() != facts.firstAt.size())
            sheet.fail(runtime.name + ": one first invocation for each memory is expected");
        for (const char* package : {"zip", "image"}) {
            sheet.note({sheet.platform(), runtime.name + " " + package, listed(row[package]),
                        "INIT of a hello-world: p50, p90, p99", source, false});
        }
        facts.runtimes.push_back(std::move(runtime));
    }
}

LambdaFacts lambdaFacts(FactSheet& sheet) {
    LambdaFacts facts;
    sheet.read("account_concurrency", facts.accountConcurrency);
    sheet.read("unreserved_least", facts.leastUnreserved);
    sheet.read("scaling_environments", facts.scalingEnvironments);
    sheet.read("scaling_period", facts.scalingPeriod);
    sheet.read("requests_per_concurrency", facts.requestsPerConcurrency);
    sheet.read("provisioned_fill", facts.provisionedFill);
    sheet.read("init_limit", facts.initLimit);
    sheet.read("placement_zip", facts.placementZip);
    sheet.read("placement_image", facts.placementImage);
    sheet.read("restore", facts.restore);
    sheet.read("keep_alive", facts.keepAlive);
    sheet.read("recycle", facts.recycle);
    sheet.read("full_cpu_memory", facts.fullCpuMemory);
    sheet.read("memory", facts.usualMemory);
    sheet.read("memory_least", facts.leastMemory);
    sheet.read("memory_most", facts.mostMemory);
    sheet.read("timeout", facts.usualTimeout);
    sheet.read("timeout_most", facts.mostTimeout);
    sheet.read("async_retries", facts.asyncRetries);
    sheet.read("async_first_retry", facts.asyncFirstRetry);
    sheet.read("async_second_retry", facts.asyncSecondRetry);
    sheet.read("async_throttle_backoff", facts.asyncThrottleBackoff);
    sheet.read("async_throttle_backoff_cap", facts.asyncThrottleBackoffCap);
    sheet.read("async_age", facts.asyncAge);
    sheet.read("sqs_pollers", facts.sqsPollers);
    sheet.read("sqs_pollers_idle", facts.sqsPollersIdle);
    sheet.read("sqs_pollers_per_minute", facts.sqsPollersPerMinute);
    sheet.read("sqs_pollers_limit", facts.sqsPollersLimit);
    readRuntimes(sheet, facts);
    return facts;
}

// Between two measured memories the first invocation is linear in 1 / memory, as JIT work on a share of a CPU is;
// outside, the nearest measurement.
Duration firstInvocation(const LambdaFacts& facts, const LambdaRuntime& runtime, ByteCount memory) {
    const auto inverse = [](ByteCount bytes) { return 1 / static_cast<double>(bytes.bytes); };
    const auto above = std::ranges::upper_bound(facts.firstAt, memory);
    if (above == facts.firstAt.begin()) return runtime.first.front();
    if (above == facts.firstAt.end()) return runtime.first.back();
    const auto upper = static_cast<std::size_t>(std::distance(facts.firstAt.begin(), above));
    const double low = inverse(facts.firstAt[upper - 1]);
    const double high = inverse(facts.firstAt[upper]);
    const double part = (low - inverse(memory)) / (low - high);
    const Duration span = runtime.first[upper] - runtime.first[upper - 1];
    return runtime.first[upper - 1] + secondsToDuration(toSeconds(span) * part);
}

// Those of a sheet stay together, where they were.
void replaceNotes(std::vector<FactNote>& notes, const FactSheet& sheet) {
    auto place = std::ranges::find(notes, sheet.platform(), &FactNote::platform);
    while (place != notes.end() && place->platform == sheet.platform()) place = notes.erase(place);
    notes.insert(place, sheet.notes().begin(), sheet.notes().end());
}

}  // namespace

const LambdaRuntime* LambdaFacts::findRuntime(std::string_view name) const {
    if (name.ends_with(".x")) name.remove_suffix(2);
    const auto found = std::ranges::find(runtimes, name, &LambdaRuntime::name);
    return found == runtimes.end() ? nullptr : &*found;
}

StartPath LambdaFacts::coldStart(const LambdaRuntime& runtime, Package package, ByteCount memory) const {
    const bool zip = package == Package::zip;
    return StartPath{
        {{"placement", Sampler{zip ? placementZip : placementImage}, false},
         {"init", Sampler{zip ? runtime.initZip : runtime.initImage}, true},
         {"first invocation", Sampler{Distribution::constant(firstInvocation(*this, runtime, memory))}, false}}};
}

StartPath LambdaFacts::restoreStart(const LambdaRuntime& runtime, ByteCount memory) const {
    return StartPath{
        {{"placement", Sampler{placementZip}, false},
         {"restore", Sampler{restore}, false},
         {"first invocation", Sampler{Distribution::constant(firstInvocation(*this, runtime, memory))}, false}}};
}

const FactTexts& embeddedFactTexts() {
    static const FactTexts kTexts = [] {
        FactTexts texts;
        for (const detail::EmbeddedText* each = detail::kFactSheets; each->name != nullptr; ++each)
            texts.emplace(each->name, each->text);
        return texts;
    }();
    return kTexts;
}

const FactTexts& allFactTexts() {
    static const FactTexts kTexts = [] {
        FactTexts texts = embeddedFactTexts();
        texts.emplace("messaging", detail::kMessagingYaml);
        texts.emplace("data", detail::kDataYaml);
        texts.emplace("step_functions", detail::kStepFunctionsYaml);
        return texts;
    }();
    return kTexts;
}

Result<PlatformFacts> parsePlatformFacts(const FactTexts& texts) {
    for (const auto& [name, text] : embeddedFactTexts()) {
        if (!texts.contains(name)) return Error{"there is no sheet \"" + name + '"'};
    }
    const PlatformFacts none;
    return parsePlatformFacts(texts, none);
}

Result<PlatformFacts> parsePlatformFacts(const FactTexts& texts, PlatformFacts facts) {
    std::string error;
    const auto readSheet = [&](const char* name, auto& into, auto reader) {
        const auto found = texts.find(name);
        if (found == texts.end()) return;
        FactSheet sheet{found->second};
        try {
            if (sheet.error().empty()) into = reader(sheet);
        } catch (const YAML::Exception& exception) {
            sheet.fail(exception.what());
        }
        if (error.empty()) error = sheet.error();
        replaceNotes(facts.notes, sheet);
    };
    readSheet("kubernetes", facts.kubernetes, kubernetesFacts);
    readSheet("lambda", facts.lambda, lambdaFacts);
    readSheet("knative", facts.knative, readKnativeFacts);
    readSheet("cloud_run", facts.cloudRun, readCloudRunFacts);
    readSheet("azure_functions", facts.azureFunctions, readAzureFacts);
    readSheet("code_engine", facts.codeEngine, readCodeEngineFacts);
    readSheet("openwhisk", facts.openwhisk, readOpenWhiskFacts);
    readSheet("workers", facts.workers, readWorkersFacts);
    readSheet("tars", facts.tars, readTarsFacts);
    readSheet("kinvey", facts.kinvey, readKinveyFacts);
    readSheet("vm", facts.vm, readVmFacts);
    readSheet("keda", facts.keda, readKedaFacts);
    const auto readOwn = [&](const char* name, auto& into, auto parse) {
        const auto found = texts.find(name);
        if (found == texts.end()) return;
        auto parsed = parse(found->second);
        if (parsed)
            into = *std::move(parsed);
        else if (error.empty())
            error = parsed.error().message;
    };
    readOwn("messaging", facts.messaging, parseMessagingFacts);
    readOwn("data", facts.data, parseDataFacts);
    readOwn("step_functions", facts.stepFunctions, parseStepFunctionsFacts);
    if (!error.empty()) return Error{error};
    return facts;
}

const PlatformFacts& platformFacts() {
    // Immutable, so the one copy is a constant, not a shared state.
    static const PlatformFacts kFacts = [] {
        Result<PlatformFacts> parsed = parsePlatformFacts(embeddedFactTexts());
        SPILLWAY_ASSERT(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
        return *std::move(parsed);
    }();
    return kFacts;
}

}  // namespace spillway
