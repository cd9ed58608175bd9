// Another process at the same store. usage: store_writer FILE COUNT [USER]: adds COUNT sample runs, as the numeric USER
// if one is named (0 runs: only lists; "forever": adds on, printing the number of each, to be killed). Prints how many
// runs the store then lists; on failure the sentence, with exit code 3.
#include "sample_report.h"
#include "store/run_store.h"

#include <QCoreApplication>

#include <cstdio>

#include <unistd.h>

using namespace spillway;

namespace {

int refused(const Error& error) {
    std::printf("%s\n", error.message.c_str());
    return 3;
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication application{argc, argv};
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 3) return 2;
    if (arguments.size() > 3 && ::setuid(arguments[3].toUInt()) != 0) return 4;
    auto store = RunStore::open(arguments[1]);
    if (!store) return refused(store.error());
    while (arguments[2] == QStringLiteral("forever")) {
        const auto added = store->add(testing::sampleReport(7), "a.spillway", "text");
        if (!added) return refused(added.error());
        std::printf("%lld\n", static_cast<long long>(*added));
        std::fflush(stdout);
    }
    for (int i = 0; i < arguments[2].toInt(); ++i) {
        const auto added = store->add(testing::sampleReport(static_cast<std::uint64_t>(i) + 1), "a.spillway", "text");
        if (!added) return refused(added.error());
    }
    const auto runs = store->list();
    if (!runs) return refused(runs.error());
    std::printf("%zu\n", runs->size());
    return 0;
}
