#include "analysis/metering/kinds.h"
#include "base/text.h"
#include "platforms/usual.h"

#include <fmt/format.h>

#include <utility>

namespace spillway::metering {
namespace {

// Takes what is known of an instance; what nobody says is taken to be what the prices' machine says.
void setSize(Meter& meter, const KnownSize& size, ProgramUse& use) {
    const Machine& machine = meter.prices().machine;
    std::string unsaid;
    use.cores = machine.assumedCores;
    use.gigabytes = machine.assumedGigabytes;
    if (size.cpu)
        use.cores = static_cast<double>(size.cpu->millicores) / 1000;
    else
        unsaid = fmt::format("{} vCPU", use.cores);
    if (size.memory)
        use.gigabytes = static_cast<double>(size.memory->bytes) / kBytesPerGigabyte;
    else
        unsaid += fmt::format("{}{} GiB", unsaid.empty() ? "" : " and ", use.gigabytes);
    if (!unsaid.empty()) meter.assume("assumed: " + unsaid + " an instance (resources say otherwise)");
}

// What Premium would run it in, whatever it is that runs it.
void setReady(const Meter& meter, const std::optional<ByteCount>& memory, const std::optional<Cpu>& cpu,
              ProgramUse& use) {
    const InstanceSize size = azureSize(AzurePlan::premium, memory, cpu, meter.facts().azureFunctions);
    use.readyCores = static_cast<double>(size.cpu.millicores) / 1000;
    use.readyGigabytes = static_cast<double>(size.memory.bytes) / kBytesPerGigabyte;
}

double sentByWorkers(const Meter& meter) {
    double sent = 0;
    for (std::size_t i = 0; i < meter.topology().flows.size() && i < meter.report().flows.size(); ++i) {
        const Flow& flow = meter.topology().flows[i];
        const Node* from = flow.to == meter.node().id ? findNode(meter.topology(), flow.from) : nullptr;
        if (from != nullptr && platformOf(meter.topology(), *from) == Platform::workers)
            sent += leftOver(meter.report().flows[i]);
    }
    return sent;
}

// The platform has a size of its own, which nobody stated.
void tellOwnSize(Meter& meter, bool isStated, const KnownSize& size) {
    if (!isStated && size.memory)
        meter.assume("assumed: " + toText(*size.memory) +
                     " an instance, as its platform has it (memory says otherwise)");
}

}  // namespace

void meterProgram(Meter& meter, ProgramUse use) {
    const Machine& machine = meter.prices().machine;
    use.measured = &meter.measured();
    use.fromWorkers = meter.platform() == Platform::workers ? sentByWorkers(meter) : 0;
    use.prices = &meter.prices();
    use.seconds = meter.seconds();
    use.machineCores = machine.cores;
    use.machineGigabytes = machine.gigabytes;
    use.allocatable = machine.allocatable;
    const ProgramBill bill = billOf(meter.platform(), use);
    for (const ProgramBill::Line& line : bill.lines) {
        // An account pays once.
        if (line.key == "workers_months" && std::exchange(meter.hasWorkersPlan, true)) continue;
        meter.add(line.key, line.units, line.alternative);
    }
    for (const std::string& sentence : bill.assumed) meter.assume(sentence);
    for (const std::string& sentence : bill.omitted) meter.omit(sentence);
    meter.onKubernetes = meter.onKubernetes || bill.onCluster;
    meter.sharesMachines = meter.sharesMachines || bill.sharesMachines;
}

void meter(Meter& meter, const Function& function) {
    if (meter.platform() == Platform::lambda) return meterLambda(meter, function);
    const KnownSize size = sizeOn(meter.platform(), function, meter.facts());
    ProgramUse use{.scaling = &function.scaling, .isFunction = true};
    setSize(meter, size, use);
    setReady(meter, function.memory, {}, use);
    tellOwnSize(meter, function.memory.has_value(), size);
    meterProgram(meter, use);
}

void meter(Meter& meter, const Service& service) {
    if (meter.platform() == Platform::lambda) {
        Function function;
        function.package = Package::image;
        function.memory = service.resources.memory;
        function.init = service.startup;
        return meterLambda(meter, function);
    }
    const KnownSize size = sizeOn(meter.platform(), service, meter.facts());
    ProgramUse use{.scaling = &service.scaling};
    setSize(meter, size, use);
    const Resources& stated = service.resources;
    setReady(meter, stated.memory, stated.cpuLimit ? stated.cpuLimit : stated.cpu, use);
    tellOwnSize(meter, service.resources.memory.has_value(), size);
    meterProgram(meter, use);
}

void meter(Meter& meter, const EdgeWorker& worker) {
    const Scaling nothing;
    meterProgram(meter, {.scaling = &nothing, .isObject = worker.objects.has_value()});
}

}  // namespace spillway::metering
