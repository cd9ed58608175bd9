#pragma once

#include "canvas/picking.h"

#include <QPointF>

#include <memory>

namespace spillway {

class CanvasItem;

// One press, its movement, its release. Shows what it would do through the canvas's overlay and preview; only finish()
// edits, so that cancel() leaves nothing behind. Points are canvas units.
class Gesture {
public:
    explicit Gesture(CanvasItem& canvas) : m_canvas{canvas} {}
    virtual ~Gesture() = default;
    Gesture(const Gesture&) = delete;
    Gesture& operator=(const Gesture&) = delete;

    virtual void moveTo(QPointF point, QPointF screen, Qt::KeyboardModifiers modifiers) = 0;
    virtual void finish(QPointF point, Qt::KeyboardModifiers modifiers) = 0;
    virtual void cancel() {}
    // Whether the view moves along when the pointer comes to its edge.
    virtual bool pansAtEdges() const { return true; }

protected:
    CanvasItem& m_canvas;
};

std::unique_ptr<Gesture> panGesture(CanvasItem& canvas, QPointF screen);
// The view follows the pointer on the minimap.
std::unique_ptr<Gesture> minimapGesture(CanvasItem& canvas);
// Selects what it encloses; `adds` to what is selected.
std::unique_ptr<Gesture> marqueeGesture(CanvasItem& canvas, QPointF from, bool adds);
std::unique_ptr<Gesture> lassoGesture(CanvasItem& canvas, QPointF from);
// Moves the selection; without movement it is a click on `item`.
std::unique_ptr<Gesture> moveGesture(CanvasItem& canvas, const QString& item, QPointF from,
                                     Qt::KeyboardModifiers modifiers);
std::unique_ptr<Gesture> resizeGesture(CanvasItem& canvas, const QString& item, int handle, QPointF from);
std::unique_ptr<Gesture> flowGesture(CanvasItem& canvas, const QString& from, QPointF at);
std::unique_ptr<Gesture> boundaryGesture(CanvasItem& canvas, QPointF from);
std::unique_ptr<Gesture> spaceGesture(CanvasItem& canvas, QPointF from);

}  // namespace spillway
