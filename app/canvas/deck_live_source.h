#pragma once

#include "viewmodel/live_source.h"
#include "viewmodel/run_deck.h"

namespace spillway {

// The run of the transport as the canvas wants it. The deck outlives this.
class DeckLiveSource : public LiveSource {
    Q_OBJECT
public:
    explicit DeckLiveSource(RunDeck& deck, QObject* parent = nullptr);

    const LiveView* liveView() override { return m_deck.hasView() ? &m_deck.view() : nullptr; }
    const Topology* liveTopology() const override {
        return m_deck.ranArchitecture() ? &m_deck.ranArchitecture()->topology : nullptr;
    }
    bool isAdvancing() const override { return m_deck.phase() == QLatin1String("running"); }

private:
    RunDeck& m_deck;
};

}  // namespace spillway
