#pragma once

#include "base/result.h"
#include "base/units.h"
#include "platforms/auto_scaling_group.h"
#include "platforms/azure_functions.h"
#include "platforms/cloud_run.h"
#include "platforms/code_engine.h"
#include "platforms/data_facts.h"
#include "platforms/keda_facts.h"
#include "platforms/kinvey.h"
#include "platforms/knative.h"
#include "platforms/messaging_facts.h"
#include "platforms/openwhisk.h"
#include "platforms/start_path.h"
#include "platforms/step_functions.h"
#include "platforms/tars.h"
#include "platforms/workers.h"
#include "topology/kinds/function.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What is believed of the platforms, with sources. The numbers live in resources/platforms/*.yaml, never in code.
namespace spillway {

struct KubernetesFacts {
    Duration hpaCpuInitializationPeriod{0};
    Duration hpaInitialReadinessDelay{0};
    Share hpaUpPercent;
    std::int64_t hpaUpPods = 0;
    Duration hpaUpPeriod{0};
    Share hpaDownPercent;
    Duration hpaDownPeriod{0};
    Duration metricsResolution{0};
    StartPath podStart;
    Distribution applicationStart;  // the step of it that is the program's own
    Sampler endpointRemoval;
    Duration terminationGrace{0};
    Sampler nodeNotReady;
    Duration eviction{0};
    Duration cpuPeriod{0};
    Share rolloutMaxSurge;
    Share rolloutMaxUnavailable;
    Duration autoscalerScan{0};
    Sampler autoscalerProvision;
    Duration karpenterBatch{0};
    Sampler karpenterProvision;
    Duration autoscalerUnneeded{0};
    Duration karpenterConsolidate{0};
};

struct LambdaRuntime {
    std::string name;
    Distribution initZip;  // lognormal through the measured p50 and p99
    Distribution initImage;
    std::vector<Duration> first;  // first INVOKE at each of LambdaFacts::firstAt
    bool snapStart = false;       // is offered for it
};

struct LambdaFacts {
    std::int64_t accountConcurrency = 0;
    std::int64_t leastUnreserved = 0;  // of them
    std::int64_t scalingEnvironments = 0;
    Duration scalingPeriod{0};
    std::int64_t requestsPerConcurrency = 0;
    Rate provisionedFill;
    Duration initLimit{0};
    Distribution placementZip;
    Distribution placementImage;
    Distribution restore;  // SnapStart, instead of INIT
    Duration keepAlive{0};
    Distribution recycle;
    ByteCount fullCpuMemory;
    ByteCount usualMemory;  // of a function that does not say
    ByteCount leastMemory;
    ByteCount mostMemory;
    Duration usualTimeout{0};
    Duration mostTimeout{0};
    std::int64_t asyncRetries = 0;
    Duration asyncFirstRetry{0};
    Duration asyncSecondRetry{0};
    Duration asyncThrottleBackoff{0};
    Duration asyncThrottleBackoffCap{0};
    Duration asyncAge{0};
    std::int64_t sqsPollers = 0;
    std::int64_t sqsPollersIdle = 0;
    std::int64_t sqsPollersPerMinute = 0;
    std::int64_t sqsPollersLimit = 0;
    std::vector<ByteCount> firstAt;
    std::vector<LambdaRuntime> runtimes;

    // By the name in the table, or AWS's identifier of it ("nodejs22.x"); null when it was not measured.
    const LambdaRuntime* findRuntime(std::string_view name) const;
    // Placement, INIT, and what the first invocation takes longer; `runtime` is one of this value's own.
    StartPath coldStart(const LambdaRuntime& runtime, Package package, ByteCount memory) const;
    // The same from a snapshot (SnapStart): no INIT, so that its limit does not count either.
    StartPath restoreStart(const LambdaRuntime& runtime, ByteCount memory) const;
};

struct PlatformFacts {
    KubernetesFacts kubernetes;
    LambdaFacts lambda;
    KnativeFacts knative;
    CloudRunFacts cloudRun;
    AzureFacts azureFunctions;
    CodeEngineFacts codeEngine;
    OpenWhiskFacts openwhisk;
    WorkersFacts workers;
    TarsFacts tars;
    KinveyFacts kinvey;
    VmFacts vm;
    KedaFacts keda;
    // These three have notes of their own.
    MessagingFacts messaging = messagingFacts();
    DataFacts data = dataFacts();
    StepFunctionsFacts stepFunctions = stepFunctionsFacts();
    std::vector<FactNote> notes;  // every other value, in the order of the files
};

// The texts of resources/platforms/*.yaml by the names of the files ("knative"), as this was built with: of what runs
// programs, and of everything else (messaging, data, step_functions) as well.
using FactTexts = std::map<std::string, std::string, std::less<>>;
const FactTexts& embeddedFactTexts();
const FactTexts& allFactTexts();

// An error names the first key that is missing or wrong. A sheet that is missing is an error, too; messaging, data and
// step_functions are then as built in.
Result<PlatformFacts> parsePlatformFacts(const FactTexts& texts);
// `facts` with some of its sheets read anew.
Result<PlatformFacts> parsePlatformFacts(const FactTexts& texts, PlatformFacts facts);

// The facts this build was made with; parsed once.
const PlatformFacts& platformFacts();

}  // namespace spillway
