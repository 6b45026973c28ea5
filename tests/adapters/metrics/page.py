"""A page of metrics, as Prometheus reads it."""

from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True)
class Page:
    """The samples of a page by name with labels, and the names of its families."""

    text: str
    samples: dict[str, float]
    families: frozenset[str]

    @classmethod
    def read(cls, content: bytes) -> "Page":
        text = content.decode()
        found = list(text_string_to_metric_families(text))
        samples = {_name(sample.name, sample.labels): sample.value for family in found for sample in family.samples}
        return cls(text, samples, frozenset(family.name for family in found))

    def of_name(self, name: str) -> dict[str, float]:
        """Return the samples of one name."""
        return {key: value for key, value in self.samples.items() if key.partition("{")[0] == name}


def _name(name: str, labels: dict[str, str]) -> str:
    inside = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    return f"{name}{{{inside}}}" if inside else name
