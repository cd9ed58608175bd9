#include "viewmodel/study.h"

#include <QMetaObject>

#include <algorithm>

namespace spillway {
namespace {
constexpr double kTellEvery = 0.005;  // of all of it: more often is not seen
}

Study::~Study() = default;

void Study::begin(std::function<void(const Tell&, const Post&)> work, std::function<void(bool)> done) {
    m_thread = {};  // whatever was studied before
    m_running = true;
    m_thread = std::jthread(
        [this, number = ++m_number, work = std::move(work), done = std::move(done)](const std::stop_token& stop) {
            const Post post = [this, number](Then then) {
                QMetaObject::invokeMethod(
                    this,
                    [this, number, then = std::move(then)] {
                        if (number == m_number) then();
                    },
                    Qt::QueuedConnection);
            };
            double told = 0;
            const Tell tell = [&](double share) {
                if (share >= told + kTellEvery) {
                    told = share;
                    post([this, share] { show(share); });
                }
                return !stop.stop_requested();
            };
            work(tell, post);
            post([this, done, stopped = stop.stop_requested()] {
                m_running = false;
                if (!stopped) show(1);
                done(stopped);
                Q_EMIT changed();
            });
        });
    show(0);
    Q_EMIT changed();
}

void Study::show(double share) {
    m_progress = std::clamp(share, 0.0, 1.0);
    Q_EMIT progressChanged();
}

void Study::say(const QString& note) {
    m_note = note;
    Q_EMIT changed();
}

}  // namespace spillway
