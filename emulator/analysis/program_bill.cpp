#include "analysis/program_bill.h"

#include "kernel/failure_cause.h"
#include "nodes/figures.h"
#include "platforms/azure_functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace spillway {
namespace {

constexpr double kBytesPerGigabyte = 1024.0 * 1024 * 1024;

void pods(const ProgramUse& use, ProgramBill& bill) {
    const double hours = use.instanceSeconds() / 3600;
    const double share = std::max(use.cores / use.machineCores, use.gigabytes / use.machineGigabytes) / use.allocatable;
    // Those that the run had, where it has machines: a pod's share is never less than what it asks for.
    const double had = figureOf(use.measured->figures, kMeanMachines) * use.seconds / 3600;
    bill.onCluster = true;
    bill.lines.push_back({"kubernetes_node_hours", std::max(hours * share, had)});
    bill.sharesMachines = had == 0;
    bill.lines.push_back({"pod_vcpu_hours", hours * use.cores, true});
    bill.lines.push_back({"pod_gb_hours", hours * use.gigabytes, true});
}

// Each instance has machines of its own.
void machines(const ProgramUse& use, ProgramBill& bill) {
    const double each = std::max(use.cores / use.machineCores, use.gigabytes / use.machineGigabytes);
    bill.lines.push_back({"vm_hours", use.instanceSeconds() / 3600 * std::ceil(each)});
}

// Instances of one program share machines that nobody else manages for them.
void sharedMachines(const ProgramUse& use, ProgramBill& bill) {
    const double each = std::max(use.cores / use.machineCores, use.gigabytes / use.machineGigabytes);
    bill.lines.push_back({"vm_hours", use.instanceSeconds() / 3600 * each / use.allocatable});
    bill.assumed.emplace_back("priced as its share of machines that are bought by the hour");
}

void cloudRun(const ProgramUse& use, ProgramBill& bill) {
    const CloudRunScaling stated = use.scaling->cloudRun.value_or(CloudRunScaling{});
    const PoolUse pool = use.pool();
    const double active = pool.billedSeconds + pool.readySeconds + pool.startingSeconds;
    const double lives = use.instanceSeconds() + pool.startingSeconds;
    // Of the minimum: those that are active beyond it make none of it less idle.
    const double reserved = static_cast<double>(stated.minInstances.value_or(0)) * use.seconds;
    const double idle = std::max(0.0, reserved - pool.readySeconds);
    const bool always = stated.cpuAlways.value_or(false);
    bill.lines.push_back({"cloud_run_requests", use.requests(), always});
    bill.lines.push_back({"cloud_run_vcpu_seconds", active * use.cores, always});
    bill.lines.push_back({"cloud_run_gib_seconds", active * use.gigabytes, always});
    bill.lines.push_back({"cloud_run_idle_vcpu_seconds", idle * use.cores, always});
    bill.lines.push_back({"cloud_run_idle_gib_seconds", idle * use.gigabytes, always});
    bill.lines.push_back({"cloud_run_instance_vcpu_seconds", lives * use.cores, !always});
    bill.lines.push_back({"cloud_run_instance_gib_seconds", lives * use.gigabytes, !always});
}

// As many instances for the whole time as there were at the peak.
void premium(const ProgramUse& use, double instanceSeconds, bool alternative, ProgramBill& bill) {
    bill.lines.push_back({"azure_premium_vcpu_hours", instanceSeconds / 3600 * use.readyCores, alternative});
    bill.lines.push_back({"azure_premium_gb_hours", instanceSeconds / 3600 * use.readyGigabytes, alternative});
}

void azureFunctions(const ProgramUse& use, ProgramBill& bill) {
    const AzureScaling stated = use.scaling->azureFunctions.value_or(AzureScaling{});
    const AzurePlan plan = azurePlan(*use.scaling);
    const PoolUse pool = use.pool();
    const double peak = static_cast<double>(std::max<std::int64_t>(1, use.measured->peakInstances)) * use.seconds;
    if (plan == AzurePlan::premium) {
        premium(use, use.instanceSeconds(), false, bill);
        bill.assumed.emplace_back("the instance started ahead is not billed");
        return;
    }
    if (plan == AzurePlan::flex) {
        const auto onReady = static_cast<double>(pool.readyRequests);
        bill.lines.push_back({"azure_flex_executions", std::max(0.0, use.requests() - onReady)});
        bill.lines.push_back({"azure_flex_gb_seconds", pool.billedSeconds * use.gigabytes});
        bill.lines.push_back({"azure_flex_ready_executions", onReady});
        bill.lines.push_back({"azure_flex_ready_active_gb_seconds", pool.readySeconds * use.gigabytes});
        const double ready = static_cast<double>(stated.alwaysReady.value_or(0)) * use.seconds;
        bill.lines.push_back({"azure_flex_ready_gb_seconds", ready * use.gigabytes});
        return premium(use, peak, true, bill);
    }
    // Memory in whole sizes.
    const BillingTerms terms = use.terms("azure_gb_seconds");
    const double size = static_cast<double>(terms.size.value_or(ByteCount{1}).bytes) / kBytesPerGigabyte;
    const double memory = std::ceil(use.gigabytes / size - 1e-9) * size;
    bill.lines.push_back({"azure_executions", use.requests()});
    bill.lines.push_back({"azure_gb_seconds", pool.billedSeconds * memory});
    bill.assumed.emplace_back("the memory that it asks for is what it is seen to use");
    premium(use, peak, true, bill);
}

void codeEngine(const ProgramUse& use, ProgramBill& bill) {
    const double lives = use.instanceSeconds() + use.pool().startingSeconds;
    const double peak = static_cast<double>(use.measured->peakInstances) * use.seconds;
    bill.lines.push_back({"code_engine_requests", use.requests()});
    bill.lines.push_back({"code_engine_vcpu_seconds", lives * use.cores});
    bill.lines.push_back({"code_engine_gb_seconds", lives * use.gigabytes});
    bill.lines.push_back({"code_engine_requests", use.requests(), true});
    bill.lines.push_back({"code_engine_vcpu_seconds", peak * use.cores, true});
    bill.lines.push_back({"code_engine_gb_seconds", peak * use.gigabytes, true});
}

void workers(const ProgramUse& use, ProgramBill& bill) {
    bill.lines.push_back({"workers_months", use.seconds / (730 * 3600)});
    // A Worker that another calls is paid for its CPU alone.
    bill.lines.push_back({"workers_requests", std::max(0.0, use.requests() - use.fromWorkers)});
    if (!use.isObject) {
        bill.lines.push_back({"workers_cpu_ms", use.pool().cpuSeconds * 1000});
        return;
    }
    // What an object burns is in the time that it is there.
    bill.assumed.emplace_back("the Worker in front of its objects is taken to burn no CPU");
    bill.lines.push_back({"durable_object_requests", use.requests()});
    const double gigabytes = use.terms("durable_object_gb_seconds").each.value_or(1);
    bill.lines.push_back({"durable_object_gb_seconds", use.pool().activeSeconds * gigabytes});
}

void kinvey(const ProgramUse&, ProgramBill& bill) { bill.omitted.emplace_back("Kinvey publishes no prices"); }

using Bill = void (*)(const ProgramUse&, ProgramBill&);
constexpr std::array<std::pair<Platform, Bill>, 10> kBills{{
    {Platform::kubernetes, &pods},
    {Platform::knative, &pods},
    {Platform::openwhisk, &pods},
    {Platform::cloud_run, &cloudRun},
    {Platform::azure_functions, &azureFunctions},
    {Platform::code_engine, &codeEngine},
    {Platform::workers, &workers},
    {Platform::tars, &sharedMachines},
    {Platform::vm, &machines},
    {Platform::kinvey, &kinvey},
}};

}  // namespace

double ProgramUse::requests() const {
    const auto at = [this](FailureCause cause) {
        return static_cast<double>(measured->failed[static_cast<std::size_t>(cause)]);
    };
    return std::max(0.0,
                    static_cast<double>(measured->arrived) - at(FailureCause::throttled) - at(FailureCause::refused));
}

double ProgramUse::busySeconds() const {
    const auto sum = [](const LatencySummary& times) {
        return toSeconds(times.mean) * static_cast<double>(times.count);
    };
    return std::max(0.0, sum(measured->response) - sum(measured->waiting));
}

BillingTerms ProgramUse::terms(std::string_view key) const {
    const Price* price = prices == nullptr ? nullptr : prices->find(key);
    return price == nullptr ? BillingTerms{} : price->terms;
}

ProgramBill billOf(Platform platform, const ProgramUse& use) {
    ProgramBill bill;
    const auto found = std::ranges::find(kBills, platform, &std::pair<Platform, Bill>::first);
    if (found != kBills.end()) found->second(use, bill);
    return bill;
}

}  // namespace spillway
