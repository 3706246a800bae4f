"""From botocore's refusal of ~/.aws, which names no line, to the line that it is about."""

from __future__ import annotations

from collections.abc import Collection

from botocore.exceptions import ConfigParseError

from iamtui.aws.config_check import ConfigFinding, check_aws_files
from iamtui.aws.translate import CONFIGURATION
from iamtui.errors import UsageError


def mistake_behind(
    error: Exception, profiles: Collection[str], vault_profiles: Collection[str] = ()
) -> UsageError | None:
    """The mistake in ~/.aws that botocore's `error` comes from, with file, line and remedy.

    `profiles` are those that were asked for, `vault_profiles` may be sources of roles too. None
    where the error is no such one, or no line can be told.
    """
    if not isinstance(error, CONFIGURATION):
        return None
    found = [each for each in check_aws_files(vault_profiles) if each.is_error and each.line]
    if isinstance(error, ConfigParseError):
        chosen = [each for each in found if not each.what.startswith("profile ")]
    else:
        chosen = [each for each in found if _is_of(each, profiles)]
    if not chosen:
        return None
    return UsageError(f"{chosen[0].place}: {chosen[0].what}.", chosen[0].remedy)


def _is_of(finding: ConfigFinding, profiles: Collection[str]) -> bool:
    return any(finding.what.startswith(f"profile {name}:") for name in profiles)
