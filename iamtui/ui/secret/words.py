"""What the screen of a new secret says."""

from __future__ import annotations

from iamtui.delivery.new_secret import NewSecret
from iamtui.ui.secret.private_app import LENT_SECONDS

ONCE = "AWS gives this secret out once: after this screen nobody can read it again."
NOT_SEEN = "Nobody has seen this secret, and it is nowhere else. Esc again leaves it all the same."
NOT_SEEN_AT_END = "Nobody has seen the new secret, and it is nowhere else. Again ends all the same."
CLIPBOARD = (
    "The copy goes to the terminal, which may put it onto the clipboard of the machine that you "
    "sit at, over SSH as well. Clipboard managers there keep what was copied, tmux may keep it as "
    "a buffer or drop it; iamtui sees none of that and cannot delete it there. "
    f"{LENT_SECONDS:.0f} s later it sends other text over it.\ny again copies."
)
COPIED = (
    "Sent to the terminal's clipboard, if it takes it; other text follows in "
    f"{LENT_SECONDS:.0f} s. See that it arrived before you leave."
)
SEALED_HELP = (
    "Only who has the private key opens the file: age -d -i ~/.ssh/id_ed25519 FILE. With a "
    "passphrase, send that another way than the file."
)


def facts(new: NewSecret, stands: str) -> str:
    """What stands above the secret; `stands` says how things stand with it."""
    lines = [f"User           {new.user_name}", f"Access key ID  {new.access_key_id}"]
    if new.account:
        lines.insert(0, f"Account        {new.account}")
    if new.sign_in_url:
        lines.append(f"Console        {new.sign_in_url}")
    return "\n".join([*lines, "", stands])


def seen_for(seconds: float) -> str:
    """How long the secret is still seen; `seconds` is 0 where it is hidden."""
    if seconds <= 0:
        return "Hold Space to see it; pressed once, it is seen for 10 s."
    return f"Hidden in {seconds:.0f} s, or with Space."


def delivered(what: list[str]) -> str:
    """Where the secret went."""
    return "\n".join(f"✓ {line}" for line in what)
