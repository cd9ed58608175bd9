#include "command/prices.h"

#include "command/files.h"
#include "command/input.h"

namespace spillway {

ChosenPrices choosePrices(const std::string& path, Streams& streams) {
    if (path.empty()) return {listPrices()};
    const Result<std::string> text = readText(path);
    if (!text) return {{}, refuse(text.error(), streams)};
    ReadPriceSheet read = parsePriceSheet(*text);
    if (read.problems.empty()) return {completed(std::move(read.sheet))};
    print(read.problems, path, streams);
    return {{}, ExitCode::problems};
}

}  // namespace spillway
