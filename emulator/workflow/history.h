#pragma once

#include "base/units.h"
#include "workflow/json.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spillway::workflow {

struct State;

// One event of an execution's history, as the real service names and numbers them.
struct HistoryEvent {
    std::int64_t id = 0;           // from 1
    std::int64_t previous = 0;     // the event that led to this one; 0: none
    std::string_view type;         // "PassStateEntered"; always a literal
    Duration at{};                 // since the execution's epoch
    const State* state = nullptr;  // the one it is about; null: the execution
    Json details;                  // member "stateEnteredEventDetails" and so on; null when there are none
};

// How much of it is kept: an emulator with thousands of executions counts, a person reads.
enum class HistoryDetail : std::uint8_t {
    full,
    brief,  // as full, but no text in the details is longer than kBriefBytes
    typesOnly,
    countOnly,
};
inline constexpr std::size_t kBriefBytes = 512;

// At most so many bytes of a text, cut between two characters.
std::string cutText(std::string text, std::size_t bytesMax);
// The service's word for an event as a literal; empty if it has none of that name.
std::string_view eventWord(std::string_view type);

class History {
public:
    // Of more than `keptMax` events the first are kept, all are counted.
    explicit History(HistoryDetail detail = HistoryDetail::full, std::size_t keptMax = ~std::size_t{0})
        : m_detail{detail}, m_keptMax{keptMax} {}

    std::int64_t add(std::string_view type, std::int64_t previous, Duration at, Json details,
                     const State* state = nullptr);
    std::int64_t count() const { return m_count; }
    // Whether it is worth while to put details together.
    bool keepsDetails() const { return m_detail == HistoryDetail::full || m_detail == HistoryDetail::brief; }
    const std::vector<HistoryEvent>& events() const { return m_events; }

private:
    HistoryDetail m_detail;
    std::size_t m_keptMax;
    std::int64_t m_count = 0;
    std::vector<HistoryEvent> m_events;
};

}  // namespace spillway::workflow
