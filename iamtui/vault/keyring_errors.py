"""Turns what keyring libraries raise into our errors, by class and number, never by text.

The texts stay out: a back end may quote what it was given, and UnicodeDecodeError keeps the
whole value that it could not read.
"""

from __future__ import annotations

from iamtui.vault.errors import KeyringFailed, KeyringLocked, VaultError, capital

# errSecInteractionNotAllowed: the keychain would have to ask, and there is no screen (SSH).
MACOS_NO_INTERACTION = -25308


def in_our_words(error: BaseException, keyring: str, doing: str) -> VaultError:
    """The error to raise for `error`, which a back end raised while `doing`."""
    if isinstance(error, VaultError):
        return _without_context(error)
    name = capital(keyring)
    if _is_locked(error):
        return KeyringLocked(
            f"{name} is locked ({doing}).", "Unlock it on its desktop, then try again."
        )
    if _is_macos_without_screen(error):
        return KeyringLocked(
            f"{name} is locked and cannot ask over this connection ({doing}).",
            "Run “security unlock-keychain”, then try again.",
        )
    return KeyringFailed(
        f"{name} stopped or refused ({doing}: {type(error).__name__}).",
        "Start or unlock it again, then try again; “iamtui doctor” looks at it.",
    )


def _without_context(error: VaultError) -> VaultError:
    """`from None` only hides the library's error in a traceback; this lets go of it."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)


def _is_locked(error: BaseException) -> bool:
    """By names, since the Secret Service's library is not installed everywhere."""
    locked = {"KeyringLocked", "LockedException", "PromptDismissedException"}
    return any(kind.__name__ in locked for kind in type(error).__mro__)


def _is_macos_without_screen(error: BaseException) -> bool:
    cause = error.__cause__
    return cause is not None and cause.args[:1] == (MACOS_NO_INTERACTION,)
