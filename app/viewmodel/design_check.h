#pragma once

#include "base/diagnostic.h"
#include "document/document.h"

#include <QObject>
#include <QTimer>

#include <thread>

namespace spillway {

// What `spillway check` says of the drawing, while it is edited: once the hand rests, on a thread of its own, so that
// neither typing nor a drag waits for it. Lives on the interface's thread.
class DesignCheck : public QObject {
    Q_OBJECT
public:
    explicit DesignCheck(Document& document, QObject* parent = nullptr);
    ~DesignCheck() override;  // waits for the scenario that is looked at

    // Nothing is known of another document until it has been looked at, which it is soon.
    void forget();

Q_SIGNALS:
    // Of the document as it was when the hand rested; none when its own problems come first.
    void checked(const spillway::Diagnostics& diagnostics);

private:
    void documentChanged();
    void check();
    void sayNothing();
    void finish(int number, const Diagnostics& found);

    Document& m_document;
    QTimer m_rest;
    bool m_layoutOnly = false;  // boxes were moved, nothing else
    bool m_busy = false;
    bool m_again = false;  // it has changed since
    int m_number = 0;      // of the check whose news count
    std::jthread m_thread;
};

}  // namespace spillway
