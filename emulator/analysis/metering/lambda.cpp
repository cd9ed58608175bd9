#include "analysis/metering/kinds.h"
#include "nodes/figures.h"

#include <algorithm>

namespace spillway::metering {
namespace {

// An environment is busy from its request's arrival to its end, also when the request is stopped in its INIT.
double busySeconds(const Meter& meter) { return meter.measured().meanBusy * meter.seconds(); }

// What asynchronous invocations count for beside one each: the first bytes are one request, each size more another.
double largeEvents(const Meter& meter) {
    const BillingTerms terms = meter.terms("lambda_requests");
    const auto first = static_cast<double>(terms.first.value_or(ByteCount{}).bytes);
    double more = 0;
    if (!terms.size || !terms.first) return more;
    for (std::size_t i = 0; i < meter.topology().flows.size() && i < meter.report().flows.size(); ++i) {
        const Flow& flow = meter.topology().flows[i];
        const Node* from = findNode(meter.topology(), flow.from);
        const auto bytes = static_cast<double>(flow.payload.value_or(ByteCount{}).bytes);
        if (flow.to != meter.node().id || flow.kind != FlowKind::event || bytes <= first) continue;
        if (from == nullptr || from->kind() == NodeKind::queue || from->kind() == NodeKind::stream) continue;
        more += static_cast<double>(meter.report().flows[i].attempts) * meter.units("lambda_requests", bytes - first);
    }
    return more;
}

// Java's snapshots are free.
void meterSnapshots(Meter& meter, const Function& function, double gigabytes) {
    if (!function.snapStart || function.runtime.starts_with("java")) return;
    meter.add("lambda_restored_gb", static_cast<double>(meter.measured().coldStarts) * gigabytes);
    meter.add("lambda_snapshot_gb_seconds", gigabytes * meter.seconds());
    meter.assume("one published version is kept as a snapshot, and restoring is billed by its memory, not by its time");
}

// Placement is not billed, INIT is.
double unbilledSeconds(const Meter& meter, const Function& function) {
    const LambdaFacts& facts = meter.facts().lambda;
    const auto starts = static_cast<double>(meter.measured().coldStarts);
    if (function.snapStart) return starts * (meanSeconds(facts.placementZip) + meanSeconds(facts.restore));
    if (function.init) return 0;
    return starts * meanSeconds(function.package == Package::zip ? facts.placementZip : facts.placementImage);
}

// Of busy environments on demand, beside provisioned ones: what spilled over, and every cold start.
struct OnDemand {
    double invocations = 0;
    double seconds = 0;
};
OnDemand spilledOver(const Meter& meter) {
    const std::optional<Figures>& figures = meter.measured().figures;
    return {figureOf(figures, kSpilledOver), figureOf(figures, kSecondsOnDemand)};
}

// Provisioned for what would be in work at once without cold starts, which there are none of then.
void meterProvisionedInstead(Meter& meter, double requests, double billed, double gigabytes) {
    const double peak = figureOf(meter.measured().figures, kDemandPeak);
    meter.add("lambda_provisioned_gb_seconds", peak * gigabytes * meter.seconds(), true);
    meter.add("lambda_provisioned_duration_gb_seconds", billed * gigabytes, true);
    meter.add("lambda_requests", requests, true);
}

}  // namespace

void meterLambda(Meter& meter, const Function& function) {
    const double invocations = std::max(0.0, meter.arrived() - meter.failures(FailureCause::throttled));
    const ByteCount memory = function.memory.value_or(meter.facts().lambda.usualMemory);
    const double gigabytes = static_cast<double>(memory.bytes) / kBytesPerGigabyte;
    // Each invocation is rounded up to a step, half of one on the average.
    const double step = toSeconds(meter.terms("lambda_gb_seconds").step.value_or(Duration{0}));
    const auto rounded = [step](double seconds, double count) { return std::max(0.0, seconds) + count * step / 2; };
    const double unbilled = unbilledSeconds(meter, function);
    const double billed = rounded(busySeconds(meter) - unbilled, invocations);
    const double requests = invocations + largeEvents(meter);
    meterSnapshots(meter, function, gigabytes);
    meter.add("lambda_requests", requests);
    const auto provisioned = static_cast<double>(function.provisionedConcurrency);
    if (provisioned == 0) {
        meter.add("lambda_gb_seconds", billed * gigabytes);
        return meterProvisionedInstead(meter, requests, billed, gigabytes);
    }
    const OnDemand spilled = spilledOver(meter);
    const double onDemand = std::min(billed, rounded(spilled.seconds - unbilled, spilled.invocations));
    meter.add("lambda_provisioned_gb_seconds", provisioned * gigabytes * meter.seconds());
    meter.add("lambda_provisioned_duration_gb_seconds", (billed - onDemand) * gigabytes);
    meter.add("lambda_gb_seconds", onDemand * gigabytes);
    // On demand it would start cold as often as its load rises.
    meter.add("lambda_gb_seconds", billed * gigabytes, true);
    meter.add("lambda_requests", requests, true);
    meter.assume("bought the other way it is on demand, without the INIT of the cold starts that it would have then");
}

}  // namespace spillway::metering
