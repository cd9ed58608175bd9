#pragma once

namespace spillway {

// While one of these lives, the first Ctrl+C only asks for an end; the second one ends the program at once. One at a
// time.
class Interruption {
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    static bool isRequested();

private:
    void (*m_previous)(int);
};

}  // namespace spillway
