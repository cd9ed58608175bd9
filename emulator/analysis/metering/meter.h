#pragma once

#include "analysis/payload_units.h"
#include "analysis/price_sheet.h"
#include "analysis/service_bus_use.h"
#include "analysis/usage.h"
#include "platforms/stated_facts.h"

#include <string>
#include <string_view>

namespace spillway::metering {

constexpr double kBytesPerGigabyte = 1024.0 * 1024 * 1024;

// What the kinds are metered with: one node after the other, and what they add to the bill. A kind's own rules are in
// the files beside this one, by family.
class Meter {
public:
    Meter(const Topology& topology, const RunReport& report, const PriceSheet& prices);
    Meter(const Meter&) = delete;  // it refers to what it holds
    Meter& operator=(const Meter&) = delete;

    void beginNode(std::size_t index);
    // What is not one node's.
    void beginRest() { m_node = nullptr; }
    UsageReport take() && { return std::move(m_result); }

    const Topology& topology() const { return m_topology; }
    const RunReport& report() const { return m_report; }
    const PriceSheet& prices() const { return m_prices; }
    const PlatformFacts& facts() const { return m_facts; }
    const Node& node() const { return *m_node; }
    const NodeReport& measured() const { return *m_measured; }
    std::size_t index() const { return static_cast<std::size_t>(m_node - m_topology.nodes.data()); }
    Platform platform() const { return platformOf(m_topology, *m_node); }

    double seconds() const { return m_seconds; }
    double hours(double instances) const { return instances * m_seconds / 3600; }
    double arrived() const { return static_cast<double>(m_measured->arrived); }
    double failures(FailureCause cause) const {
        return static_cast<double>(m_measured->failed[static_cast<std::size_t>(cause)]);
    }
    // What came to the node, in the units that this price counts by.
    Inflow inflow(std::string_view key) const { return inflowOf(m_topology, m_report, *m_measured, sizeOf(key)); }
    // Units of this price that something so large counts for.
    double units(std::string_view key, double bytes) const { return unitsOfSize(bytes, sizeOf(key)); }
    BillingTerms terms(std::string_view key) const;
    // Attempts on the flows out of the node, to nodes of a wanted kind.
    double sentOn(FlowKind kind, bool (*wanted)(NodeKind)) const;
    // Messages that its consumers were given, however many at once.
    double delivered() const;

    void add(std::string_view key, double units, bool alternative = false);
    void assume(const std::string& sentence) { m_result.assumed.push_back(m_node->id + ": " + sentence); }
    void omit(const std::string& sentence) { m_result.omitted.push_back(m_node->id + ": " + sentence); }

    // Of the architecture as a whole.
    bool onKubernetes = false;
    bool sharesMachines = false;
    bool hasWorkersPlan = false;
    bool hasRabbitmq = false;
    bool hasKafka = false;
    ServiceBusNamespaces namespaces;

private:
    double sizeOf(std::string_view key) const;

    const Topology& m_topology;
    const RunReport& m_report;
    const PriceSheet& m_prices;
    double m_seconds;
    FactsInForce m_inForce;
    const PlatformFacts& m_facts;
    const Node* m_node = nullptr;
    const NodeReport* m_measured = nullptr;
    UsageReport m_result;
};

inline bool isAny(NodeKind) { return true; }

}  // namespace spillway::metering
