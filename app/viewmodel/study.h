#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <thread>

namespace spillway {

// Many runs beside the window, all of them for one answer: on a thread of its own, with progress, and stopped when
// asked. Lives on the interface's thread, where no call waits for more than a simulated second of the runs.
// Whoever derives from it names it with its namespace: QML's type registration looks a base up by the word in the
// source.
class Study : public QObject {
    Q_OBJECT
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY progressChanged)  // 0 to 1
    Q_PROPERTY(QString note READ note NOTIFY changed)
public:
    using QObject::QObject;
    ~Study() override;  // asks the thread to stop and waits for it

    bool running() const { return m_running; }
    double progress() const { return m_progress; }
    virtual QString note() const { return m_note; }

    Q_INVOKABLE virtual void start() = 0;
    // What was found until then is shown.
    Q_INVOKABLE void cancel() { m_thread.request_stop(); }

Q_SIGNALS:
    void changed();
    void progressChanged();

protected:
    // How far all of it is, 0 to 1; false: stop now. May be called by the study's thread only.
    using Tell = std::function<bool(double share)>;
    // Something to do on the interface's thread, as long as no newer study has begun.
    using Then = std::function<void()>;
    using Post = std::function<void(Then)>;
    // `work` must own all it reads; whatever it wants to show it posts. The end of it is `done` with whether it was
    // stopped.
    void begin(std::function<void(const Tell& tell, const Post& post)> work, std::function<void(bool stopped)> done);
    void say(const QString& note);

private:
    void show(double share);

    QString m_note;
    double m_progress = 0;
    bool m_running = false;
    int m_number = 0;  // of the study whose news count
    std::jthread m_thread;
};

}  // namespace spillway
