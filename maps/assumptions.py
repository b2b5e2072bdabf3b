"""What localisation assumes before it sees evidence; every figure can be set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from maps.model import Kind

PRIORS: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.HEADEND: 1e-6,
        Kind.HUB: 2e-6,
        Kind.TRANSMITTER: 2e-5,
        Kind.EDFA: 2e-5,
        Kind.CMTS: 2e-5,
        Kind.CMTS_PORT: 5e-5,
        Kind.SERVICE_GROUP: 1e-6,
        Kind.OLT: 2e-5,
        Kind.PON_PORT: 3e-5,
        Kind.SPLITTER: 1e-5,
        Kind.OPTICAL_NODE: 2e-4,
        Kind.NODE_PORT: 5e-5,
        Kind.AMPLIFIER: 2e-4,
        Kind.LINE_POWER_SUPPLY: 2e-4,
        Kind.UPS: 5e-5,
        Kind.SWITCH: 5e-5,
        Kind.ROUTER: 5e-5,
        Kind.EOC_HEAD: 3e-4,
        Kind.TAP: 2e-5,
        Kind.BUILDING: 5e-5,
        Kind.OTHER: 1e-5,
    }
)
"""Chance that an element of a kind, or the span that feeds it, is failed at any one moment: repair time
over time between failures. Street actives on mains power fail often; a tap is a few screws; a service
group is a name."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Rates and delays behind the likelihoods; shares are of 1."""

    switched_off: float = 0.03
    """Share of terminals that are off for reasons of their own at any moment."""
    missed_anyway: float = 0.002
    """Chance that a terminal behind a failed element still reads as registered."""
    misplaced: float = 0.01
    """Chance that the plant file hangs an element or a terminal on the wrong parent."""
    undrawn: float = 0.3
    """Chance that terminals recorded right at an element hang on branches that the plant file leaves out."""
    notice_delay_s: float = 60.0
    """Longest time a CMTS takes to notice a dead modem: the silence of one fault staggers over it."""
    coincidence: float = 0.05
    """Share of switched-off terminals that went off close enough to a given moment to look like one event."""
    off_spell_s: float = 8 * 3600.0
    """How long a terminal stays switched off; an interval of darkness as wide as this tells nothing of when."""
    ranging_while_failed: float = 0.3
    """How much rarer ranging is behind a failed element than behind a sound one: a weak sign of life."""
    silent_anyway: float = 0.02
    """Chance that a sound element's own transponder is silent."""
    answers_though_failed: float = 0.1
    """Chance that an element's transponder answers although the element passes no signal on."""
    together: float = 3.0
    """How much more often homes switch off close to one another in time than independent ones would."""
    priors: Mapping[Kind, float] = field(default_factory=lambda: PRIORS)
    """Chance per kind that an element has failed; a kind that is not named here takes that of `other`."""

    def __post_init__(self) -> None:
        shares = {
            "switched_off": self.switched_off,
            "missed_anyway": self.missed_anyway,
            "misplaced": self.misplaced,
            "undrawn": self.undrawn,
            "coincidence": self.coincidence,
            "ranging_while_failed": self.ranging_while_failed,
            "silent_anyway": self.silent_anyway,
            "answers_though_failed": self.answers_though_failed,
            **{f"priors.{kind}": prior for kind, prior in self.priors.items()},
        }
        for name, share in shares.items():
            if not 0.0 < share < 1.0:
                raise ValueError(f"{name} = {share}: must lie between 0 and 1, both excluded")
        for name, seconds in (("notice_delay_s", self.notice_delay_s), ("off_spell_s", self.off_spell_s)):
            if not seconds > 0.0:
                raise ValueError(f"{name} = {seconds}: must be above 0")

    @classmethod
    def of(
        cls, switched_off: float, missed_anyway: float, notice_delay_s: float, priors: Mapping[str, float]
    ) -> Assumptions:
        """Return the assumptions as configured; `priors` replaces the defaults of the kinds it names.

        Raises ValueError naming a kind that does not exist or a figure that cannot be.
        """
        unknown = sorted(set(priors) - set(Kind))
        if unknown:
            raise ValueError(f"priors: no kind of element is called {unknown[0]!r}")
        changed = {Kind(name): prior for name, prior in priors.items()}
        return cls(
            switched_off=switched_off,
            missed_anyway=missed_anyway,
            notice_delay_s=notice_delay_s,
            priors={**PRIORS, **changed},
        )

    def prior(self, kind: Kind) -> float:
        """Return the chance that an element of this kind has failed at any one moment."""
        return self.priors.get(kind, self.priors.get(Kind.OTHER, PRIORS[Kind.OTHER]))
