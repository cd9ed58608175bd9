#pragma once

#include "analysis/price_sheet.h"
#include "run/report.h"
#include "topology/node_kind.h"
#include "topology/scaling.h"

#include <string>
#include <string_view>
#include <vector>

// What the platforms bill for running a program: a line in the table of program_bill.cpp each.
namespace spillway {

// What a run showed of one service, function or worker.
struct ProgramUse {
    const NodeReport* measured = nullptr;
    const Scaling* scaling = nullptr;
    bool isFunction = false;
    bool isObject = false;   // Durable Objects
    double fromWorkers = 0;  // requests that other Workers sent (service bindings)
    double seconds = 0;      // of the run
    double cores = 1;        // of an instance
    double gigabytes = 1;
    // Of an instance of Azure Premium, where that is what would have to stand ready.
    double readyCores = 1;
    double readyGigabytes = 1;
    // vCPU, GiB and the allocatable share of a bought machine.
    double machineCores = 1;
    double machineGigabytes = 1;
    double allocatable = 1;
    const PriceSheet* prices = nullptr;

    PoolUse pool() const { return measured->pool.value_or(PoolUse{}); }
    double requests() const;  // that were let in
    BillingTerms terms(std::string_view key) const;
    double busySeconds() const;  // of requests in instances
    double instanceSeconds() const { return measured->meanInstances * seconds; }
};

struct ProgramBill {
    struct Line {
        std::string_view key;
        double units = 0;
        bool alternative = false;
    };
    std::vector<Line> lines;
    std::vector<std::string> assumed;
    std::vector<std::string> omitted;
    bool onCluster = false;       // a Kubernetes control plane is needed
    bool sharesMachines = false;  // which others are taken to fill
};

// All platforms but Lambda, whose bill needs more than this (metering/lambda.cpp).
ProgramBill billOf(Platform platform, const ProgramUse& use);

}  // namespace spillway
