#include "analysis/metering/kinds.h"

#include <algorithm>

namespace spillway::metering {

void meter(Meter& meter, const Gateway& gateway) {
    if (gateway.api == GatewayApi::rest) return meter.add("rest_api_requests", meter.inflow("rest_api_requests").units);
    meter.add("http_api_requests", meter.inflow("http_api_requests").units);
}

void meter(Meter& meter, const LoadBalancer&) {
    meter.add("load_balancer_hours", meter.hours(1));
    meter.omit("capacity units (connections, bytes, rules)");
}

void meter(Meter& meter, const Cdn& cdn) {
    meter.add("cdn_requests", meter.arrived());
    if (cdn.shield) meter.omit("requests that reach the shield");
}

void meter(Meter& meter, const Workflow&) {
    const auto& workflows = meter.report().workflows;
    const auto executed = std::ranges::find(workflows, meter.node().id, &WorkflowReport::id);
    if (executed == workflows.end()) {
        const double transitions = meter.sentOn(FlowKind::call, isAny) + meter.sentOn(FlowKind::event, isAny);
        meter.add("workflow_transitions", transitions);
        if (transitions > 0) meter.assume("without a definition every request that it sends is priced as a transition");
        return;
    }
    if (!executed->express) return meter.add("workflow_transitions", static_cast<double>(executed->counts.transitions));
    const auto chunk = static_cast<double>(meter.terms("workflow_express_gb_seconds").size.value_or(ByteCount{}).bytes);
    meter.add("workflow_express_requests", static_cast<double>(executed->counts.started));
    meter.add("workflow_express_gb_seconds", executed->billedSeconds * chunk / kBytesPerGigabyte);
    if (executed->counts.started > 0) meter.assume("assumed: an Express execution uses one chunk of memory");
}

}  // namespace spillway::metering
