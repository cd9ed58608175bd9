#include "canvas/deck_live_source.h"

namespace spillway {

DeckLiveSource::DeckLiveSource(RunDeck& deck, QObject* parent) : LiveSource{parent}, m_deck{deck} {
    connect(&m_deck, &RunDeck::phaseChanged, this, &LiveSource::liveChanged);
    // While it advances the canvas pulls by itself; a step or a last view must be seen too.
    connect(&m_deck, &RunDeck::viewChanged, this, [this] {
        if (!isAdvancing()) Q_EMIT liveChanged();
    });
}

}  // namespace spillway
