#include "viewmodel/workspace.h"

#include "topology/words.h"
#include "viewmodel/fault_face.h"
#include "viewmodel/kind_face.h"
#include "viewmodel/text_format.h"

#include <QFileInfo>
#include <QKeySequence>
#include <QTimer>

#include <algorithm>

namespace spillway {
namespace {

constexpr int kMessageMs = 8000;

}  // namespace

Workspace::Workspace(const Places& places, QObject* parent)
    : QObject(parent),
      m_preferences(places.preferences),
      m_example(places.example),
      m_editing(m_document, m_selection),
      m_states(m_document),
      m_actions(m_preferences) {
    auto store = RunStore::open(places.runs.isEmpty() ? RunStore::defaultPath() : places.runs);
    if (store)
        m_store.emplace(std::move(*store));
    else
        m_storeProblem = text::fromStd(store.error().message);
    RunStore* kept = m_store ? &*m_store : nullptr;
    m_deck = std::make_unique<RunDeck>(m_document, m_session, kept);
    m_live = std::make_unique<LivePanel>(*m_deck, m_selection);
    m_executions = std::make_unique<ExecutionDesk>(*m_deck, m_states);
    m_traces = std::make_unique<TraceDesk>(*m_deck, m_selection);
    m_inspector = std::make_unique<Inspector>(m_document, m_selection, m_editing, *m_deck);
    m_commands = std::make_unique<CommandModel>(m_actions, m_document);
    m_outline = std::make_unique<OutlineModel>(m_document);
    m_facts = std::make_unique<FactsModel>(m_document);
    m_problems = std::make_unique<ProblemsModel>(m_document);
    m_check = std::make_unique<DesignCheck>(m_document);
    m_compare = std::make_unique<CompareDesk>(kept, m_storeProblem);
    m_faultMatrix = std::make_unique<FaultMatrix>(m_document, *m_deck, *m_compare);
    m_seedStudy = std::make_unique<SeedStudy>(*m_compare);
    m_loadStudy = std::make_unique<LoadStudy>(*m_compare);
    m_ship = std::make_unique<ShipDesk>(m_document);
    if (!m_storeProblem.isEmpty()) say(tr("Runs are not kept: %1").arg(m_storeProblem));

    connect(&m_document, &Document::changed, this, [this] {
        m_selection.prune(m_document.architecture().topology);
        Q_EMIT titleChanged();
        Q_EMIT faultsChanged();
    });
    connect(&m_document, &Document::modifiedChanged, this, &Workspace::titleChanged);
    connect(&m_document, &Document::pathChanged, this, &Workspace::titleChanged);
    connect(&m_document, &Document::historyChanged, &m_actions, &ActionTable::refresh);
    connect(&m_document, &Document::fileChangedOutside, this,
            [this] { Q_EMIT askReload(m_document.path(), modified()); });
    connect(&m_selection, &Selection::changed, this, [this] {
        Q_EMIT selectionTextChanged();
        Q_EMIT faultsChanged();
        m_actions.refresh();
    });
    connect(&m_editing, &Editing::reported, this, &Workspace::say);
    connect(&m_editing, &Editing::clipboardChanged, &m_actions, &ActionTable::refresh);
    connect(m_deck.get(), &RunDeck::phaseChanged, this, [this] {
        Q_EMIT faultsChanged();
        m_actions.refresh();
    });
    connect(m_deck.get(), &RunDeck::timelineChanged, &m_actions, &ActionTable::refresh);
    connect(m_deck.get(), &RunDeck::refused, this, &Workspace::say);
    connect(m_deck.get(), &RunDeck::compiled, m_problems.get(), &ProblemsModel::setCompiled);
    connect(m_check.get(), &DesignCheck::checked, m_problems.get(), &ProblemsModel::setChecked);
    connect(m_deck.get(), &RunDeck::runStored, m_compare.get(), &CompareDesk::refresh);
    connect(m_commands.get(), &CommandModel::chosen, this, &Workspace::reveal);
    connect(m_ship.get(), &ShipDesk::said, this, &Workspace::say);
    bindFile();
    bindEdit();
    bindView();
    bindArrange();
    bindRun();
    bindScenario();
    bindTools();
    bindWindow();
    bindStates();
    m_actions.refresh();
}

Workspace::~Workspace() = default;

void Workspace::setMode(const QString& mode) {
    if (mode == m_mode) return;
    m_mode = mode;
    m_ship->setActive(mode == QStringLiteral("ship"));
    if (mode == QStringLiteral("compare")) {
        m_compare->refresh();
        m_compare->chooseNewest();
    }
    Q_EMIT modeChanged();
    m_actions.refresh();
}

void Workspace::setTool(const QString& tool) {
    if (tool == m_tool) return;
    m_tool = tool;
    Q_EMIT toolChanged();
    m_actions.refresh();
}

QString Workspace::toolText() const {
    if (m_tool == QStringLiteral("hand")) return tr("Hand: drag to move the view");
    if (m_tool == QStringLiteral("lasso")) return tr("Lasso: draw around what to select");
    if (m_tool == QStringLiteral("space")) return tr("Make space: drag sideways or down");
    if (m_tool == QStringLiteral("connect"))
        return m_drawsEvents ? tr("Connect: drag an event from node to node")
                             : tr("Connect: drag a call from node to node");
    if (m_tool == QStringLiteral("create")) return tr("Create: click where the node goes");
    if (m_tool == QStringLiteral("boundary")) return tr("Boundary: drag a rectangle around what belongs together");
    return {};
}

void Workspace::setDrawsEvents(bool events) {
    if (events == m_drawsEvents) return;
    m_drawsEvents = events;
    Q_EMIT toolChanged();
    m_actions.refresh();
}

bool Workspace::canEdit(int itemsLeast) const { return drawing() && m_selection.count() >= itemsLeast; }

QString Workspace::title() const {
    const std::string& name = m_document.architecture().topology.name;
    if (!name.empty()) return text::fromStd(name);
    return m_document.path().isEmpty() ? tr("untitled") : QFileInfo(m_document.path()).completeBaseName();
}

QString Workspace::fileText() const {
    return m_document.path().isEmpty() ? tr("not saved yet") : QFileInfo(m_document.path()).fileName();
}

bool Workspace::empty() const { return m_document.architecture().topology.nodes.empty(); }

QString Workspace::selectionText() const {
    if (m_selection.count() == 0) return {};
    if (m_selection.count() > 1) return tr("%1 selected").arg(m_selection.count());
    return m_selection.single().replace(QStringLiteral(" -> "), QStringLiteral(" → "));
}

void Workspace::say(const QString& sentence) {
    m_message = sentence;
    Q_EMIT messageChanged();
    QTimer::singleShot(kMessageMs, this, [this, sentence] {
        if (m_message != sentence) return;
        m_message.clear();
        Q_EMIT messageChanged();
    });
}

std::optional<Fault> Workspace::faultNow(const QString& kind) const {
    if (!m_deck->active() || m_deck->ranArchitecture() == nullptr || m_selection.count() > 1) return std::nullopt;
    const auto known = fromWord<FaultKind>(kind.toStdString());
    if (!known) return std::nullopt;
    return faultByHand(*known, m_deck->ranArchitecture()->topology, m_selection.single().toStdString());
}

QVariantList Workspace::faultFaces() const {
    QVariantList faces;
    for (const auto& name : names(FaultKind{})) {
        const FaultFace& face = faceOf(name.value);
        faces.append(QVariantMap{{QStringLiteral("kind"), text::fromView(name.word)},
                                 {QStringLiteral("name"), text::fromView(face.name)},
                                 {QStringLiteral("tip"), text::fromView(face.does)},
                                 {QStringLiteral("atHand"), face.atHand}});
    }
    return faces;
}

bool Workspace::canInject(const QString& kind) const { return faultNow(kind).has_value(); }

void Workspace::injectFault(const QString& kind) {
    const auto fault = faultNow(kind);
    if (!fault) return;
    m_deck->inject(*fault);
    say(faultLabel(*fault));
}

void Workspace::keepFaults() { m_deck->keepInjected(); }

void Workspace::reveal(const QString& item) {
    if (item.isEmpty()) return;
    if (m_mode == QStringLiteral("compare") || m_mode == QStringLiteral("ship")) setMode(QStringLiteral("design"));
    if (m_states.node() != item) m_states.backTo(0);
    m_selection.select(item);
    Q_EMIT revealRequested(item);
}

void Workspace::addKind(const QString& kind) {
    if (kind == QStringLiteral("boundary")) return setTool(kind);
    // Right of everything drawn, so that it covers nothing; the canvas shows it.
    double right = 0;
    double top = 0;
    for (const auto& [id, box] : m_document.layout().boxes) {
        if (box.x + box.width > right) top = box.y;
        right = std::max(right, box.x + box.width);
    }
    const QString id = m_editing.addNode(kind, QPointF(right + 120, top + 60));
    if (id.isEmpty()) return;
    reveal(id);
    // From here the arrow keys move it and Del takes it away again.
    Q_EMIT canvasRequested(QStringLiteral("focus"));
}

void Workspace::useKind(const QString& purpose, const QString& kind) {
    const QString single = m_selection.single();
    if (purpose == QStringLiteral("replace")) return m_editing.replaceKind(single, kind);
    if (purpose != QStringLiteral("append")) return addKind(kind);
    const auto box = m_document.layout().boxes.find(single.toStdString());
    if (box == m_document.layout().boxes.end()) return;
    const QPointF right(box->second.x + box->second.width * 2.2, box->second.y + box->second.height / 2);
    reveal(m_editing.appendNode(single, kind, right, QStringLiteral("call")));
}

void Workspace::chooseFolder(const QUrl& folder) {
    if (folder.isLocalFile()) m_ship->setFolder(folder.toLocalFile());
}

QString Workspace::keysOf(int key, int modifiers) const {
    const bool modifierAlone = key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt ||
                               key == Qt::Key_Meta || key == Qt::Key_AltGr;
    return modifierAlone ? QString() : QKeySequence(key | modifiers).toString(QKeySequence::PortableText);
}

}  // namespace spillway
