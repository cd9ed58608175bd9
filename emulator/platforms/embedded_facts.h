#pragma once

namespace spillway::detail {

struct EmbeddedText {
    const char* name;  // of the file, without its ending
    const char* text;
};
// The files of resources/platforms as they were when this was built; the last one has no name.
extern const EmbeddedText kFactSheets[];

}  // namespace spillway::detail
