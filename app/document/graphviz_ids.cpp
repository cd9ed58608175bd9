#include "document/graphviz_ids.h"

#include <map>
#include <string>
#include <utility>

namespace spillway {
namespace {

// One a graph: names to ids, both ways.
struct Names {
    std::map<std::pair<int, std::string>, IDTYPE> ids;
    std::map<std::pair<int, IDTYPE>, std::string> names;
    IDTYPE last = 0;
};

// Nodes, graphs, edges; both directions of an edge share their ids.
int familyOf(int type) { return type == AGINEDGE ? AGOUTEDGE : type; }

void* open(Agraph_t*, Agdisc_t*) { return new Names; }
void close(void* state) { delete static_cast<Names*>(state); }

long map(void* state, int type, char* name, IDTYPE* id, int create) {
    Names& names = *static_cast<Names*>(state);
    const int family = familyOf(type);
    if (name) {
        const auto found = names.ids.find({family, name});
        if (found != names.ids.end()) {
            *id = found->second;
            return 1;
        }
    }
    if (!create) return 0;
    *id = ++names.last;
    if (name) {
        names.ids[{family, name}] = *id;
        names.names[{family, *id}] = name;
    }
    return 1;
}

long refuseChosenId(void*, int, IDTYPE) { return 0; }
void keepId(void*, int, IDTYPE) {}
void ignoreObject(void*, int, void*) {}

char* print(void* state, int type, IDTYPE id) {
    Names& names = *static_cast<Names*>(state);
    const auto found = names.names.find({familyOf(type), id});
    return found == names.names.end() ? nullptr : found->second.data();
}

}  // namespace

Agdisc_t* countedIds() {
    static Agiddisc_t ids{open, map, refuseChosenId, keepId, print, close, ignoreObject};
    static Agdisc_t services{&AgMemDisc, &ids, &AgIoDisc};
    return &services;
}

}  // namespace spillway
