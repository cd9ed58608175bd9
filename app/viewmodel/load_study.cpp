#include "viewmodel/load_study.h"

#include "topology/validate.h"
#include "viewmodel/compare_desk.h"
#include "viewmodel/text_format.h"

#include <algorithm>
#include <array>

namespace spillway {
namespace {

// Close together around the load as drawn, where designs mostly bend; a tenth and three times are rows of the table.
constexpr std::array kFactors{0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0};

}  // namespace

LoadPoint loadPointOf(const SweepPoint& point) {
    const RunReport& report = point.report;
    LoadPoint seen{.factor = point.factor, .cost = point.cost};
    const double seconds = toSeconds(report.end);
    if (seconds > 0) seen.offered = static_cast<double>(report.sent) / seconds;
    for (const NodeReport& node : report.nodes) {
        if (isSource(node.kind)) seen.p99Ms = std::max(seen.p99Ms, toMilliseconds(node.response.p99));
    }
    const double ended = static_cast<double>(report.succeeded + total(report.failed));
    if (ended > 0) seen.succeeded = static_cast<double>(report.succeeded) / ended;
    return seen;
}

LoadStudy::LoadStudy(CompareDesk& desk, QObject* parent) : Study(parent), m_desk(desk) {
    say(tr("where each design bends: p99 at a tenth to four times the load; pale where over 1 % fail"));
}

void LoadStudy::start() {
    auto runs = m_desk.chosenAgain();
    if (!runs) return say(text::fromStd(runs.error().message));
    if (runs->empty()) return say(tr("Choose a run first."));
    say(tr("running each design under more and less load …"));
    begin(
        [this, runs = *std::move(runs)](const Tell& tell, const Post& post) {
            for (std::size_t i = 0; i < runs.size(); ++i) {
                SweepOptions options;
                options.factors = {kFactors.begin(), kFactors.end()};
                options.threads = std::max(1U, std::thread::hardware_concurrency());
                options.until = runs[i].until;
                options.prices = &listPrices();
                bool going = true;
                const Sweep swept = sweep(runs[i].topology, runs[i].scenario, options, [&](double own) {
                    return going = tell((static_cast<double>(i) + own) / static_cast<double>(runs.size()));
                });
                LoadCurve curve;
                for (const SweepPoint& point : swept.points) curve.push_back(loadPointOf(point));
                std::ranges::sort(curve, {}, &LoadPoint::factor);
                if (!curve.empty()) post([this, number = runs[i].number, curve] { m_desk.keepLoads(number, curve); });
                if (!going) return;
            }
        },
        [this](bool stopped) {
            const QString what =
                tr("where each design bends: p99 at a tenth to four times the load; pale where over 1 % fail");
            say(stopped ? tr("%1; stopped early").arg(what) : what);
        });
}

}  // namespace spillway
