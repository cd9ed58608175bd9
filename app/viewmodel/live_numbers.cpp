#include "viewmodel/live_numbers.h"

#include "viewmodel/text_format.h"

#include <algorithm>

namespace spillway {
namespace {

using text::latency;
using text::rate;
using text::share;
constexpr double kFewErrors = 0.001;
constexpr double kManyErrors = 0.05;
constexpr int kDepthMax = 16;

QString errorTone(double errorShare) {
    return errorShare >= kManyErrors  ? QStringLiteral("bad")
           : errorShare >= kFewErrors ? QStringLiteral("warn")
                                      : QString();
}

RowModel::Row row(const QString& label, const QString& value, const QString& tone = {}, const QString& lead = {}) {
    return {label, lead, value, tone};
}

// A second in which nothing finished has no percentiles.
bool answered(const NodeSnapshot& now) { return now.throughput > 0 || now.p99 > Duration{0}; }
QString timeText(const NodeSnapshot& now, Duration value) {
    return answered(now) ? latency(value) : QStringLiteral("–");
}

QString countText(std::int64_t value) { return text::count(static_cast<double>(value)); }

QString limited(std::int64_t value, std::int64_t limit) {
    return limit > 0 ? QStringLiteral("%1 / %2").arg(countText(value), countText(limit)) : countText(value);
}

// What holds a function back, before the rate at which it refuses.
QString limitText(LambdaLimit limit) {
    switch (limit) {
        case LambdaLimit::concurrency: return QStringLiteral("concurrency · ");
        case LambdaLimit::requests: return QStringLiteral("request rate · ");
        case LambdaLimit::scaling: return QStringLiteral("scaling rate · ");
        case LambdaLimit::none: break;
    }
    return {};
}

QString figureText(const Figure& figure) {
    switch (figure.unit) {
        case FigureUnit::count: return text::count(figure.value);
        case FigureUnit::share: return share(figure.value);
        case FigureUnit::perSecond: return rate(figure.value);
        case FigureUnit::seconds: return latency(secondsToDuration(figure.value));
    }
    return {};
}

RowModel::Rows ofNode(const Node& node, const NodeSnapshot& now, double boundMs) {
    RowModel::Rows rows;
    const bool slow = boundMs > 0 && toMilliseconds(now.p99) > boundMs;
    rows.append(row(QStringLiteral("Throughput"), rate(now.throughput)));
    rows.append(row(QStringLiteral("p50 · p99"), timeText(now, now.p99), slow ? QStringLiteral("bad") : QString(),
                    timeText(now, now.p50) + QStringLiteral(" · ")));
    rows.append(row(QStringLiteral("Errors"), answered(now) ? share(now.errorShare) : QStringLiteral("–"),
                    errorTone(now.errorShare)));
    if (now.throttledPerSecond > 0) {
        rows.append(row(QStringLiteral("Throttled"), rate(now.throttledPerSecond), QStringLiteral("bad"),
                        limitText(now.heldBy)));
    }
    if (node.kind() == NodeKind::function) {
        rows.append(row(QStringLiteral("Cold starts"), answered(now) ? share(now.coldShare) : QStringLiteral("–"),
                        now.coldShare > 0.05 ? QStringLiteral("warn") : QString()));
    }
    if (const auto* f = std::get_if<Function>(&node.spec); f != nullptr && f->reservedConcurrency) {
        rows.append(row(QStringLiteral("Concurrency"),
                        limited(now.busySlots, *f->reservedConcurrency) + QStringLiteral(" reserved")));
    } else if (now.slots > 0) {
        rows.append(row(QStringLiteral("Busy slots"), limited(now.busySlots, now.slots)));
    }
    if (now.instances.total() > 0) {
        QString value = limited(now.instances.total() - now.instances.down, now.instanceLimit);
        if (now.instances.starting > 0) value += QStringLiteral(" (%1 starting)").arg(now.instances.starting);
        rows.append(
            row(QStringLiteral("Instances"), value, now.instances.starting > 0 ? QStringLiteral("warn") : QString()));
    }
    if (node.kind() == NodeKind::queue || node.kind() == NodeKind::stream) {
        rows.append(row(QStringLiteral("Backlog"), limited(now.waiting, now.waitingLimit)));
        rows.append(row(QStringLiteral("In flight"), countText(now.inFlightMessages)));
        rows.append(row(QStringLiteral("Oldest message"), latency(now.oldestAge)));
    } else if (now.waitingLimit > 0 || now.waiting > 0) {
        rows.append(row(QStringLiteral("Waiting"), limited(now.waiting, now.waitingLimit)));
    }
    for (const Figure& figure : now.figures) {
        rows.append(
            row(text::fromStd(figure.name), figureText(figure), figure.bad ? QStringLiteral("bad") : QString()));
    }
    return rows;
}

// "open"; of several "3 of 10 open, 1 half-open".
QString breakerText(const FlowSnapshot& now) {
    const BreakerCounts& all = now.breakers;
    const QString open = QStringLiteral("open"), halfOpen = QStringLiteral("half-open");
    if (all.total() <= 1)
        return all.worst() == BreakerState::closed ? QStringLiteral("closed")
               : all.worst() == BreakerState::open ? open
                                                   : halfOpen;
    const auto of = [&](std::int64_t count, const QString& word) {
        return QStringLiteral("%1 of %2 %3").arg(count).arg(all.total()).arg(word);
    };
    if (all.open == 0 && all.halfOpen == 0) return QStringLiteral("all %1 closed").arg(all.total());
    if (all.halfOpen == 0) return of(all.open, open);
    if (all.open == 0) return of(all.halfOpen, halfOpen);
    return of(all.open, open) + QStringLiteral(", %1 %2").arg(all.halfOpen).arg(halfOpen);
}

RowModel::Rows ofFlow(const FlowSnapshot& now) {
    RowModel::Rows rows{
        row(QStringLiteral("Sent"), rate(now.rate)),
        row(QStringLiteral("p99, as the caller sees it"), now.rate > 0 ? latency(now.p99) : QStringLiteral("–")),
        row(QStringLiteral("Errors"), share(now.errorShare), errorTone(now.errorShare))};
    if (now.breakers.total() > 0) {
        const bool shut = now.breakers.worst() == BreakerState::closed;
        rows.append(row(QStringLiteral("Circuit breaker"), breakerText(now),
                        shut ? QStringLiteral("good") : QStringLiteral("bad")));
    }
    return rows;
}

RowModel::Rows ofWhole(const RunSnapshot& now) {
    const auto number = [](std::uint64_t value) { return text::count(static_cast<double>(value)); };
    const double done = static_cast<double>(now.succeeded + now.failed);
    const double failedShare = done > 0 ? static_cast<double>(now.failed) / done : 0;
    return {row(QStringLiteral("Requests sent"), number(now.sent)),
            row(QStringLiteral("Succeeded"), number(now.succeeded)),
            row(QStringLiteral("Failed"), number(now.failed) + QStringLiteral(" · ") + share(failedShare),
                errorTone(failedShare)),
            row(QStringLiteral("In flight"), number(now.inFlight)),
            row(QStringLiteral("Events emulated"), number(now.events))};
}

RowModel::Rows ofBoundary(const RunSnapshot& snapshot, const std::set<std::size_t>& nodes) {
    NodeSnapshot sum;
    for (const std::size_t i : nodes) {
        if (i >= snapshot.nodes.size()) continue;
        const NodeSnapshot& node = snapshot.nodes[i];
        sum.throughput += node.throughput;
        sum.p99 = std::max(sum.p99, node.p99);
        sum.errorShare = std::max(sum.errorShare, node.errorShare);
        sum.waiting += node.waiting;
        sum.instances.busy += node.instances.total() - node.instances.down;
    }
    return {row(QStringLiteral("Throughput, all nodes"), rate(sum.throughput)),
            row(QStringLiteral("p99 of the slowest"), timeText(sum, sum.p99)),
            row(QStringLiteral("Errors of the worst"), share(sum.errorShare), errorTone(sum.errorShare)),
            row(QStringLiteral("Instances"), countText(sum.instances.busy)),
            row(QStringLiteral("Waiting"), countText(sum.waiting))};
}

}  // namespace

std::set<std::size_t> nodesIn(const Topology& topology, const std::string& boundary) {
    std::set<std::size_t> found;
    if (boundary.empty() || findBoundary(topology, boundary) == nullptr) return found;
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
        std::string in = topology.nodes[i].in;
        for (int depth = 0; !in.empty() && depth < kDepthMax; ++depth) {
            if (in == boundary) found.insert(i);
            const Boundary* next = findBoundary(topology, in);
            in = next == nullptr ? std::string{} : next->in;
        }
    }
    return found;
}

RowModel::Rows liveNumbers(const Topology& topology, const RunSnapshot& snapshot, const std::string& item,
                           double boundMs) {
    if (item.empty()) return ofWhole(snapshot);
    for (std::size_t i = 0; i < std::min(topology.nodes.size(), snapshot.nodes.size()); ++i) {
        if (topology.nodes[i].id == item) return ofNode(topology.nodes[i], snapshot.nodes[i], boundMs);
    }
    for (std::size_t i = 0; i < std::min(topology.flows.size(), snapshot.flows.size()); ++i) {
        if (flowName(topology.flows[i]) == item) return ofFlow(snapshot.flows[i]);
    }
    const auto nodes = nodesIn(topology, item);
    return nodes.empty() ? RowModel::Rows{} : ofBoundary(snapshot, nodes);
}

}  // namespace spillway
