"""What holds for every test: nothing of the user's own is read, written or asked."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# How long an example takes says nothing on a busy machine. The examples are the same at every run,
# so that a failure is there again for whoever looks; HYPOTHESIS_PROFILE=soak looks for new ones.
settings.register_profile("iamtui", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("soak", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "iamtui"))


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home folder without profiles, keyring, journal or configuration, and no AWS account."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("AWS_", "XDG_", "IAMTUI_", "TEXTUAL", "DBUS_", "SSH_")):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield
