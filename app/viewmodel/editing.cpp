#include "viewmodel/editing.h"

#include "document/auto_layout.h"
#include "viewmodel/edits/arrange.h"
#include "viewmodel/edits/clipboard.h"
#include "viewmodel/edits/reach.h"
#include "viewmodel/edits/structure.h"

#include <QClipboard>
#include <QGuiApplication>

#include <optional>

namespace spillway {
namespace {

template <class E>
std::optional<E> enumFrom(const QString& word) {
    for (const auto& name : names(E{})) {
        if (word == QLatin1String(name.word.data(), static_cast<qsizetype>(name.word.size()))) return name.value;
    }
    return std::nullopt;
}

std::optional<edits::Alignment> alignmentFrom(const QString& word) {
    using enum edits::Alignment;
    static const QStringList words{QStringLiteral("left"),   QStringLiteral("right"),  QStringLiteral("top"),
                                   QStringLiteral("middle"), QStringLiteral("bottom"), QStringLiteral("centre")};
    constexpr edits::Alignment kValues[] = {left, right, top, middle, bottom, centre};
    const auto at = words.indexOf(word);
    if (at < 0) return std::nullopt;
    return kValues[at];
}

edits::Point pointFrom(QPointF point) { return {point.x(), point.y()}; }
Box boxFrom(const QRectF& rect) { return {rect.x(), rect.y(), rect.width(), rect.height()}; }

}  // namespace

Editing::Editing(Document& document, Selection& selection, QObject* parent)
    : QObject{parent}, m_document{document}, m_selection{selection} {
    connect(&m_document, &Document::changed, this, [this] { m_selection.prune(m_document.architecture().topology); });
    if (qApp) connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, this, &Editing::clipboardChanged);
}

edits::Draft Editing::draft() const {
    edits::Draft draft;
    draft.state = {m_document.architecture(), m_document.layout()};
    for (const QString& item : m_selection.items()) draft.selection.push_back(item.toStdString());
    return draft;
}

void Editing::select(const std::vector<std::string>& items) {
    QStringList names;
    for (const std::string& item : items) names.append(QString::fromStdString(item));
    m_selection.set(names);
}

bool Editing::perform(const std::function<void(edits::Draft&)>& operation, const QString& mergeKey) {
    const edits::Draft before = draft();
    edits::Draft after = before;
    operation(after);
    const EditGroup group = edits::difference(before.state, after.state);
    if (!group.edits.empty()) m_document.edit(group, after.label, mergeKey);
    if (after.selection != before.selection) select(after.selection);
    for (const QString& note : after.notes) Q_EMIT reported(note);
    return !group.edits.empty();
}

QString Editing::addNode(const QString& kind, QPointF centre) {
    std::string id;
    if (const auto known = enumFrom<NodeKind>(kind)) {
        perform([&](edits::Draft& draft) { id = edits::addNode(draft, *known, pointFrom(centre)); });
    }
    return QString::fromStdString(id);
}

QString Editing::addBoundary(const QRectF& area) {
    std::string id;
    perform([&](edits::Draft& draft) { id = edits::addBoundary(draft, boxFrom(area)); });
    return QString::fromStdString(id);
}

void Editing::connectNodes(const QString& from, const QString& to, const QString& kind) {
    const auto known = enumFrom<FlowKind>(kind);
    if (known)
        perform([&](edits::Draft& draft) { edits::connect(draft, from.toStdString(), to.toStdString(), *known); });
}

QString Editing::appendNode(const QString& from, const QString& kind, QPointF centre, const QString& flowKind) {
    const auto node = enumFrom<NodeKind>(kind);
    const auto flow = enumFrom<FlowKind>(flowKind);
    std::string id;
    if (!node || !flow) return {};
    perform([&](edits::Draft& draft) {
        id = edits::addNode(draft, *node, pointFrom(centre));
        edits::connect(draft, from.toStdString(), id, *flow);
        draft.selection = {id};
    });
    return QString::fromStdString(id);
}

QString Editing::addNodeOnFlow(const QString& kind, const QString& flow, QPointF centre) {
    const auto known = enumFrom<NodeKind>(kind);
    std::string id;
    if (!known) return {};
    perform([&](edits::Draft& draft) {
        id = edits::addNode(draft, *known, pointFrom(centre));
        edits::insertOnFlow(draft, id, flow.toStdString());
    });
    return QString::fromStdString(id);
}

void Editing::insertOnFlow(const QString& node, const QString& flow) {
    perform([&](edits::Draft& draft) { edits::insertOnFlow(draft, node.toStdString(), flow.toStdString()); });
}

void Editing::removeSelection() { perform(&edits::removeSelection); }
void Editing::removeAndReconnect() { perform(&edits::removeAndReconnect); }

bool Editing::rename(const QString& from, const QString& to) {
    return perform([&](edits::Draft& draft) { edits::rename(draft, from.toStdString(), to.toStdString()); });
}

void Editing::replaceKind(const QString& node, const QString& kind) {
    const auto known = enumFrom<NodeKind>(kind);
    if (known) perform([&](edits::Draft& draft) { edits::replaceKind(draft, node.toStdString(), *known); });
}

void Editing::reverseFlow(const QString& flow) {
    perform([&](edits::Draft& draft) { edits::reverseFlow(draft, flow.toStdString()); });
}

void Editing::setFlowKind(const QString& flow, const QString& kind) {
    const auto known = enumFrom<FlowKind>(kind);
    if (known) perform([&](edits::Draft& draft) { edits::setFlowKind(draft, flow.toStdString(), *known); });
}

void Editing::group() { perform(&edits::group); }
void Editing::ungroup() { perform(&edits::ungroup); }

void Editing::move(double dx, double dy) {
    perform([&](edits::Draft& draft) { edits::move(draft, dx, dy); });
}

void Editing::moveOntoFlow(const QString& node, double dx, double dy, const QString& flow) {
    perform([&](edits::Draft& draft) {
        draft.selection = {node.toStdString()};
        edits::move(draft, dx, dy);
        edits::insertOnFlow(draft, node.toStdString(), flow.toStdString());
    });
}

void Editing::nudge(double dx, double dy) {
    const QString key = QStringLiteral("nudge ") + m_selection.items().join(QLatin1Char(','));
    perform([&](edits::Draft& draft) { edits::move(draft, dx, dy); }, key);
}

void Editing::resize(const QString& item, const QRectF& box) {
    perform([&](edits::Draft& draft) { edits::resize(draft, item.toStdString(), boxFrom(box)); });
}

void Editing::align(const QString& where) {
    const auto known = alignmentFrom(where);
    if (known) perform([&](edits::Draft& draft) { edits::align(draft, *known); });
}

void Editing::distribute(bool horizontally) {
    perform([&](edits::Draft& draft) {
        edits::distribute(draft, horizontally ? edits::Axis::horizontal : edits::Axis::vertical);
    });
}

void Editing::setCollapsed(const QStringList& boundaries, bool collapsed) {
    std::vector<std::string> ids;
    for (const QString& id : boundaries) ids.push_back(id.toStdString());
    if (boundaries.isEmpty()) {
        for (const Boundary& boundary : m_document.architecture().topology.boundaries) ids.push_back(boundary.id);
    }
    perform([&](edits::Draft& draft) { edits::setCollapsed(draft, ids, collapsed); });
}

bool Editing::isCollapsed(const QString& boundary) const {
    const auto box = m_document.layout().boxes.find(boundary.toStdString());
    return box != m_document.layout().boxes.end() && box->second.collapsed;
}

void Editing::toGrid() { perform(&edits::toGrid); }

void Editing::makeSpace(bool horizontally, double from, double by) {
    perform([&](edits::Draft& draft) {
        edits::makeSpace(draft, horizontally ? edits::Axis::horizontal : edits::Axis::vertical, from, by);
    });
}

void Editing::tidy() {
    perform([](edits::Draft& draft) {
        Layout tidied = automaticLayout(draft.state.architecture.topology);
        for (auto& [id, box] : tidied.boxes) {
            const auto was = draft.state.layout.boxes.find(id);
            box.collapsed = was != draft.state.layout.boxes.end() && was->second.collapsed;
        }
        draft.state.layout = std::move(tidied);
        draft.label = QStringLiteral("Tidy up");
    });
}

void Editing::copy() {
    const std::string text = edits::copyText(draft());
    if (!text.empty()) QGuiApplication::clipboard()->setText(QString::fromStdString(text));
}

void Editing::cut() {
    copy();
    removeSelection();
}

void Editing::paste() {
    const std::string text = QGuiApplication::clipboard()->text().toStdString();
    perform([&](edits::Draft& draft) { edits::paste(draft, text, std::nullopt); });
}

void Editing::pasteAt(QPointF topLeft) {
    const std::string text = QGuiApplication::clipboard()->text().toStdString();
    perform([&](edits::Draft& draft) { edits::paste(draft, text, pointFrom(topLeft)); });
}

void Editing::duplicate() { clone(3 * edits::kGrid, 3 * edits::kGrid); }

void Editing::clone(double dx, double dy) {
    perform([&](edits::Draft& draft) { edits::duplicate(draft, dx, dy); });
}

bool Editing::canPaste() const { return QGuiApplication::clipboard()->text().startsWith(QLatin1String("spillway:")); }

void Editing::selectAll() {
    std::vector<std::string> items;
    for (const Boundary& boundary : m_document.architecture().topology.boundaries) items.push_back(boundary.id);
    for (const Node& node : m_document.architecture().topology.nodes) items.push_back(node.id);
    select(items);
}

void Editing::selectUpstream() {
    select(edits::reached(m_document.architecture().topology, draft().selection, edits::Reach::upstream));
}
void Editing::selectDownstream() {
    select(edits::reached(m_document.architecture().topology, draft().selection, edits::Reach::downstream));
}
void Editing::selectConnected() {
    select(edits::reached(m_document.architecture().topology, draft().selection, edits::Reach::connected));
}

}  // namespace spillway
