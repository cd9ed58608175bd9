#include "command/run_comparison.h"

#include "command/figures.h"
#include "command/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

const NodeReport* find(const RunReport& report, const std::string& id) {
    const auto found = std::ranges::find(report.nodes, id, &NodeReport::id);
    return found == report.nodes.end() ? nullptr : &*found;
}

// "+12 %", "x 3.4", or nothing when it is the same to the eye.
std::string change(double before, double after) {
    if (before <= 0 || after <= 0) return {};
    const double ratio = after / before;
    if (ratio >= 2) return fmt::format("x {:.1f}", ratio);
    if (ratio <= 0.5) return fmt::format("/ {:.1f}", 1 / ratio);
    if (std::abs(ratio - 1) < 0.005) return {};
    return fmt::format("{:+.0f} %", (ratio - 1) * 100);
}

// The cells of one node in one run: throughput, p99, failed, most instances.
std::vector<std::string> cells(const NodeReport* node, double seconds) {
    if (!node) return {"absent", "", "", ""};
    const std::uint64_t failed = total(node->failed);
    const std::uint64_t done = node->succeeded + failed;
    return {rateFigure(static_cast<double>(done) / std::max(seconds, 1e-9)), figure(node->response.p99),
            failed == 0 ? "-" : shareFigure(share(failed, done)),
            node->peakInstances == 0 ? "-" : std::to_string(node->peakInstances)};
}

void addNode(TextTable& table, const std::string& id, const RunReport& first, const RunReport& second) {
    const NodeReport* before = find(first, id);
    const NodeReport* after = find(second, id);
    const std::vector<std::string> left = cells(before, toSeconds(first.end));
    const std::vector<std::string> right = cells(after, toSeconds(second.end));
    const std::string p99 =
        before && after ? change(toSeconds(before->response.p99), toSeconds(after->response.p99)) : "";
    table.add({id, left[0], right[0], left[1], right[1], p99, left[2], right[2], left[3], right[3]});
}

std::string totals(const std::string& title, const RunReport& report) {
    const std::uint64_t failed = total(report.failed);
    const auto met = std::ranges::count(report.objectives, true, &ObjectiveResult::met);
    std::string text = fmt::format("  {}: {} · {} · seed {}: sent {}, failed {} ({})", title, report.architecture,
                                   report.scenario, report.seed, countFigure(report.sent), countFigure(failed),
                                   shareFigure(share(failed, report.sent)));
    if (!report.objectives.empty()) text += fmt::format(", {} of {} objectives met", met, report.objectives.size());
    return text + '\n';
}

}  // namespace

std::string comparisonText(const std::string& before, const RunReport& first, const std::string& after,
                           const RunReport& second) {
    std::string text = totals(before, first) + totals(after, second);
    if (first.fingerprint == second.fingerprint) return text + "  identical, bit for bit\n";
    TextTable table{{{"node", TextTable::Align::left},
                     {"throughput"},
                     {"then"},
                     {"p99"},
                     {"then"},
                     {""},
                     {"failed"},
                     {"then"},
                     {"instances"},
                     {"then"}}};
    for (const NodeReport& node : first.nodes) addNode(table, node.id, first, second);
    for (const NodeReport& node : second.nodes) {
        if (!find(first, node.id)) addNode(table, node.id, first, second);
    }
    return text + '\n' + table.text();
}

}  // namespace spillway
