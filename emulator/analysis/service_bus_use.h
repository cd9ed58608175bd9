#pragma once

#include "run/report.h"
#include "topology/topology.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

// What Azure Service Bus is paid for.
namespace spillway {

// Operations of one queue or topic of tier Standard. A subscription's copy is free.
struct ServiceBusUse {
    double sent = 0;       // to it, in chunks
    double delivered = 0;  // by it, in chunks
    double settled = 0;    // completed or abandoned, one each
    double renewed = 0;    // locks
    double operations() const { return sent + delivered + settled + renewed; }
};
// `chunks`: what a message of so many bytes counts for.
ServiceBusUse serviceBusUse(const Topology& topology, const RunReport& report, std::size_t node,
                            const std::function<double(double)>& chunks);

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
