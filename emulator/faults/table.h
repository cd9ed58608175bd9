#pragma once

#include "faults/bad_deploy.h"
#include "faults/bandwidth.h"
#include "faults/brownout.h"
#include "faults/clock_jump.h"
#include "faults/cold_cache.h"
#include "faults/connection_refused.h"
#include "faults/consumer_stall.h"
#include "faults/cpu_pressure.h"
#include "faults/crash.h"
#include "faults/cut.h"
#include "faults/disk_full.h"
#include "faults/errors.h"
#include "faults/expired_certificate.h"
#include "faults/gray_failure.h"
#include "faults/instance_kill.h"
#include "faults/latency.h"
#include "faults/memory_pressure.h"
#include "faults/outage.h"
#include "faults/packet_loss.h"
#include "faults/poison_message.h"
#include "faults/slow.h"
#include "faults/surge.h"
#include "faults/throttle.h"

// Every fault: its word in the document and its type, in the order of the menus. A new one is a file of its own (and
// what it does to the levers in the source of the same name) and its lines here; the rest follows.
#define SPILLWAY_FAULTS(FAULT)                     \
    FAULT(surge, Surge)                            \
    FAULT(instance_kill, InstanceKill)             \
    FAULT(latency, Latency)                        \
    FAULT(cut, Cut)                                \
    FAULT(errors, Errors)                          \
    FAULT(outage, Outage)                          \
    FAULT(crash, Crash)                            \
    FAULT(slow, Slow)                              \
    FAULT(throttle, Throttle)                      \
    FAULT(connection_refused, ConnectionRefused)   \
    FAULT(packet_loss, PacketLoss)                 \
    FAULT(bandwidth, Bandwidth)                    \
    FAULT(cpu_pressure, CpuPressure)               \
    FAULT(memory_pressure, MemoryPressure)         \
    FAULT(disk_full, DiskFull)                     \
    FAULT(clock_jump, ClockJump)                   \
    FAULT(cold_cache, ColdCache)                   \
    FAULT(poison_message, PoisonMessage)           \
    FAULT(consumer_stall, ConsumerStall)           \
    FAULT(brownout, Brownout)                      \
    FAULT(bad_deploy, BadDeploy)                   \
    FAULT(expired_certificate, ExpiredCertificate) \
    FAULT(gray_failure, GrayFailure)
