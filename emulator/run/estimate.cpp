#include "run/estimate.h"

#include "run/partition.h"
#include "run/plan.h"
#include "run/state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace spillway {
namespace {

// Times of one kind (nodes/measures.h): the row of the running second, its histogram if the row is too short, and the
// whole run's. Times that are exponential spread over as many octaves as their number has, and some; retries and
// bursts make them more than was drawn.
double timesBytes(double perSecond, double seconds) {
    constexpr double kBuckets = 64;
    constexpr double kMore = 4;
    const auto histogram = [](double count) {
        const double octaves = std::min(28.0, std::ceil(std::log2(count + 1)) + 8);
        const double width = count <= 0xff ? 1 : count <= 0xffff ? 2 : 4;
        return kBuckets + octaves * kBuckets * width;
    };
    const double row = std::min(kMore * perSecond + 120, static_cast<double>(Times::kMostKept));
    const bool isFull = kMore * perSecond > static_cast<double>(Times::kMostKept);
    constexpr std::size_t kKept = sizeof(std::vector<std::uint32_t>) + 2 * sizeof(LatencyHistogram);
    return kKept + row * sizeof(std::uint32_t) + (isFull ? histogram(kMore * perSecond) : 0) +
           histogram(kMore * (perSecond * seconds + 64));
}

// A frame and one pending event, which lie in tables that double when they are full.
constexpr double kCallBytes = sizeof(Frame) + 2 * sizeof(Event);
constexpr double kSpanBytes = 160;       // of a sampled request, with its place in the index
constexpr double kMostSampled = 20'000;  // nodes/world.cpp

// How long a call lasts and how many are open, by Little's law over the drawing. Callers come before whom they call in
// no promised order, so the times are worked out from the leaves up, as often as the drawing is deep.
class Flight {
public:
    explicit Flight(const RunPlan& plan)
        : m_model{plan.model},
          m_seconds{toSeconds(plan.scenario.duration)},
          m_rates{expectedRates(plan.model)},
          m_response(plan.model.nodes.size(), 0) {
        constexpr int kDepthMost = 64;
        for (int depth = 0; depth < kDepthMost; ++depth) {
            const std::vector<double> before = m_response;
            for (std::size_t node = 0; node < m_response.size(); ++node) m_response[node] = responseOf(node, before);
            if (m_response == before) break;
        }
    }

    double openCalls() const {
        double open = 0;
        for (const FlowModel& flow : m_model.flows) {
            const double rate = flow.from == kNone ? m_rates[flow.to] : m_rates[flow.from] * flow.share;
            open += rate * std::min(lastsFor(flow, m_response), m_seconds);
        }
        for (std::size_t node = 0; node < m_response.size(); ++node) open += lineOf(node);
        return open;
    }
    // Waiting and response times of a node; the caller's response times of a flow.
    double histogramBytes() const {
        double sum = 0;
        for (const double rate : m_rates) sum += 2 * timesBytes(rate, m_seconds);
        for (const FlowModel& flow : m_model.flows)
            sum += timesBytes(flow.from == kNone ? m_rates[flow.to] : m_rates[flow.from] * flow.share, m_seconds);
        return sum;
    }
    double calls() const {
        double sum = 0;
        for (const double rate : m_rates) sum += rate * m_seconds;
        return sum;
    }

private:
    static double lastsFor(const FlowModel& flow, const std::vector<double>& response) {
        return response[flow.to] + toSeconds(flow.latency + flow.latencyBack);
    }
    double responseOf(std::size_t index, const std::vector<double>& response) const {
        const NodeModel& node = m_model.nodes[index];
        double time = workOf(node);
        for (std::uint32_t g = 0; g < node.groups.count; ++g) {
            const CallGroup& group = m_model.groups[node.groups.first + g];
            double longest = 0;
            for (std::uint32_t f = 0; f < group.flows.count; ++f)
                longest = std::max(longest, lastsFor(m_model.flows[m_model.order[group.flows.first + f]], response));
            time += longest;
        }
        return time;
    }
    // A few draws say how long it takes in the mean, whatever its shape; always the same draws.
    static double workOf(const NodeModel& node) {
        if (!node.hasWork) return 0;
        constexpr int kDraws = 64;
        RngStream stream{1};
        Duration sum{0};
        for (int draw = 0; draw < kDraws; ++draw) sum += node.work(stream);
        return toSeconds(sum) / kDraws;
    }
    // Where more comes than the slots can take, the rest stands in line.
    double lineOf(std::size_t index) const {
        const NodeModel& node = m_model.nodes[index];
        if (node.behavior != Behavior::server || m_response[index] <= 0) return 0;
        const ServerModel& server = m_model.servers[node.extra];
        const double capacity = static_cast<double>(server.slotsPerInstance) * server.instances / m_response[index];
        const double excess = std::max(0.0, m_rates[index] - capacity) * m_seconds;
        return std::min(excess, static_cast<double>(server.queueLimit));
    }

    const Model& m_model;
    double m_seconds;
    std::vector<double> m_rates;
    std::vector<double> m_response;
};

std::string gibibytes(std::uint64_t bytes) {
    return fmt::format("{:.3g} GiB", static_cast<double>(bytes) / static_cast<double>(std::uint64_t{1} << 30U));
}

}  // namespace

RunEstimate estimateOf(const RunPlan& plan, const RunOptions& options) {
    const Model& model = plan.model;
    const Flight flight{plan};
    const auto nodes = static_cast<double>(model.nodes.size());
    const auto flows = static_cast<double>(model.flows.size());
    const double seconds =
        toSeconds(options.until ? std::min(*options.until, plan.scenario.duration) : plan.scenario.duration);
    RunEstimate estimate;
    estimate.calls = flight.openCalls();
    estimate.tables = static_cast<std::uint64_t>(
        nodes * (sizeof(NodeState) + sizeof(RareNode) + sizeof(RareServer) + sizeof(Instance) + sizeof(NodeSecond)) +
        flows * (sizeof(RareFlow) + sizeof(FlowRow) + sizeof(FlowSecond)) + flight.histogramBytes());
    estimate.requests = static_cast<std::uint64_t>(estimate.calls * kCallBytes);
    const double sampled = options.traceEvery == 0 ? 0 : flight.calls() / options.traceEvery;
    estimate.recorded = static_cast<std::uint64_t>(nodes * seconds * sizeof(NodePoint) +
                                                   std::min(sampled, kMostSampled * nodes) * kSpanBytes);
    return estimate;
}

std::optional<Diagnostic> tooLarge(const RunPlan& plan, const RunOptions& options, std::uint64_t bytesAvailable) {
    const RunEstimate estimate = estimateOf(plan, options);
    if (estimate.total() <= bytesAvailable) return std::nullopt;
    Diagnostic problem;
    problem.code = "too-large";
    problem.place.item = plan.scenario.id;
    problem.sentence = fmt::format(
        "this run would take about {} of memory and {} are free: {} for {} nodes and {} flows, {} for {:.3g} open "
        "calls, {} "
        "for what it records",
        gibibytes(estimate.total()), gibibytes(bytesAvailable), gibibytes(estimate.tables), plan.model.nodes.size(),
        plan.model.statedFlows, gibibytes(estimate.requests), estimate.calls, gibibytes(estimate.recorded));
    problem.hint = "a lower rate, a shorter run or fewer nodes take less";
    return problem;
}

}  // namespace spillway
