#pragma once

#include "topology/node_kind.h"

#include <cstdint>
#include <initializer_list>
#include <string_view>

// What a fault says of itself beside its fields: everything that validation, the palette, the timeline and the analyses
// need to know, so that none of them names a fault.
namespace spillway {

// A set of kinds of node.
using KindMask = std::uint32_t;
constexpr KindMask bitOf(NodeKind kind) { return KindMask{1} << static_cast<unsigned>(kind); }
constexpr KindMask kindsOf(std::initializer_list<NodeKind> kinds) {
    KindMask mask = 0;
    for (const NodeKind kind : kinds) mask |= bitOf(kind);
    return mask;
}
inline constexpr KindMask kAnyKind = ~KindMask{0};
inline constexpr KindMask kSourceKinds = kindsOf({NodeKind::clients, NodeKind::schedule, NodeKind::devices});
inline constexpr KindMask kServedKinds = kAnyKind & ~kSourceKinds;  // something is sent to them
inline constexpr KindMask kKindsWithInstances =
    kindsOf({NodeKind::service, NodeKind::function, NodeKind::database, NodeKind::cache, NodeKind::backend});

enum class FaultTone : std::uint8_t { bad, warn, accent };  // takes something away; harms; only more load

struct FaultFace {
    std::string_view name;            // a button's or a menu's words
    std::string_view does;            // one sentence, with what its defaults mean
    std::string_view says;            // on the timeline, after the target: "+{add}"; {key} is a field's value
    std::string_view needs;           // what it can hit, in words, after "it hits "
    FaultTone tone = FaultTone::bad;  //
    KindMask nodes = kServedKinds;    // may be hit by themselves
    KindMask within = kServedKinds;   // it takes hold of these when a boundary is hit; 0: no boundary
    bool spread = false;              // instances that are spread over a boundary, too
    bool flows = false;               // a flow may be hit
    KindMask flowsFrom = kAnyKind;    // only flows from these; then a node is hit through such flows into it
    bool instant = false;             // it strikes once, `for` means nothing
    bool atHand = false;              // a button of its own; the others are in a menu
};

}  // namespace spillway
