#include "command/interruption.h"

#include <csignal>

namespace spillway {
namespace {

// A signal can reach nothing but a global.
volatile std::sig_atomic_t interruptionRequested = 0;

void onInterrupt(int signal) {
    interruptionRequested = 1;
    std::signal(signal, SIG_DFL);
}

}  // namespace

Interruption::Interruption() {
    interruptionRequested = 0;
    m_previous = std::signal(SIGINT, onInterrupt);
}

Interruption::~Interruption() { std::signal(SIGINT, m_previous); }

bool Interruption::isRequested() { return interruptionRequested != 0; }

}  // namespace spillway
