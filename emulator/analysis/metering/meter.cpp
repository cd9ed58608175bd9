#include "analysis/metering/meter.h"

#include <limits>

namespace spillway::metering {

Meter::Meter(const Topology& topology, const RunReport& report, const PriceSheet& prices)
    : m_topology{topology},
      m_report{report},
      m_prices{prices},
      m_seconds{toSeconds(report.end)},
      m_facts{m_inForce.of(topology)} {}

void Meter::beginNode(std::size_t index) {
    m_node = &m_topology.nodes[index];
    m_measured = &m_report.nodes[index];
}

BillingTerms Meter::terms(std::string_view key) const {
    const Price* price = m_prices.find(key);
    return price == nullptr ? BillingTerms{} : price->terms;
}

// A price without a size counts whatever its size is.
double Meter::sizeOf(std::string_view key) const {
    const auto size = terms(key).size;
    return size ? static_cast<double>(size->bytes) : std::numeric_limits<double>::infinity();
}

double Meter::sentOn(FlowKind kind, bool (*wanted)(NodeKind)) const {
    double attempts = 0;
    for (std::size_t i = 0; i < m_topology.flows.size() && i < m_report.flows.size(); ++i) {
        const Flow& flow = m_topology.flows[i];
        const Node* to = findNode(m_topology, flow.to);
        if (flow.from == m_node->id && flow.kind == kind && to && wanted(to->kind()))
            attempts += static_cast<double>(m_report.flows[i].attempts);
    }
    return attempts;
}

double Meter::delivered() const {
    double messages = 0;
    for (std::size_t i = 0; i < m_topology.flows.size() && i < m_report.flows.size(); ++i)
        if (m_topology.flows[i].from == m_node->id) messages += messagesOver(m_topology, m_report, i);
    return messages;
}

void Meter::add(std::string_view key, double units, bool alternative) {
    if (units > 0) m_result.used.push_back({m_node ? m_node->id : std::string{}, std::string{key}, units, alternative});
}

}  // namespace spillway::metering
