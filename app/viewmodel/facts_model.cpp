#include "viewmodel/facts_model.h"

#include "document/document.h"
#include "platforms/stated_facts.h"
#include "viewmodel/text_format.h"

#include <algorithm>

namespace spillway {
namespace {

const StatedFact* findStated(const std::vector<StatedFact>& stated, const std::string& id) {
    const auto found = std::ranges::find(stated, id, &StatedFact::id);
    return found == stated.end() ? nullptr : &*found;
}

}  // namespace

FactsModel::FactsModel(Document& document, QObject* parent)
    : RowModel({QStringLiteral("factId"), QStringLiteral("sheet"), QStringLiteral("key"), QStringLiteral("value"),
                QStringLiteral("builtIn"), QStringLiteral("means"), QStringLiteral("source"), QStringLiteral("stated"),
                QStringLiteral("assumed"), QStringLiteral("first")},
               parent),
      m_document(document),
      m_builtIn(knownFacts(platformFacts())) {
    // A drag changes the document with every frame, and no fact.
    connect(&m_document, &Document::changed, this, [this] {
        if (m_document.architecture().topology.facts != m_stated) rebuild();
    });
    rebuild();
}

void FactsModel::setQuery(const QString& query) {
    if (query == m_query) return;
    m_query = query;
    rebuild();
    Q_EMIT queryChanged();
}

void FactsModel::setShown(const QString& shown) {
    if (shown == m_shown) return;
    m_shown = shown;
    rebuild();
    Q_EMIT shownChanged();
}

int FactsModel::statedCount() const { return static_cast<int>(m_document.architecture().topology.facts.size()); }

bool FactsModel::isShown(const FactNote& fact, bool stated) const {
    if (m_shown == QStringLiteral("stated") && !stated) return false;
    if (m_shown == QStringLiteral("assumed") && (stated || !fact.assumed)) return false;
    const QString text = text::fromStd(fact.id() + ' ' + fact.means);
    return std::ranges::all_of(m_query.split(QLatin1Char(' '), Qt::SkipEmptyParts),
                               [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

void FactsModel::rebuild() {
    const std::vector<StatedFact>& facts = m_stated = m_document.architecture().topology.facts;
    Rows rows;
    for (const FactNote& fact : m_builtIn) {
        const std::string id = fact.id();
        const StatedFact* stated = findStated(facts, id);
        if (!isShown(fact, stated != nullptr)) continue;
        rows.append(Row{text::fromStd(id), text::fromStd(fact.platform), text::fromStd(fact.key),
                        text::fromStd(stated ? stated->value : fact.value), text::fromStd(fact.value),
                        text::fromStd(fact.means), text::fromStd(stated ? stated->source : fact.source),
                        stated != nullptr, stated == nullptr && fact.assumed,
                        rows.isEmpty() || rows.last()[1].toString() != text::fromStd(fact.platform)});
    }
    setRows(rows);
    Q_EMIT statedCountChanged();
}

QString FactsModel::state(const QString& id, const QString& value) {
    const std::string name = id.toStdString();
    const std::string text = value.trimmed().toStdString();
    const auto builtIn = std::ranges::find(m_builtIn, name, &FactNote::id);
    if (builtIn == m_builtIn.end()) return tr("there is no fact \"%1\"").arg(id);
    if (text.empty() || text == builtIn->value) return forget(id), QString();
    std::vector<StatedFact> facts = m_document.architecture().topology.facts;
    const StatedFact* before = findStated(facts, name);
    if (before && before->value == text) return {};
    // A new one comes last: what somebody wrote keeps its lines.
    if (!before) facts.push_back({name, "", ""});
    std::ranges::find(facts, name, &StatedFact::id)->value = text;
    for (const Finding& problem : statedFacts(facts, platformFacts()).problems)
        if (problem.diagnostic.place.item == name) return text::fromStd(problem.diagnostic.sentence);
    replace(std::move(facts), tr("State %1").arg(id));
    return {};
}

void FactsModel::setSource(const QString& id, const QString& source) {
    std::vector<StatedFact> facts = m_document.architecture().topology.facts;
    const auto found = std::ranges::find(facts, id.toStdString(), &StatedFact::id);
    const std::string text = source.trimmed().toStdString();
    if (found == facts.end() || found->source == text) return;
    found->source = text;
    replace(std::move(facts), tr("Say who says %1").arg(id));
}

void FactsModel::forget(const QString& id) {
    std::vector<StatedFact> facts = m_document.architecture().topology.facts;
    if (std::erase_if(facts, [&](const StatedFact& fact) { return fact.id == id.toStdString(); }) > 0)
        replace(std::move(facts), tr("Take %1 as built in").arg(id));
}

void FactsModel::replace(std::vector<StatedFact> facts, const QString& label) {
    m_document.edit(ReplaceFacts{std::move(facts)}, label);
}

}  // namespace spillway
