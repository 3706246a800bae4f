"""A call that was made, as far as an error needs to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iamtui.aws.wording import describe

# GenerateCredentialReport only has AWS write down what is, and AssumeRole gives out a session; both
# may be asked any number of times.
_READS = ("Get", "List", "Simulate", "Generate", "Assume", "Lookup")


@dataclass(frozen=True, slots=True)
class Asked:
    """One API call: `operation` and parameters in AWS's spelling. The values are never shown but
    for the one that names what the call is about."""

    operation: str
    parameters: Mapping[str, object]
    service: str = "iam"

    @property
    def is_write(self) -> bool:
        """Whether the call changes something."""
        return not self.operation.startswith(_READS)

    @property
    def words(self) -> str:
        """The call as a noun phrase."""
        return describe(self.operation, self.parameters, self.service)
