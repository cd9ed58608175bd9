#pragma once

#include "canvas/gesture.h"
#include "canvas/node_face.h"
#include "canvas/painter.h"
#include "canvas/picking.h"
#include "platforms/stated_facts.h"
#include "viewmodel/editing.h"
#include "viewmodel/live_source.h"

#include <QElapsedTimer>
#include <QImage>
#include <QPointer>
#include <QQuickPaintedItem>
#include <QTimer>

#include <memory>

namespace spillway {

// The drawing on the screen: shows document, selection and run, and turns mouse and keys into edits. Everything it does
// goes through Editing; menus, popups and text fields are the window's, which is asked by signals.
class CanvasItem : public QQuickPaintedItem {
    Q_OBJECT
    Q_PROPERTY(spillway::Document* document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(spillway::Selection* selection READ selection WRITE setSelection NOTIFY selectionChanged)
    Q_PROPERTY(spillway::LiveSource* live READ live WRITE setLive NOTIFY liveChanged)
    Q_PROPERTY(bool dark READ dark WRITE setDark NOTIFY darkChanged)
    Q_PROPERTY(bool reducedMotion MEMBER m_reducedMotion NOTIFY reducedMotionChanged)
    // select, hand, lasso, space, connect, create or boundary
    Q_PROPERTY(QString tool READ tool WRITE setTool NOTIFY toolChanged)
    // Drawn flows are events instead of calls; Alt while drawing is the other.
    Q_PROPERTY(bool drawsEvents MEMBER m_drawsEvents NOTIFY drawsEventsChanged)
    // What the create tool makes.
    Q_PROPERTY(QString createKind MEMBER m_createKind NOTIFY createKindChanged)
    Q_PROPERTY(bool minimap MEMBER m_minimap NOTIFY minimapChanged)
    Q_PROPERTY(double zoom READ zoom NOTIFY cameraChanged)
    // No edits: hand, zoom and selection only.
    Q_PROPERTY(bool readOnly MEMBER m_readOnly NOTIFY readOnlyChanged)
public:
    explicit CanvasItem(QQuickItem* parent = nullptr);
    ~CanvasItem() override;

    Document* document() const { return m_document; }
    void setDocument(Document* document);
    Selection* selection() const { return m_selection; }
    void setSelection(Selection* selection);
    LiveSource* live() const { return m_live; }
    void setLive(LiveSource* live);
    bool dark() const { return m_dark; }
    void setDark(bool dark);
    QString tool() const { return m_tool; }
    void setTool(const QString& tool);
    double zoom() const { return m_camera.zoom; }
    bool drawsEvents() const { return m_drawsEvents; }

    const Scene& scene() const { return m_scene; }
    const Camera& camera() const { return m_camera; }
    const CanvasPalette& palette() const { return m_palette; }
    Editing* editing() const { return m_editing.get(); }
    Overlay& overlay() { return m_overlay; }
    // Draws as if these boxes were the document's; nothing is changed. An empty map ends that.
    void preview(const std::map<std::string, Box>& boxes);
    void setCamera(const Camera& camera);
    // The view around what the minimap shows at this point of the item.
    void centreOnMinimap(QPointF screen);

    Q_INVOKABLE void fit();
    Q_INVOKABLE void fitSelection();
    Q_INVOKABLE void zoomTo(double zoom);
    Q_INVOKABLE void zoomBy(double factor);
    // Brings an item into view.
    Q_INVOKABLE void reveal(const QString& item);
    // `x`, `y` in item pixels; on a flow the node is inserted. Returns its id.
    Q_INVOKABLE QString dropNode(const QString& kind, double x, double y);
    Q_INVOKABLE QPointF toCanvas(double x, double y) const { return m_camera.toWorld(QPointF(x, y)); }
    Q_INVOKABLE QRectF itemRect(const QString& item) const { return m_camera.toScreen(m_scene.boxOf(item)); }
    Q_INVOKABLE void cancel();

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void documentChanged();
    void selectionChanged();
    void liveChanged();
    void darkChanged();
    void reducedMotionChanged();
    void toolChanged();
    void drawsEventsChanged();
    void createKindChanged();
    void minimapChanged();
    void readOnlyChanged();
    void cameraChanged();
    // Double-click on a node or F2: `rect` in item pixels.
    void renameRequested(const QString& item, const QRectF& rect);
    // Enter, or a double-click on a flow or a workflow.
    void activated(const QString& item);
    // `part` is node, flow, boundary or ground; `at` in item pixels.
    void contextMenuRequested(const QString& part, const QString& item, const QPointF& at);
    // A flow was drawn from `from` to empty ground: offer what fits. Answer with Editing::appendNode(from, kind,
    // centre, flowKind).
    void offerRequested(const QString& from, const QPointF& at, const QPointF& centre, const QString& flowKind);
    void reported(const QString& sentence);

protected:
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseUngrabEvent() override;
    void hoverMoveEvent(QHoverEvent* event) override;
    void hoverLeaveEvent(QHoverEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void attach();
    void refreshGround(const ScenePainter& scene, const QRectF& view);
    void rebuild();
    void frame();
    void refreshTimer();
    void refreshOverlay();
    void begin(std::unique_ptr<Gesture> gesture);
    std::unique_ptr<Gesture> gestureFor(const Target& target, QPointF world, QMouseEvent* event);
    std::unique_ptr<Gesture> toolGesture(const Target& target, QPointF world);
    Target targetAt(QPointF screen) const;
    QRectF minimapFrame() const;
    Camera fittingCamera() const;
    void showCursor(const Target& target);
    void followPointer();
    void panAtEdge();
    void drillInto(const QString& boundary);
    bool isGroup(const QString& item) const;
    void takeFlow(const QString& flow, bool adds);
    bool toolKey(QKeyEvent* event);
    bool viewKey(QKeyEvent* event);
    bool editKey(QKeyEvent* event);
    bool walkKey(QKeyEvent* event);
    void focusOn(const QString& item);

    Document* m_document = nullptr;
    Selection* m_selection = nullptr;
    QPointer<LiveSource> m_live;
    std::unique_ptr<Editing> m_editing;
    std::map<std::string, Box> m_preview;
    FactsInForce m_facts;
    Scene m_scene;
    LiveBinding m_binding;
    const Topology* m_boundTo = nullptr;
    Motion m_motion;
    Camera m_camera;
    CanvasPalette m_palette = CanvasPalette::of(true);
    Overlay m_overlay;
    QImage m_ground;
    bool m_groundStale = true;
    QImage m_still;  // of the ground: what stays while something is dragged
    Moving m_moving;
    bool m_movedStale = false;
    bool m_fitPending = true;
    bool m_isFitted = false;  // nobody moved the camera since it was fitted
    bool m_dark = true;
    bool m_reducedMotion = false;
    bool m_drawsEvents = false;
    bool m_minimap = true;
    bool m_readOnly = false;
    bool m_spaceHeld = false;
    QString m_tool = QStringLiteral("select");
    QString m_createKind = QStringLiteral("service");
    std::unique_ptr<Gesture> m_gesture;
    QPointF m_pointer;  // of the gesture: item pixels
    Qt::KeyboardModifiers m_modifiers;
    QTimer m_edgeTimer;  // runs while a gesture holds the pointer at an edge
    QString m_drilled;   // the boundary the view was sent into by a double-click
    QTimer m_timer;
    QElapsedTimer m_clock;
};

}  // namespace spillway
