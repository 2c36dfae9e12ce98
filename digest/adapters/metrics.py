"""A newsletter's figures in the form that Prometheus reads, made from the tables when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from digest import model as m


def exposition(found: m.Status) -> bytes:
    """Return the text of https://prometheus.io/docs/instrumenting/exposition_formats/ for a newsletter's status."""
    registry = CollectorRegistry()
    registry.register(_Figures(found))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, found: m.Status) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        found, name = self.found, [self.found.newsletter]
        sources = GaugeMetricFamily("digest_sources", "Sources by how they are.", labels=["newsletter", "state"])
        for state in m.State:
            sources.add_metric([*name, state.value], found.sources.get(state.value, 0))
        yield sources
        yield from self._slots()
        yield from self._deliveries()
        single = {
            "digest_posts": ("Posts kept.", found.posts),
            "digest_wants": ("Things that a person should see to.", len(found.wants)),
            "digest_draft_waiting": ("1 where a draft waits for an editor.", int(found.draft is not None)),
            "digest_disk_free_bytes": ("Bytes that the disk has left.", found.free),
        }
        for called, (about, value) in single.items():
            if value is not None:
                gauge = GaugeMetricFamily(called, about, labels=["newsletter"])
                gauge.add_metric(name, value)
                yield gauge

    def _slots(self) -> Iterator[Metric]:
        name = str(self.found.newsletter)
        slots = GaugeMetricFamily(
            "digest_slots", "Slots of 15 days by job and state.", labels=["newsletter", "job", "state"]
        )
        for job in (m.Job.DRAFT, m.Job.SEND):
            for state in m.SlotState:
                count = sum(row.slot.job is job and row.state is state for row in self.found.slots)
                slots.add_metric([name, job.value, state.value], count)
        yield slots
        due = GaugeMetricFamily(
            "digest_next_slot_seconds", "When a job's next slot is due.", labels=["newsletter", "job"]
        )
        for one in self.found.coming:
            due.add_metric([name, one.slot.job.value], one.slot.at.timestamp())
        yield due
        if self.found.collected and self.found.collected.changed:
            last = GaugeMetricFamily(
                "digest_last_collection_seconds", "When the last one ended.", labels=["newsletter"]
            )
            last.add_metric([name], self.found.collected.changed.timestamp())
            yield last

    def _deliveries(self) -> Iterator[Metric]:
        labels = ["newsletter", "issue", "fate"]
        fates = GaugeMetricFamily("digest_deliveries", "Deliveries of the last issues by fate.", labels=labels)
        for sending in self.found.sendings:
            for fate in m.Fate:
                values = [str(self.found.newsletter), str(sending.issue), fate.value]
                fates.add_metric(values, sending.fates.get(fate.value, 0))
        yield fates
