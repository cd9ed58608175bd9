#pragma once

#include "run/report.h"
#include "topology/topology.h"

#include <cstdint>
#include <map>
#include <string>

// What Azure Service Bus is paid for.
namespace spillway {

// Operations of one queue or topic of tier Standard: what is sent to it and what it delivers, in chunks. Completing,
// abandoning and renewing a lock are free; so is a subscription's copy.
double serviceBusOperations(const Topology& topology, const RunReport& report, std::size_t node);

// What namespaces cost whether they are used or not: one base charge for all of tier Standard, and messaging units.
class ServiceBusNamespaces {
public:
    void add(const ServiceBus& stated) {
        if (stated.tier == ServiceBusTier::standard)
            m_standard = true;
        else
            m_units[stated.space] = stated.messagingUnits;
    }
    bool hasStandard() const { return m_standard; }
    std::int64_t units() const {
        std::int64_t sum = 0;
        for (const auto& [space, units] : m_units) sum += units;
        return sum;
    }

private:
    bool m_standard = false;
    std::map<std::string, std::int64_t> m_units;
};

}  // namespace spillway
