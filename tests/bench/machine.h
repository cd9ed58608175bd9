#pragma once

namespace spillway::bench {

// What the machine can do, without Spillway: figures of one machine say little about another.
void benchMachine();

}  // namespace spillway::bench
