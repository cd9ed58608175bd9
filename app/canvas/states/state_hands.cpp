#include "canvas/states/state_canvas.h"

#include <QCursor>
#include <QMimeData>

#include <cmath>

// Mouse, wheel, keys and drops on a workflow's states.
namespace spillway {
namespace {

const QString kStateMime = QStringLiteral("application/x-spillway-state");
constexpr double kKnobReach = 9;

}  // namespace

bool StateCanvas::knobAt(QPointF world, QString& state, bool& error) const {
    const double reach = kKnobReach / std::max(m_camera.zoom, 0.5);
    const auto near = [&](QPointF knob) { return std::hypot(knob.x() - world.x(), knob.y() - world.y()) <= reach; };
    // Half of a knob is beyond the edge of its state; what is inside another comes first.
    for (auto shape = m_scene.shapes.rbegin(); shape != m_scene.shapes.rend(); ++shape) {
        const bool goesOn = shape->type != QLatin1String("Succeed") && shape->type != QLatin1String("Fail");
        state = shape->id;
        error = catches(*shape) && near(errorKnob(shape->box, m_scene.down));
        if (error || (goesOn && near(nextKnob(shape->box, m_scene.down)))) return true;
    }
    return false;
}

QString StateCanvas::itemAt(QPointF screen) const { return m_scene.at(m_camera.toWorld(screen), 6 / m_camera.zoom); }

void StateCanvas::mousePressEvent(QMouseEvent* event) {
    forceActiveFocus(Qt::MouseFocusReason);
    m_overlay.focused.clear();
    event->accept();
    if (!m_desk || m_hand != Hand::idle) return;
    m_grip = event->position();
    const QPointF world = m_camera.toWorld(m_grip);
    if (event->button() == Qt::MiddleButton || m_spaceHeld) {
        m_hand = Hand::panning;
        return setCursor(Qt::ClosedHandCursor);
    }
    if (event->button() == Qt::RightButton) {
        const QString item = itemAt(m_grip);
        m_desk->select(item);
        const QString part = item.isEmpty()          ? QStringLiteral("ground")
                             : m_desk->isState(item) ? QStringLiteral("state")
                                                     : QStringLiteral("transition");
        return Q_EMIT contextMenuRequested(part, m_grip);
    }
    if (knobAt(world, m_wayFrom, m_overlay.wayIsError)) {
        m_hand = Hand::drawing;
        const QRectF box = m_scene.boxOf(m_wayFrom);
        m_overlay.wayFrom = m_overlay.wayIsError ? errorKnob(box, m_scene.down) : nextKnob(box, m_scene.down);
        m_overlay.wayTo = world;
        m_overlay.drawsWay = true;
        return update();
    }
    m_desk->select(itemAt(m_grip));
    if (m_desk->selected().isEmpty()) m_hand = Hand::panning;
}

void StateCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (m_hand == Hand::panning) setCamera(m_camera.panned(event->position() - m_grip));
    m_grip = event->position();
    if (m_hand != Hand::drawing) return;
    m_overlay.wayTo = m_camera.toWorld(m_grip);
    const QString over = m_scene.stateAt(m_overlay.wayTo);
    m_overlay.hovered = over == m_wayFrom ? QString() : over;
    update();
}

void StateCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const Hand was = m_hand;
    m_hand = Hand::idle;
    m_overlay.drawsWay = false;
    unsetCursor();
    update();
    if (was != Hand::drawing || !m_desk) return;
    const QPointF world = m_camera.toWorld(event->position());
    const QString to = m_scene.stateAt(world);
    const QPointF moved = world - m_overlay.wayFrom;
    if (std::hypot(moved.x(), moved.y()) * m_camera.zoom < 2 * kKnobReach) return m_desk->select(m_wayFrom);
    const QString from = m_wayFrom;
    const bool isInside = !to.isEmpty() && from.startsWith(to + QLatin1Char('/'));
    if (!to.isEmpty() && !isInside) return m_desk->connectStates(from, to, m_overlay.wayIsError);
    if (!m_overlay.wayIsError) Q_EMIT offerRequested(from, event->position());
}

void StateCanvas::mouseUngrabEvent() {
    m_hand = Hand::idle;
    m_overlay.drawsWay = false;
    update();
}

void StateCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    m_hand = Hand::idle;
    m_overlay.drawsWay = false;
    if (event->button() != Qt::LeftButton || !m_desk) return;
    const QString item = itemAt(event->position());
    if (item.isEmpty() || m_desk->openCalled(item)) return;
    m_desk->select(item);
    const std::size_t found = m_scene.find(item);
    if (found == StateScene::npos)
        Q_EMIT activated(item);
    else if (m_scene.shapes[found].holds &&
             m_camera.toWorld(event->position()).y() > m_scene.shapes[found].box.top() + 34)
        setCamera(Camera::fitting(m_scene.shapes[found].box, QRectF(QPointF(), size()), 48));
    else
        Q_EMIT renameRequested(item, stateRect(item));
}

void StateCanvas::hoverMoveEvent(QHoverEvent* event) {
    if (m_hand != Hand::idle) return;
    QString state;
    bool error = false;
    const bool onKnob = knobAt(m_camera.toWorld(event->position()), state, error);
    setCursor(m_spaceHeld ? Qt::OpenHandCursor : onKnob ? Qt::CrossCursor : Qt::ArrowCursor);
    const QString item = onKnob ? state : itemAt(event->position());
    if (item == m_overlay.hovered) return;
    m_overlay.hovered = item;
    update();
}

void StateCanvas::hoverLeaveEvent(QHoverEvent*) {
    m_overlay.hovered.clear();
    update();
}

void StateCanvas::wheelEvent(QWheelEvent* event) {
    const QPointF delta =
        event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
    event->accept();
    if (event->modifiers().testFlag(Qt::ControlModifier))
        return setCamera(m_camera.zoomedAt(event->position(), std::exp(delta.y() * 0.004)));
    const bool sideways = event->modifiers().testFlag(Qt::ShiftModifier) && delta.x() == 0;
    setCamera(m_camera.panned(sideways ? QPointF(delta.y(), 0) : delta));
}

void StateCanvas::keyPressEvent(QKeyEvent* event) {
    if (!m_desk) return event->ignore();
    const QString selected = m_desk->selected();
    switch (event->key()) {
        case Qt::Key_Space: m_spaceHeld = true; return;
        case Qt::Key_Escape:
            // First what is being drawn, then the selection, then the workflow.
            if (m_hand == Hand::drawing)
                mouseUngrabEvent();
            else if (!selected.isEmpty())
                m_desk->select({});
            else
                m_desk->back();
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!selected.isEmpty() && !m_desk->openCalled(selected)) Q_EMIT activated(selected);
            return;
        case Qt::Key_F2:
            if (m_desk->isState(selected)) Q_EMIT renameRequested(selected, stateRect(selected));
            return;
        case Qt::Key_Delete:
        case Qt::Key_Backspace: return m_desk->removeSelected(event->modifiers().testFlag(Qt::ControlModifier));
        default: event->setAccepted(walk(event->key(), event->modifiers()));
    }
}

// Tab goes through the states in their order, arrows to the nearest; Alt with left or right to the ways in and out.
bool StateCanvas::walk(int key, Qt::KeyboardModifiers modifiers) {
    const std::size_t at = m_scene.find(m_desk->selected());
    if (key == Qt::Key_Tab || key == Qt::Key_Backtab) {
        const bool isBack = key == Qt::Key_Backtab || modifiers.testFlag(Qt::ShiftModifier);
        const std::size_t count = m_scene.shapes.size();
        if (count == 0 || (at != StateScene::npos && (isBack ? at == 0 : at + 1 == count))) return false;
        focusOn(m_scene.shapes[at == StateScene::npos ? (isBack ? count - 1 : 0) : isBack ? at - 1 : at + 1].id);
        return true;
    }
    if (key != Qt::Key_Left && key != Qt::Key_Right && key != Qt::Key_Up && key != Qt::Key_Down) return false;
    const bool ahead = key == Qt::Key_Right || key == Qt::Key_Down;
    if (at == StateScene::npos) {
        const auto line = std::find_if(m_scene.lines.begin(), m_scene.lines.end(),
                                       [&](const StateLine& each) { return each.id == m_desk->selected(); });
        if (line != m_scene.lines.end())
            focusOn(m_scene.shapes[ahead ? line->way.to : line->way.from].id);
        else if (!m_scene.shapes.empty())
            focusOn(m_scene.shapes.front().id);
        return true;
    }
    if (!modifiers.testFlag(Qt::AltModifier)) {
        focusOn(nextState(m_desk->selected(), key));
        return true;
    }
    const auto line = std::find_if(m_scene.lines.begin(), m_scene.lines.end(),
                                   [&](const StateLine& each) { return (ahead ? each.way.from : each.way.to) == at; });
    if (line != m_scene.lines.end()) focusOn(line->id);
    return true;
}

// As the drawing's arrow keys: near, and in that direction.
QString StateCanvas::nextState(const QString& from, int key) const {
    const QPointF at = m_scene.boxOf(from).center();
    QString best;
    double least = 1e18;
    for (const StateShape& shape : m_scene.shapes) {
        if (shape.id == from) continue;
        const QPointF by = shape.box.center() - at;
        const bool level = key == Qt::Key_Left || key == Qt::Key_Right;
        const double along = level ? by.x() : by.y(), across = level ? by.y() : by.x();
        const double ahead = key == Qt::Key_Left || key == Qt::Key_Up ? -along : along;
        if (ahead <= 1) continue;
        const double cost = ahead + 2.5 * std::abs(across);
        if (cost >= least) continue;
        least = cost;
        best = shape.id;
    }
    return best;
}

void StateCanvas::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) m_spaceHeld = false;
}

void StateCanvas::focusOutEvent(QFocusEvent* event) {
    m_spaceHeld = false;
    m_overlay.focused.clear();
    update();
    QQuickPaintedItem::focusOutEvent(event);
}

void StateCanvas::dragEnterEvent(QDragEnterEvent* event) {
    event->setAccepted(m_desk && event->mimeData()->hasFormat(kStateMime));
}

void StateCanvas::dragMoveEvent(QDragMoveEvent* event) {
    m_overlay.hovered = itemAt(event->position());
    event->acceptProposedAction();
    update();
}

// On a state or a way: after it; on empty ground: beside everything.
void StateCanvas::dropEvent(QDropEvent* event) {
    const QString type = QString::fromUtf8(event->mimeData()->data(kStateMime));
    m_desk->select(itemAt(event->position()));
    m_desk->addState(type);
    forceActiveFocus();
    event->acceptProposedAction();
}

}  // namespace spillway
