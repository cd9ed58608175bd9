#include "viewmodel/compare_desk.h"

#include <algorithm>
#include <iterator>

// The table of the comparison.
namespace spillway {

// What studies beside the run itself say of it.
std::vector<Measure> CompareDesk::studied(const Chosen& chosen) const {
    std::vector<Measure> found;
    const LoadCurve* loads = loadsOf(chosen.run.number);
    for (const LoadPoint& point : loads == nullptr ? LoadCurve{} : *loads) {
        if (point.factor == 3) found.push_back(succeedingShare(tr("Succeed under load ×3"), point.succeeded));
        if (point.factor != 0.1) continue;
        found.push_back(monthlyCost(point.cost));
        found.back().label = tr("Cost at a tenth of the load");
    }
    const auto radius = m_blastRadius.find(chosen.run.number);
    if (radius != m_blastRadius.end()) found.push_back(lostShare(tr("Lost to the worst single fault"), radius->second));
    return found;
}

void CompareDesk::showMeasures() {
    QStringList labels;
    for (const Chosen& chosen : m_chosen) {
        for (const Measure& measure : chosen.measures) {
            if (!labels.contains(measure.label)) labels.append(measure.label);
        }
    }
    // What studies add stands with what users get and pay, above what it took.
    qsizetype at = labels.indexOf(monthlyCost({}).label) + 1;
    for (const Chosen& chosen : m_chosen) {
        for (const Measure& measure : studied(chosen)) {
            if (!labels.contains(measure.label)) labels.insert(at++, measure.label);
        }
    }
    RowModel::Rows rows;
    for (const QString& label : labels) rows.append(measureRow(label));
    m_measures.setRows(rows);
    showCauses();
}

RowModel::Row CompareDesk::measureRow(const QString& label) const {
    QStringList cells, spreads;
    std::vector<std::optional<double>> values;
    std::vector<double> halfWidths;
    std::vector<Measure> known;
    std::vector<std::vector<Measure>> seeds;
    for (const Chosen& chosen : m_chosen) {
        const SeedSummary* summary = seedsOf(chosen.run.number);
        if (summary != nullptr) seeds.push_back(summary->of(label));
        std::vector<Measure> own = chosen.measures;
        std::ranges::copy(studied(chosen), std::back_inserter(own));
        const auto at = std::ranges::find(own, label, &Measure::label);
        std::optional<Measure> measure = at == own.end() ? std::nullopt : std::optional{*at};
        if (summary != nullptr && !seeds.back().empty()) measure = overSeeds(seeds.back());
        cells.append(measure ? measure->text : QStringLiteral("–"));
        spreads.append(measure && measure->halfWidth ? QStringLiteral("±") + measure->write(*measure->halfWidth)
                                                     : QString());
        values.push_back(measure && measure->ranked ? measure->value : std::nullopt);
        halfWidths.push_back(measure ? measure->halfWidth.value_or(0) : 0);
        if (measure) known.push_back(*measure);
    }
    const Ranked ranked = rank(values, known.front().lessIsBetter, halfWidths, cells);
    QString differs;
    if (paired() && known.size() == 2) {
        const bool seeded = seeds.size() == 2 && !seeds[0].empty() && !seeds[1].empty();
        differs = seeded ? pairedDifference(seeds[0], seeds[1]) : difference(known[0], known[1]);
    }
    return {label,
            cells,
            spreads,
            QStringList(ranked.tones.begin(), ranked.tones.end()),
            QStringList(ranked.signs.begin(), ranked.signs.end()),
            differs};
}

}  // namespace spillway
