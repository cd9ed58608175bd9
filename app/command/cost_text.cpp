#include "command/cost_text.h"

#include "command/figures.h"
#include "command/text_table.h"
#include "topology/validate.h"
#include "topology/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace spillway {
namespace {

using Json = nlohmann::ordered_json;

std::string units(double value) {
    if (value >= 1e4) return countFigure(static_cast<std::uint64_t>(std::llround(value)));
    return fmt::format("{:.{}f}", value, value >= 100 ? 0 : value >= 1 ? 1 : 3);
}

std::string nameOf(const std::string& id, const char* otherwise) { return id.empty() ? otherwise : id; }

std::string bill(const CostReport& cost, const PriceSheet& prices) {
    TextTable table{{{"node", TextTable::Align::left},
                     {"what", TextTable::Align::left},
                     {"a month"},
                     {"", TextTable::Align::left},
                     {"cost"},
                     {"", TextTable::Align::left}}};
    for (const Charge& charge : cost.charges) {
        if (charge.alternative) continue;
        const Price* price = prices.find(charge.key);
        table.add({nameOf(charge.node, "(cluster)"), charge.key, units(charge.inMonth), price->unit,
                   moneyFigure(charge.cost, cost.currency), price->remembered ? "remembered" : ""});
    }
    return table.text();
}

std::string alternatives(const CostReport& cost) {
    TextTable table{{{"node", TextTable::Align::left}, {"as billed"}, {"otherwise"}}};
    for (const NodeCost& node : cost.nodes)
        if (node.alternative)
            table.add(
                {node.id, moneyFigure(node.perMonth, cost.currency), moneyFigure(*node.alternative, cost.currency)});
    if (table.isEmpty()) return {};
    return "\nBought the other way (services: pods without nodes; functions: provisioned for the peak of this run; "
           "tables and streams: provisioned or on demand, whichever they are not)\n" +
           table.text();
}

std::string sentences(const char* title, const std::vector<std::string>& lines) {
    std::string text = lines.empty() ? "" : std::string{"\n"} + title + '\n';
    for (const std::string& line : lines) text += "  " + line + '\n';
    return text;
}

Json json(const CostReport& cost) {
    Json root{{"currency", cost.currency},  {"as_of", cost.asOf},     {"region", cost.region},
              {"per_month", cost.perMonth}, {"for_run", cost.forRun}, {"per_million_requests", cost.perMillion},
              {"charges", Json::array()},   {"nodes", Json::array()}, {"boundaries", Json::array()},
              {"assumed", cost.assumed},    {"omitted", cost.omitted}};
    for (const Charge& charge : cost.charges)
        root["charges"].push_back({{"node", charge.node},
                                   {"key", charge.key},
                                   {"in_run", charge.inRun},
                                   {"in_month", charge.inMonth},
                                   {"cost", charge.cost},
                                   {"alternative", charge.alternative}});
    for (const NodeCost& node : cost.nodes) {
        root["nodes"].push_back({{"id", node.id}, {"in", node.boundary}, {"per_month", node.perMonth}});
        root["nodes"].back()["otherwise"] = node.alternative ? Json(*node.alternative) : Json();
    }
    for (const BoundaryCost& boundary : cost.boundaries)
        root["boundaries"].push_back({{"id", boundary.id}, {"per_month", boundary.perMonth}});
    return root;
}

double successShare(const NodeReport& source) {
    return share(source.succeeded, source.succeeded + total(source.failed));
}

std::string timesText(double factor) { return fmt::format("{:.4g}x", factor); }

std::string verdict(const Sweep& sweep) {
    if (!sweep.bendsAt && !sweep.holdsUpTo) return {};
    if (!sweep.bendsAt) return fmt::format("\nEvery objective holds up to {}.\n", timesText(*sweep.holdsUpTo));
    std::string text = sweep.holdsUpTo ? fmt::format("\nHolds up to {}, bends at {}", timesText(*sweep.holdsUpTo),
                                                     timesText(*sweep.bendsAt))
                                       : fmt::format("\nBends at {} already", timesText(*sweep.bendsAt));
    for (const SweepPoint& point : sweep.points) {
        if (point.factor != *sweep.bendsAt) continue;
        if (const auto failure = mainFailure(point.report))
            text += fmt::format(": {} attempts failed on {} ({})", countFigure(failure->attempts), failure->flow,
                                wordOf(failure->cause));
        break;
    }
    return text + ".\n";
}

}  // namespace

std::string moneyFigure(double amount, const std::string& currency) {
    const std::string sign = currency == "USD" ? "$" : currency;
    if (amount <= 0) return "-";
    if (amount < 0.01) return "< " + sign + " 0.01";
    if (amount < 100) return fmt::format("{} {:.2f}", sign, amount);
    return sign + ' ' + countFigure(static_cast<std::uint64_t>(std::llround(amount)));
}

std::string costText(const RunReport& report, const CostReport& cost, const PriceSheet& prices) {
    std::string text = fmt::format("{} · {} · {} of load, seed {}\n", report.architecture, report.scenario,
                                   figure(report.end.time_since_epoch()), report.seed);
    text +=
        fmt::format("A month of this load, at the prices of {} ({})\n\n{}", cost.asOf, cost.region, bill(cost, prices));
    text += fmt::format("\n  a month {} · this run {} · a million requests that succeed {}\n",
                        moneyFigure(cost.perMonth, cost.currency), moneyFigure(cost.forRun, cost.currency),
                        moneyFigure(cost.perMillion, cost.currency));
    TextTable boundaries{{{"boundary, with all in it", TextTable::Align::left}, {"a month"}}};
    for (const BoundaryCost& boundary : cost.boundaries)
        boundaries.add({nameOf(boundary.id, "(none)"), moneyFigure(boundary.perMonth, cost.currency)});
    if (cost.boundaries.size() > 1) text += '\n' + boundaries.text();
    return text + alternatives(cost) + sentences("Assumed", cost.assumed) + sentences("Not in it", cost.omitted);
}

std::string costJson(const RunReport& report, const CostReport& cost, const PriceSheet& prices) {
    Json root{{"spillway_cost", 1},
              {"architecture", report.architecture},
              {"scenario", report.scenario},
              {"seed", report.seed},
              {"end_ns", report.end.time_since_epoch().count()},
              {"prices", prices.provider}};
    root.update(json(cost));
    return root.dump(2) + '\n';
}

// The whole bill with the other way of buying wherever there is one; nothing where there is none.
static std::optional<double> otherwiseOf(const CostReport& cost) {
    std::optional<double> all;
    for (const NodeCost& node : cost.nodes)
        if (node.alternative) all = all.value_or(cost.perMonth) + *node.alternative - node.perMonth;
    return all;
}

std::string sweepText(const std::string& architecture, const Sweep& sweep) {
    if (sweep.points.empty()) return "no run was finished\n";
    const RunReport& first = sweep.points.front().report;
    std::string text = fmt::format("{} · {} · {} runs of {}, seed {}\n\n", architecture, first.scenario,
                                   sweep.points.size(), figure(first.end.time_since_epoch()), first.seed);
    TextTable table{{{"load"},
                     {"source", TextTable::Align::left},
                     {"sent"},
                     {"succeed"},
                     {"p50"},
                     {"p95"},
                     {"p99"},
                     {"instances"},
                     {"cost a month"},
                     {"otherwise"},
                     {"a million"},
                     {"objectives", TextTable::Align::left}}};
    bool isSaid = false;
    for (const SweepPoint& point : sweep.points) {
        double instances = 0;
        for (const NodeReport& node : point.report.nodes) instances += node.meanInstances;
        bool head = true;
        for (const NodeReport& node : point.report.nodes) {
            if (!isSource(node.kind)) continue;
            std::vector<std::string> row{head ? timesText(point.factor) : "",
                                         node.id,
                                         rateFigure(static_cast<double>(node.arrived) / toSeconds(point.report.end)),
                                         shareFigure(successShare(node)),
                                         figure(node.response.p50),
                                         figure(node.response.p95),
                                         figure(node.response.p99)};
            if (head) {
                row.push_back(fmt::format("{:.1f}", instances));
                row.push_back(point.cost ? moneyFigure(point.cost->perMonth, point.cost->currency) : "");
                const auto otherwise = point.cost ? otherwiseOf(*point.cost) : std::nullopt;
                isSaid = isSaid || otherwise;
                row.push_back(otherwise ? moneyFigure(*otherwise, point.cost->currency) : "");
                row.push_back(point.cost ? moneyFigure(point.cost->perMillion, point.cost->currency) : "");
                row.push_back(point.report.objectives.empty() ? "" : point.allMet() ? "met" : "missed");
            }
            head = false;
            table.add(std::move(row));
        }
    }
    const char* meaning =
        "\nOtherwise: bought the other way (services: pods without nodes; functions: provisioned for the "
        "peak of each run; tables and streams: provisioned or on demand, whichever they are not).\n";
    return text + table.text() + (isSaid ? meaning : "") + verdict(sweep);
}

std::string sweepJson(const std::string& architecture, const Sweep& sweep) {
    Json root{{"spillway_sweep", 1}, {"architecture", architecture}, {"points", Json::array()}};
    root["holds_up_to"] = sweep.holdsUpTo ? Json(*sweep.holdsUpTo) : Json();
    root["bends_at"] = sweep.bendsAt ? Json(*sweep.bendsAt) : Json();
    for (const SweepPoint& point : sweep.points) {
        Json entry{{"factor", point.factor},           {"fingerprint", point.report.fingerprint},
                   {"sent", point.report.sent},        {"succeeded", point.report.succeeded},
                   {"objectives_met", point.allMet()}, {"sources", Json::array()}};
        for (const NodeReport& node : point.report.nodes)
            if (isSource(node.kind))
                entry["sources"].push_back(
                    {{"id", node.id},
                     {"sent_per_s", static_cast<double>(node.arrived) / toSeconds(point.report.end)},
                     {"succeed_share", successShare(node)},
                     {"p50_ns", node.response.p50.count()},
                     {"p95_ns", node.response.p95.count()},
                     {"p99_ns", node.response.p99.count()}});
        if (point.cost) entry["cost"] = json(*point.cost);
        root["points"].push_back(std::move(entry));
    }
    return root.dump(2) + '\n';
}

}  // namespace spillway
