"""The warm Pythons that tests start iamtui from; each starts with its first program."""

from __future__ import annotations

from typing import Final

from tests.support.warm_python import WarmPython

COMMANDS: Final = WarmPython("tests.support.warm_commands")
"""For commands without a screen."""
MOCK: Final = WarmPython("tests.support.warm_mock")
"""For `iamtui mock serve`."""
SCREENS: Final = WarmPython("tests.support.warm_screens", environ={"TEXTUAL_ANIMATIONS": "none"})
"""For the screens; Textual reads its environment at its import, before which iamtui sets that."""
