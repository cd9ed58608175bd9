#pragma once

#include "analysis/metering/meter.h"
#include "analysis/program_bill.h"

// What each kind of node is billed for. A family of kinds a file.
namespace spillway::metering {

// programs.cpp
void meter(Meter& meter, const Service& service);
void meter(Meter& meter, const Function& function);
void meter(Meter& meter, const EdgeWorker& worker);
// lambda.cpp
void meterLambda(Meter& meter, const Function& function);
// ways.cpp
void meter(Meter& meter, const Gateway& gateway);
void meter(Meter& meter, const LoadBalancer& balancer);
void meter(Meter& meter, const Cdn& cdn);
void meter(Meter& meter, const Workflow& workflow);
// brokers.cpp
void meter(Meter& meter, const Queue& queue);
void meter(Meter& meter, const Topic& topic);
void meter(Meter& meter, const EventBus& bus);
void meter(Meter& meter, const Stream& stream);
// stores.cpp
void meter(Meter& meter, const Database& database);
void meter(Meter& meter, const Cache& cache);
void meter(Meter& meter, const ObjectStore& store);
void meter(Meter& meter, const Backend& backend);
// Others pay for these.
inline void meter(Meter&, const Clients&) {}
inline void meter(Meter&, const Schedule&) {}
inline void meter(Meter&, const Devices&) {}
inline void meter(Meter&, const External&) {}

// Of programs on any platform but Lambda: an instance's own numbers are given, the rest is the same for all.
void meterProgram(Meter& meter, ProgramUse use);

}  // namespace spillway::metering
