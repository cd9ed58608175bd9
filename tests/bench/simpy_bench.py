"""The bench's workloads in SimPy 2.3 (Debian's python3-simpy). Prints one JSON line each: name, unit, value, mean in seconds."""
import json
import random
import sys
import time

from SimPy.Simulation import Process, Resource, Simulation, hold, release, request


class Request(Process):
    def tandem(self, stations, work, log):
        start = self.sim.now()
        for station in stations:
            yield request, self, station
            yield hold, self, random.expovariate(1 / work)
            yield release, self, station
        log.append(self.sim.now() - start)

    def chain(self, stations, work, hop, log):
        start = self.sim.now()
        for station in stations:
            yield hold, self, hop
            yield request, self, station
            yield hold, self, random.expovariate(1 / work)
        for station in reversed(stations):
            yield release, self, station
            yield hold, self, hop
        log.append(self.sim.now() - start)


class Source(Process):
    def send(self, count, rate, begin):
        for _ in range(count):
            yield hold, self, random.expovariate(rate)
            begin()


def measure(name, count, stations, slots, rate, work, hop=None):
    random.seed(1)
    sim = Simulation()
    sim.initialize()
    desks = [Resource(capacity=slots, sim=sim) for _ in range(stations)]
    log = []

    def begin():
        visitor = Request(sim=sim)
        steps = visitor.tandem(desks, work, log) if hop is None else visitor.chain(desks, work, hop, log)
        sim.activate(visitor, steps)

    source = Source(sim=sim)
    sim.activate(source, source.send(count, rate, begin))
    started = time.process_time()
    sim.simulate(until=1e12)
    seconds = time.process_time() - started
    print(json.dumps({"name": name + " simpy", "unit": "requests/s", "value": round(len(log) / seconds), "mean": sum(log) / len(log)}), flush=True)


scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1
measure("W1 M/M/1", int(100_000 * scale), 1, 1, 0.8, 1.0)
measure("W2 tandem", int(30_000 * scale), 5, 4, 2.8, 1.0)
measure("W3 chain", int(30_000 * scale), 5, 8, 180.0, 0.005, 0.0005)
