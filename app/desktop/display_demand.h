#pragma once

#include <QtGlobal>

namespace spillway {

// Qt ends the program with an abort and a page of plugin names when no display can be opened. While one of these lives
// (around the making of the application), that is one sentence and exit code 3 instead. One at a time.
class DisplayDemand {
public:
    DisplayDemand();
    ~DisplayDemand();
    DisplayDemand(const DisplayDemand&) = delete;
    DisplayDemand& operator=(const DisplayDemand&) = delete;

private:
    QtMessageHandler m_previous;
};

}  // namespace spillway
