#include "canvas/canvas_item.h"

#include <QQuickWindow>

#include <algorithm>

namespace spillway {
namespace {
constexpr double kZoomStep = 1.25;
constexpr int kFrameMs = 16;
constexpr QSizeF kMinimap{126, 96};
}  // namespace

CanvasItem::CanvasItem(QQuickItem* parent) : QQuickPaintedItem{parent} {
    setActiveFocusOnTab(true);  // a revisioned property: QML does not see it through a foreign type
    setAcceptedMouseButtons(Qt::LeftButton | Qt::MiddleButton | Qt::RightButton);
    setAcceptHoverEvents(true);
    setFlag(ItemAcceptsDrops);
    setFlag(ItemIsFocusScope, false);
    setActiveFocusOnTab(true);
    setOpaquePainting(true);
    setClip(true);
    m_timer.setInterval(kFrameMs);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &CanvasItem::frame);
    m_edgeTimer.setInterval(kFrameMs);
    connect(&m_edgeTimer, &QTimer::timeout, this, &CanvasItem::panAtEdge);
    connect(this, &CanvasItem::reducedMotionChanged, this, [this] {
        refreshTimer();
        frame();
    });
    connect(this, &QQuickItem::visibleChanged, this, [this] { refreshTimer(); });
    connect(this, &CanvasItem::readOnlyChanged, this, &CanvasItem::refreshOverlay);
    connect(this, &CanvasItem::minimapChanged, this, [this] { update(); });
}

CanvasItem::~CanvasItem() = default;

void CanvasItem::setDocument(Document* document) {
    if (document == m_document) return;
    if (m_document) m_document->disconnect(this);
    m_document = document;
    m_fitPending = true;
    attach();
    Q_EMIT documentChanged();
}

void CanvasItem::setSelection(Selection* selection) {
    if (selection == m_selection) return;
    if (m_selection) m_selection->disconnect(this);
    m_selection = selection;
    attach();
    Q_EMIT selectionChanged();
}

void CanvasItem::attach() {
    m_gesture.reset();
    m_editing.reset();
    if (m_document && m_selection) {
        m_editing = std::make_unique<Editing>(*m_document, *m_selection);
        connect(m_editing.get(), &Editing::reported, this, &CanvasItem::reported);
    }
    if (m_document) {
        m_document->disconnect(this);
        connect(m_document, &Document::changed, this, &CanvasItem::rebuild);
        connect(m_document, &Document::pathChanged, this, [this] {
            m_fitPending = true;
            rebuild();
        });
        connect(m_document, &QObject::destroyed, this, [this] {
            m_document = nullptr;
            m_editing.reset();
        });
    }
    if (m_selection) {
        m_selection->disconnect(this);
        connect(m_selection, &Selection::changed, this, &CanvasItem::refreshOverlay);
        connect(m_selection, &QObject::destroyed, this, [this] {
            m_selection = nullptr;
            m_editing.reset();
        });
    }
    rebuild();
    refreshOverlay();
}

void CanvasItem::setLive(LiveSource* live) {
    if (live == m_live) return;
    if (m_live) m_live->disconnect(this);
    m_live = live;
    if (m_live)
        connect(m_live, &LiveSource::liveChanged, this, [this] {
            m_boundTo = nullptr;
            frame();
            refreshTimer();
        });
    m_boundTo = nullptr;
    frame();
    refreshTimer();
    Q_EMIT liveChanged();
}

void CanvasItem::setDark(bool dark) {
    if (dark == m_dark) return;
    m_dark = dark;
    m_palette = CanvasPalette::of(dark);
    m_groundStale = true;
    update();
    Q_EMIT darkChanged();
}

void CanvasItem::setTool(const QString& tool) {
    if (tool == m_tool) return;
    m_tool = tool;
    showCursor({});
    Q_EMIT toolChanged();
}

void CanvasItem::rebuild() {
    // Ways are found afresh when a document is opened; then only where something changed.
    const Scene before = std::move(m_scene);
    const Scene* known = m_fitPending ? nullptr : &before;
    if (!m_document) {
        m_scene = {};
    } else if (const Topology& topology = m_document->architecture().topology; m_preview.empty()) {
        m_scene = sceneOf(topology, m_document->layout(), known, m_facts.of(topology));
    } else {
        Layout layout = m_document->layout();
        for (const auto& [id, box] : m_preview) layout.boxes[id] = box;
        m_scene = sceneOf(topology, layout, known, m_facts.of(topology));
    }
    m_boundTo = nullptr;
    m_groundStale = true;
    if (m_fitPending && !m_scene.bounds.isNull() && width() > 0 && height() > 0) {
        // What a hand puts on an empty canvas stays under that hand.
        if (before.bounds.isNull() && m_document->isModified())
            m_fitPending = false;
        else
            fit();
    }
    frame();
}

void CanvasItem::preview(const std::map<std::string, Box>& boxes) {
    if (boxes.empty() && m_preview.empty()) return;
    const bool isNew = boxes.size() != m_preview.size() ||
                       !std::equal(boxes.begin(), boxes.end(), m_preview.begin(),
                                   [](const auto& a, const auto& b) { return a.first == b.first; });
    m_preview = boxes;
    if (boxes.empty()) return rebuild();
    if (isNew) {
        m_moving = movingWith(m_scene, boxes);
        m_groundStale = true;
    }
    moveBoxes(m_scene, boxes);
    m_movedStale = true;
    frame();
}

// Pulls the newest view and moves what moves. Also called when there is nothing to pull: then the picture rests.
void CanvasItem::frame() {
    const LiveView* view = m_live ? m_live->liveView() : nullptr;
    const Topology* ran = m_live ? m_live->liveTopology() : nullptr;
    if (view && ran) {
        if (m_boundTo != ran) {
            m_binding = bindLive(m_scene, *ran);
            m_boundTo = ran;
            m_groundStale = true;
        }
        if (showLive(m_scene, m_binding, *view)) m_groundStale = true;
    } else if (m_boundTo ||
               std::any_of(m_scene.nodes.begin(), m_scene.nodes.end(), [](const SceneNode& n) { return n.live; })) {
        clearLive(m_scene);
        m_boundTo = nullptr;
        m_groundStale = true;
    }
    const double seconds = m_clock.isValid() ? static_cast<double>(m_clock.restart()) * 1e-3 : (m_clock.start(), 0.0);
    m_motion.advance(m_scene, std::min(seconds, 0.1), m_live && m_live->isAdvancing() && !m_reducedMotion);
    update();
}

// Reduced motion still shows new figures, four times a second.
void CanvasItem::refreshTimer() {
    if (!m_live || !m_live->isAdvancing() || !isVisible()) return m_timer.stop();
    m_timer.start(m_reducedMotion ? 250 : kFrameMs);
}

void CanvasItem::refreshOverlay() {
    m_overlay.selected.clear();
    if (m_selection) {
        const QStringList items = m_selection->items();
        m_overlay.selected = QSet<QString>(items.begin(), items.end());
    }
    m_overlay.handles = !m_readOnly && m_overlay.selected.size() == 1;
    update();
}

void CanvasItem::setCamera(const Camera& camera) {
    if (camera == m_camera) return;
    m_camera = camera;
    m_isFitted = false;
    m_groundStale = true;
    update();
    Q_EMIT cameraChanged();
}

void CanvasItem::fit() {
    m_fitPending = m_scene.bounds.isNull();
    setCamera(fittingCamera());
    m_isFitted = !m_scene.bounds.isNull();
}

// Beside or above the minimap and the chips if they would lie on nodes: whichever leaves the drawing larger.
Camera CanvasItem::fittingCamera() const {
    const QRectF all(QPointF(), size());
    std::vector<QRectF> taken;
    if (const QRectF map = minimapFrame(); !map.isNull()) taken.push_back(map);
    for (const ZoneChip& chip : zoneChips(m_scene, size())) taken.push_back(chip.frame);
    const auto isClear = [&](const Camera& camera) {
        return std::none_of(m_scene.nodes.begin(), m_scene.nodes.end(), [&](const SceneNode& node) {
            const QRectF box = camera.toScreen(node.box);
            return std::any_of(taken.begin(), taken.end(), [&](const QRectF& each) { return each.intersects(box); });
        });
    };
    const Camera whole = Camera::fitting(m_scene.bounds, all);
    if (isClear(whole)) return whole;
    Camera best{{}, 0};
    for (const QRectF& frame : taken) {
        for (const QRectF& part :
             {all.adjusted(0, 0, frame.left() - all.right(), 0), all.adjusted(0, 0, 0, frame.top() - all.bottom())}) {
            if (part.width() < all.width() / 2 || part.height() < all.height() / 2) continue;
            const Camera camera = Camera::fitting(m_scene.bounds, part);
            if (camera.zoom > best.zoom && isClear(camera)) best = camera;
        }
    }
    return best.zoom > 0 ? best : whole;
}

void CanvasItem::fitSelection() {
    QRectF area;
    for (const QString& item : m_overlay.selected) area |= m_scene.boxOf(item);
    if (!area.isNull()) setCamera(Camera::fitting(area, QRectF(QPointF(), size()), 120));
}

void CanvasItem::zoomTo(double zoom) { zoomBy(zoom / m_camera.zoom); }
void CanvasItem::zoomBy(double factor) { setCamera(m_camera.zoomedAt(QPointF(width() / 2, height() / 2), factor)); }

void CanvasItem::reveal(const QString& item) {
    const QRectF box = m_camera.toScreen(m_scene.boxOf(item));
    const QRectF view = QRectF(QPointF(), size()).adjusted(24, 24, -24, -24);
    if (box.isNull() || view.contains(box)) return;
    setCamera(m_camera.panned(view.center() - box.center()));
}

QString CanvasItem::dropNode(const QString& kind, double x, double y) {
    if (!m_editing || m_readOnly) return {};
    const QPointF at = m_camera.toWorld(QPointF(x, y));
    const QString flow = flowAt(m_scene, at, 12 / m_camera.zoom);
    m_overlay.dropTarget.clear();
    forceActiveFocus();
    return flow.isEmpty() ? m_editing->addNode(kind, at) : m_editing->addNodeOnFlow(kind, flow, at);
}

QRectF CanvasItem::minimapFrame() const {
    if (!m_minimap || width() < 480 || height() < 320 || m_scene.nodes.empty()) return {};
    return {width() - kMinimap.width() - 14, height() - kMinimap.height() - 14, kMinimap.width(), kMinimap.height()};
}

void CanvasItem::geometryChange(const QRectF& now, const QRectF& before) {
    QQuickPaintedItem::geometryChange(now, before);
    m_groundStale = true;
    if (now.size().isEmpty()) return;
    if (m_fitPending && m_document)
        rebuild();
    else if (m_isFitted && now.size() != before.size())
        fit();  // a panel opened or closed: all of it stays in view
}

void CanvasItem::refreshGround(const ScenePainter& scene, const QRectF& view) {
    // A document that changes under the hand has other flows.
    const bool inParts = !m_preview.empty() && m_moving.flows.size() == m_scene.flows.size() &&
                         m_moving.boundaries.size() == m_scene.boundaries.size();
    if (m_groundStale && inParts) {
        m_still = m_ground.copy();
        QPainter still(&m_still);
        scene.drawStill(still, view, m_moving);
    }
    if (inParts && (m_groundStale || m_movedStale)) {
        m_ground = m_still.copy();
        QPainter ground(&m_ground);
        scene.drawMoving(ground, view, m_moving);
    } else if (m_groundStale) {
        m_still = {};
        QPainter ground(&m_ground);
        scene.drawGround(ground, view);
    }
    m_groundStale = m_movedStale = false;
}

void CanvasItem::paint(QPainter* painter) {
    const QRectF view(QPointF(), size());
    const double ratio = window() ? window()->effectiveDevicePixelRatio() : 1;
    const ScenePainter scene(m_scene, m_palette, m_camera);
    const QSize pixels = (size() * ratio).toSize();
    if (m_ground.size() != pixels) {
        m_ground = QImage(pixels, QImage::Format_RGB32);
        m_ground.setDevicePixelRatio(ratio);
        m_groundStale = true;
    }
    refreshGround(scene, view);
    painter->drawImage(QPointF(0, 0), m_ground);
    scene.drawDots(*painter, view, m_motion);
    scene.drawNodes(*painter, view, m_motion, m_overlay);
    scene.drawOverlay(*painter, m_overlay);
    drawZoneChips(*painter, m_scene, m_palette, zoneChips(m_scene, size()), m_overlay);
    if (const QRectF frame = minimapFrame(); !frame.isNull()) scene.drawMinimap(*painter, frame, view);
}

}  // namespace spillway
