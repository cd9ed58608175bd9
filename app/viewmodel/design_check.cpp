#include "viewmodel/design_check.h"

#include "run/design_problems.h"

#include <QMetaObject>

#include <utility>

namespace spillway {
namespace {
// Longer than the gap between two key presses.
constexpr int kRestMs = 300;
}  // namespace

DesignCheck::DesignCheck(Document& document, QObject* parent) : QObject(parent), m_document(document) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &DesignCheck::check);
    connect(&m_document, &Document::layoutChanged, this, [this] { m_layoutOnly = true; });
    connect(&m_document, &Document::changed, this, &DesignCheck::documentChanged);
    m_rest.start();
}

DesignCheck::~DesignCheck() = default;

void DesignCheck::forget() {
    sayNothing();
    m_rest.start();
}

void DesignCheck::sayNothing() {
    ++m_number;  // whoever is still at work is not heard
    Q_EMIT checked({});
}

void DesignCheck::documentChanged() {
    if (std::exchange(m_layoutOnly, false)) return;
    m_rest.start();
}

void DesignCheck::check() {
    if (m_busy) {
        m_again = true;
        return;
    }
    if (hasErrors(m_document.diagnostics())) return sayNothing();
    m_busy = true;
    m_thread = std::jthread(
        [this, number = ++m_number, architecture = m_document.architecture()](const std::stop_token& stop) {
            Diagnostics found = designProblems(architecture, [&stop] { return !stop.stop_requested(); });
            QMetaObject::invokeMethod(
                this, [this, number, found = std::move(found)] { finish(number, found); }, Qt::QueuedConnection);
        });
}

void DesignCheck::finish(int number, const Diagnostics& found) {
    m_busy = false;
    if (number == m_number) Q_EMIT checked(found);
    if (std::exchange(m_again, false)) check();
}

}  // namespace spillway
