#pragma once

#include "session/run_session.h"

#include <QObject>

namespace spillway {

// Where the canvas takes the running picture from, once per frame. The window's run model is one.
class LiveSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    // Null while nothing runs or has run. Valid until the event loop turns; pulls the newest view.
    virtual const LiveView* liveView() = 0;
    // What the run was compiled from: gives the order of the view's nodes and flows. Null together with liveView().
    virtual const Topology* liveTopology() const = 0;
    // False while paused or finished: then nothing moves.
    virtual bool isAdvancing() const = 0;

Q_SIGNALS:
    void liveChanged();  // a run started, paused, resumed, finished or was closed
};

}  // namespace spillway
