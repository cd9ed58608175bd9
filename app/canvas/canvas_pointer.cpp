#include "canvas/canvas_item.h"

#include <QCursor>
#include <QMimeData>
#include <QNativeGestureEvent>

#include <algorithm>
#include <cmath>

// Mouse, wheel, pinch and drops.
namespace spillway {
namespace {

const QString kKindMime = QStringLiteral("application/x-spillway-kind");

QString kindIn(const QMimeData* data) {
    return data->hasFormat(kKindMime) ? QString::fromUtf8(data->data(kKindMime)) : QString();
}

// Pixels a frame that the view moves while the pointer is held near an edge: the nearer, the faster.
QPointF edgePush(QPointF pointer, QSizeF view) {
    constexpr double kReach = 28;
    constexpr double kMost = 14;
    const auto push = [](double at, double length) {
        const double near = std::max(0.0, kReach - at), far = std::max(0.0, at - (length - kReach));
        return kMost * (std::min(1.0, far / kReach) - std::min(1.0, near / kReach));
    };
    return {push(pointer.x(), view.width()), push(pointer.y(), view.height())};
}

bool isHandleCursorSlanted(int handle) { return handle == 0 || handle == 4; }

}  // namespace

Target CanvasItem::targetAt(QPointF screen) const {
    for (const ZoneChip& chip : zoneChips(m_scene, size())) {
        if (chip.frame.contains(screen))
            return {Target::Part::boundaryTitle, m_scene.zones[chip.zone].id, Side::right, 0};
    }
    PickOptions options;
    options.reach = 6 / m_camera.zoom;
    if (!m_readOnly && m_camera.zoom >= Camera::kTextZoom) {
        options.ports = m_overlay.hovered;
        if (m_selection) options.handles = m_selection->single();
    }
    return pick(m_scene, m_camera.toWorld(screen), options);
}

void CanvasItem::begin(std::unique_ptr<Gesture> gesture) { m_gesture = std::move(gesture); }

void CanvasItem::mousePressEvent(QMouseEvent* event) {
    forceActiveFocus(Qt::MouseFocusReason);
    m_overlay.focused.clear();
    const QPointF world = m_camera.toWorld(event->position());
    event->accept();
    if (!m_editing || m_gesture) return;
    if (event->button() == Qt::MiddleButton || m_spaceHeld || m_tool == QLatin1String("hand")) {
        setCursor(Qt::ClosedHandCursor);
        return begin(panGesture(*this, event->position()));
    }
    // The pointer may have come without hovering first (touch, a test): its ports count all the same.
    const Target bare = pick(m_scene, world, {6 / m_camera.zoom, {}, {}});
    if (m_overlay.hovered.isEmpty() && bare.part == Target::Part::node) m_overlay.hovered = bare.item;
    const Target target = targetAt(event->position());
    if (event->button() == Qt::RightButton) {
        if (!target.isNothing() && !m_selection->contains(target.item)) m_selection->select(target.item);
        const bool isNode =
            (target.part == Target::Part::node || target.part == Target::Part::port) && !isGroup(target.item);
        const QString part = target.isNothing()                  ? QStringLiteral("ground")
                             : isNode                            ? QStringLiteral("node")
                             : target.part == Target::Part::flow ? QStringLiteral("flow")
                                                                 : QStringLiteral("boundary");
        Q_EMIT contextMenuRequested(part, target.item, event->position());
        return;
    }
    if (minimapFrame().contains(event->position())) {
        centreOnMinimap(event->position());
        return begin(minimapGesture(*this));
    }
    begin(m_tool == QLatin1String("select") ? gestureFor(target, world, event) : toolGesture(target, world));
}

std::unique_ptr<Gesture> CanvasItem::toolGesture(const Target& target, QPointF world) {
    if (m_tool == QLatin1String("lasso")) return lassoGesture(*this, world);
    if (m_readOnly) return nullptr;
    if (m_tool == QLatin1String("boundary")) return boundaryGesture(*this, world);
    if (m_tool == QLatin1String("space")) return spaceGesture(*this, world);
    const bool onNode =
        (target.part == Target::Part::node || target.part == Target::Part::port) && !isGroup(target.item);
    if (m_tool == QLatin1String("connect")) return onNode ? flowGesture(*this, target.item, world) : nullptr;
    if (m_tool == QLatin1String("create")) {
        const QPointF screen = m_camera.toScreen(world);
        dropNode(m_createKind, screen.x(), screen.y());
        setTool(QStringLiteral("select"));
    }
    return nullptr;
}

std::unique_ptr<Gesture> CanvasItem::gestureFor(const Target& target, QPointF world, QMouseEvent* event) {
    const bool adds =
        event->modifiers().testFlag(Qt::ShiftModifier) || event->modifiers().testFlag(Qt::ControlModifier);
    switch (target.part) {
        case Target::Part::handle: return resizeGesture(*this, target.item, target.handle, world);
        case Target::Part::port: return flowGesture(*this, target.item, world);
        case Target::Part::flow: takeFlow(target.item, adds); return nullptr;
        case Target::Part::nothing:
            if (!adds) m_selection->clear();
            return marqueeGesture(*this, world, adds);
        default: break;
    }
    if (m_readOnly) {
        if (adds)
            m_selection->toggle(target.item);
        else
            m_selection->select(target.item);
        return nullptr;
    }
    return moveGesture(*this, target.item, world, event->modifiers());
}

bool CanvasItem::isGroup(const QString& item) const {
    const auto at = m_scene.nodeIndex.find(item.toStdString());
    return at != m_scene.nodeIndex.end() && m_scene.nodes[at->second].group;
}

// A line at a collapsed boundary is all the flows it stands for.
void CanvasItem::takeFlow(const QString& flow, bool adds) {
    const auto at = std::find_if(m_scene.flows.begin(), m_scene.flows.end(),
                                 [&](const SceneFlow& each) { return each.name == flow && !each.deadLetters; });
    if (adds) return m_selection->toggle(flow);
    m_selection->select(flow);
    if (at != m_scene.flows.end() && at->bundle.size() > 1) m_selection->add(at->bundle);
}

void CanvasItem::centreOnMinimap(QPointF screen) {
    const QRectF frame = minimapFrame();
    const QRectF all = m_scene.bounds | m_camera.toWorld(QRectF(QPointF(), size()));
    const double zoom = std::min((frame.width() - 12) / all.width(), (frame.height() - 12) / all.height());
    const QPointF centre = all.center() + (screen - frame.center()) / zoom;
    setCamera({centre - QPointF(width(), height()) / (2 * m_camera.zoom), m_camera.zoom});
}

void CanvasItem::mouseMoveEvent(QMouseEvent* event) {
    if (!m_gesture) return;
    m_pointer = event->position();
    m_modifiers = event->modifiers();
    followPointer();
    const bool atEdge = m_gesture->pansAtEdges() && !edgePush(m_pointer, size()).isNull();
    if (!atEdge)
        m_edgeTimer.stop();
    else if (!m_edgeTimer.isActive())
        m_edgeTimer.start();
}

void CanvasItem::followPointer() {
    m_gesture->moveTo(m_camera.toWorld(m_pointer), m_pointer, m_modifiers);
    update();
}

// The drawing comes along as long as the pointer is held at the edge; what is dragged stays under it.
void CanvasItem::panAtEdge() {
    if (!m_gesture) return m_edgeTimer.stop();
    setCamera(m_camera.panned(-edgePush(m_pointer, size())));
    followPointer();
}

void CanvasItem::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_gesture) return;
    m_edgeTimer.stop();
    // The gesture may end by an edit that asks the canvas for things: it is no longer ours by then.
    const auto gesture = std::move(m_gesture);
    gesture->finish(m_camera.toWorld(event->position()), event->modifiers());
    showCursor(targetAt(event->position()));
    refreshOverlay();
}

// Also comes after an ordinary release: then nothing is under way any more.
void CanvasItem::mouseUngrabEvent() {
    if (m_gesture) cancel();
}

void CanvasItem::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !m_editing) return;
    const auto abandoned = std::move(m_gesture);
    if (abandoned) abandoned->cancel();
    const Target target = pick(m_scene, m_camera.toWorld(event->position()), {6 / m_camera.zoom, {}, {}});
    if (target.isNothing()) return;
    m_selection->select(target.item);
    if (isGroup(target.item) && !m_readOnly) return m_editing->setCollapsed({target.item}, false);
    if (target.part == Target::Part::boundary || target.part == Target::Part::boundaryTitle)
        return drillInto(target.item);
    const auto node = m_scene.nodeIndex.find(target.item.toStdString());
    const bool isWorkflow = node != m_scene.nodeIndex.end() && m_scene.nodes[node->second].kind == NodeKind::workflow;
    // A workflow is drilled into, as a boundary is.
    if (target.part == Target::Part::flow || m_readOnly || isWorkflow)
        Q_EMIT activated(target.item);
    else
        Q_EMIT renameRequested(target.item, itemRect(target.item));
}

// The boundary fills the view; a second double-click, or Escape with nothing selected, shows the whole again.
void CanvasItem::drillInto(const QString& boundary) {
    if (m_drilled == boundary) {
        m_drilled.clear();
        return fit();
    }
    m_drilled = boundary;
    setCamera(Camera::fitting(m_scene.boxOf(boundary), QRectF(QPointF(), size()), 48));
}

void CanvasItem::hoverMoveEvent(QHoverEvent* event) {
    if (m_gesture) return;
    const Target target = targetAt(event->position());
    const bool keeps = target.part == Target::Part::port || target.part == Target::Part::handle;
    const QString item = keeps ? m_overlay.hovered : target.item;
    showCursor(target);
    if (item == m_overlay.hovered) return;
    m_overlay.hovered = item;
    update();
}

void CanvasItem::hoverLeaveEvent(QHoverEvent*) {
    if (m_overlay.hovered.isEmpty()) return;
    m_overlay.hovered.clear();
    update();
}

void CanvasItem::showCursor(const Target& target) {
    if (m_tool == QLatin1String("hand") || m_spaceHeld) return setCursor(Qt::OpenHandCursor);
    if (m_tool != QLatin1String("select")) return setCursor(Qt::CrossCursor);
    if (target.part == Target::Part::port) return setCursor(Qt::CrossCursor);
    if (target.part != Target::Part::handle) return setCursor(Qt::ArrowCursor);
    if (target.handle == 1 || target.handle == 5) return setCursor(Qt::SizeVerCursor);
    if (target.handle == 3 || target.handle == 7) return setCursor(Qt::SizeHorCursor);
    setCursor(isHandleCursorSlanted(target.handle) ? Qt::SizeFDiagCursor : Qt::SizeBDiagCursor);
}

void CanvasItem::wheelEvent(QWheelEvent* event) {
    const QPointF delta =
        event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
    event->accept();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        return setCamera(m_camera.zoomedAt(event->position(), std::exp(delta.y() * 0.004)));
    }
    const bool sideways = event->modifiers().testFlag(Qt::ShiftModifier) && delta.x() == 0;
    setCamera(m_camera.panned(sideways ? QPointF(delta.y(), 0) : delta));
}

bool CanvasItem::event(QEvent* event) {
    if (event->type() == QEvent::NativeGesture) {
        auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            setCamera(m_camera.zoomedAt(gesture->position(), 1 + gesture->value()));
            return true;
        }
    }
    return QQuickPaintedItem::event(event);
}

void CanvasItem::dragEnterEvent(QDragEnterEvent* event) {
    if (!m_readOnly && !kindIn(event->mimeData()).isEmpty())
        event->acceptProposedAction();
    else
        event->ignore();
}

void CanvasItem::dragMoveEvent(QDragMoveEvent* event) {
    m_overlay.dropTarget = flowAt(m_scene, m_camera.toWorld(event->position()), 12 / m_camera.zoom);
    event->acceptProposedAction();
    update();
}

void CanvasItem::dragLeaveEvent(QDragLeaveEvent*) {
    m_overlay.dropTarget.clear();
    update();
}

void CanvasItem::dropEvent(QDropEvent* event) {
    const QString kind = kindIn(event->mimeData());
    if (kind.isEmpty()) return event->ignore();
    dropNode(kind, event->position().x(), event->position().y());
    event->acceptProposedAction();
}

}  // namespace spillway
