#include "run/work_limits.h"

#include "base/text.h"
#include "topology/validate.h"
#include "topology/words.h"

#include <fmt/format.h>

#include <optional>

namespace spillway {
namespace {

bool isProgram(NodeKind kind) {
    return kind == NodeKind::service || kind == NodeKind::function || kind == NodeKind::edge_worker;
}

// Of a request's own work; none where nothing is stopped.
std::optional<Duration> limitOf(const NodeModel& node) {
    if (node.workCut) return node.workLimit;  // it is CPU that is limited: so much work burns it
    if (node.visitTimer == kNone) return std::nullopt;
    return node.visitLimit;
}

// How much of the work lasts for `limit` or longer, by a few draws; always the same.
double shareBeyond(Duration limit, const Sampler& work) {
    if (work.least() >= limit) return 1;
    constexpr int kDraws = 1000;
    RngStream stream{1};
    int beyond = 0;
    for (int draw = 0; draw < kDraws; ++draw) beyond += work(stream) >= limit ? 1 : 0;
    return static_cast<double>(beyond) / kDraws;
}

}  // namespace

void noteWorkBeyondLimits(Compiler& compiler) {
    constexpr double kMost = 0.5;
    for (std::size_t i = 0; i < compiler.topology.nodes.size(); ++i) {
        const Node& node = compiler.topology.nodes[i];
        const NodeModel& made = compiler.model.nodes[i];
        const std::optional<Duration> limit = limitOf(made);
        if (!isProgram(node.kind()) || !limit || !made.hasWork) continue;
        const double beyond = shareBeyond(*limit, made.work);
        if (beyond < kMost) continue;
        const Platform platform =
            node.kind() == NodeKind::edge_worker ? Platform::workers : platformOf(compiler.topology, node);
        const std::string stops = fmt::format("{} stops a request after {}{}", wordOf(platform), toText(*limit),
                                              made.workCut ? " of it" : "");
        const Duration least = made.work.least();
        compiler.warn("does-not-fit", node.id, "work",
                      least >= *limit
                          ? fmt::format("its work takes {}{} and {}: none succeeds", toText(least),
                                        made.work.isConstant() ? "" : " and more", stops)
                          : fmt::format("{:.0f}% of its work takes longer and {}: these fail", 100 * beyond, stops),
                      node.kind() == NodeKind::function ? "less work, a longer timeout or another platform"
                                                        : "less work, or another platform");
    }
}

}  // namespace spillway
