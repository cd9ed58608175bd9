#include "canvas/canvas_item.h"
#include "viewmodel/edits/arrange.h"

#include <QHash>
#include <QKeyEvent>

#include <optional>

// The keyboard: tools, view, edits, and walking over the drawing.
namespace spillway {
namespace {

constexpr double kNudge = edits::kGrid;
constexpr double kNudgeFar = 5 * edits::kGrid;

std::optional<Direction> directionOf(int key) {
    switch (key) {
        case Qt::Key_Left: return Direction::left;
        case Qt::Key_Right: return Direction::right;
        case Qt::Key_Up: return Direction::up;
        case Qt::Key_Down: return Direction::down;
        default: return std::nullopt;
    }
}

QPointF stepOf(Direction direction, double length) {
    switch (direction) {
        case Direction::left: return {-length, 0};
        case Direction::right: return {length, 0};
        case Direction::up: return {0, -length};
        case Direction::down: break;
    }
    return {0, length};
}

}  // namespace

void CanvasItem::keyPressEvent(QKeyEvent* event) {
    event->setAccepted(m_editing &&
                       (viewKey(event) || walkKey(event) || (!m_readOnly && editKey(event)) || toolKey(event)));
}

bool CanvasItem::toolKey(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceHeld = true;
        showCursor({});
        return true;
    }
    if (event->modifiers() != Qt::NoModifier) return false;
    static const QHash<int, QString> kTools{
        {Qt::Key_V, QStringLiteral("select")},  {Qt::Key_H, QStringLiteral("hand")},
        {Qt::Key_L, QStringLiteral("lasso")},   {Qt::Key_S, QStringLiteral("space")},
        {Qt::Key_C, QStringLiteral("connect")}, {Qt::Key_N, QStringLiteral("create")},
        {Qt::Key_B, QStringLiteral("boundary")}};
    const auto tool = kTools.find(event->key());
    if (tool == kTools.end()) return false;
    setTool(*tool);
    return true;
}

bool CanvasItem::viewKey(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        cancel();
        return true;
    }
    if (!event->modifiers().testFlag(Qt::ControlModifier)) return false;
    switch (event->key()) {
        case Qt::Key_0: zoomTo(1); return true;
        case Qt::Key_1: fit(); return true;
        case Qt::Key_Equal:
        case Qt::Key_Plus: zoomBy(1.25); return true;
        case Qt::Key_Minus: zoomBy(0.8); return true;
        case Qt::Key_A: m_editing->selectAll(); return true;
        default: return false;
    }
}

bool CanvasItem::editKey(QKeyEvent* event) {
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
        if (control)
            m_editing->removeAndReconnect();
        else
            m_editing->removeSelection();
        return true;
    }
    const auto direction = directionOf(event->key());
    if (direction && m_selection->count() > 0 && (m_overlay.focused.isEmpty() || control)) {
        const QPointF by = stepOf(*direction, event->modifiers().testFlag(Qt::ShiftModifier) ? kNudgeFar : kNudge);
        m_editing->nudge(by.x(), by.y());
        return true;
    }
    if (event->key() == Qt::Key_F2 && !m_selection->single().isEmpty() && !Selection::isFlow(m_selection->single())) {
        Q_EMIT renameRequested(m_selection->single(), itemRect(m_selection->single()));
        return true;
    }
    if (!control) return false;
    switch (event->key()) {
        case Qt::Key_C: m_editing->copy(); return true;
        case Qt::Key_X: m_editing->cut(); return true;
        case Qt::Key_V: m_editing->paste(); return true;
        case Qt::Key_D: m_editing->duplicate(); return true;
        default: return false;
    }
}

void CanvasItem::focusOn(const QString& item) {
    if (item.isEmpty()) return;
    m_selection->select(item);
    m_overlay.focused = item;
    reveal(item);
    update();
}

// Tab and arrows go from node to node; Alt+Left and Alt+Right from a node to the flows into and out of it; [ and ] go
// out of and into boundaries.
bool CanvasItem::walkKey(QKeyEvent* event) {
    const QString at = m_overlay.focused.isEmpty() ? m_selection->single() : m_overlay.focused;
    const bool alt = event->modifiers().testFlag(Qt::AltModifier);
    const auto index = m_scene.nodeIndex.find(at.toStdString());
    const bool onNode = index != m_scene.nodeIndex.end();
    if (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab) {
        const bool back = event->key() == Qt::Key_Backtab || event->modifiers().testFlag(Qt::ShiftModifier);
        const std::size_t count = m_scene.nodes.size();
        if (count == 0 || (onNode && (back ? index->second == 0 : index->second + 1 == count))) return false;
        focusOn(m_scene.nodes[!onNode ? (back ? count - 1 : 0) : back ? index->second - 1 : index->second + 1].id);
        return true;
    }
    const auto direction = directionOf(event->key());
    if (alt && onNode && (direction == Direction::left || direction == Direction::right)) {
        for (const SceneFlow& flow : m_scene.flows) {
            if (flow.deadLetters || (direction == Direction::right ? flow.from : flow.to) != index->second) continue;
            focusOn(flow.name);
            return true;
        }
        return true;
    }
    if (direction && !m_overlay.focused.isEmpty() && event->modifiers() == Qt::NoModifier) {
        for (const SceneFlow& flow : m_scene.flows) {
            if (flow.deadLetters || flow.name != at) continue;
            focusOn(m_scene.nodes[direction == Direction::left || direction == Direction::up ? flow.from : flow.to].id);
            return true;
        }
        focusOn(nextNode(m_scene, at, *direction));
        return true;
    }
    if (event->key() == Qt::Key_BracketLeft) {
        const auto boundary = m_scene.boundaryIndex.find(at.toStdString());
        const std::size_t parent = onNode ? m_scene.nodes[index->second].boundary
                                   : boundary != m_scene.boundaryIndex.end()
                                       ? m_scene.boundaries[boundary->second].parent
                                       : 0;
        if (parent != 0) focusOn(m_scene.boundaries[parent - 1].id);
        return true;
    }
    if (event->key() == Qt::Key_BracketRight) {
        const auto boundary = m_scene.boundaryIndex.find(at.toStdString());
        if (boundary == m_scene.boundaryIndex.end()) return true;
        for (const SceneNode& node : m_scene.nodes) {
            if (node.boundary != boundary->second + 1) continue;
            focusOn(node.id);
            break;
        }
        return true;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !at.isEmpty()) {
        Q_EMIT activated(at);
        return true;
    }
    return false;
}

void CanvasItem::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return event->ignore();
    m_spaceHeld = false;
    showCursor({});
}

void CanvasItem::focusOutEvent(QFocusEvent* event) {
    m_spaceHeld = false;
    m_overlay.focused.clear();
    update();
    QQuickPaintedItem::focusOutEvent(event);
}

// First what is under way, then the tool, then the selection, then the boundary the view is in.
void CanvasItem::cancel() {
    m_edgeTimer.stop();
    if (m_gesture) {
        const auto gesture = std::move(m_gesture);
        gesture->cancel();
    } else if (m_tool != QLatin1String("select")) {
        setTool(QStringLiteral("select"));
    } else if (m_selection && (m_selection->count() > 0 || !m_overlay.focused.isEmpty())) {
        m_overlay.focused.clear();
        m_selection->clear();
    } else if (!m_drilled.isEmpty()) {
        m_drilled.clear();
        fit();
    }
    refreshOverlay();
}

}  // namespace spillway
