#include "topology/words.h"

namespace spillway {

Error unknownWord(std::string_view word, const std::vector<std::string>& known) {
    std::string sentence = "unknown word \"" + std::string{word} + "\": ";
    const std::string hint = didYouMean(word, known);
    if (!hint.empty()) return {sentence + hint};
    sentence += "known are ";
    for (std::size_t i = 0; i < known.size(); ++i) sentence += (i == 0 ? "" : ", ") + known[i];
    return {sentence};
}

}  // namespace spillway
