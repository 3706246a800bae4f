"""What the screens know of the profile that is open: its account, its backend, who may write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import NOT_ASKED, Field, Known, Unknown
from iamtui.account.model import Account, Source
from iamtui.account.operation import Impossible
from iamtui.aws.backend import Backend, Cancel, Patch, Progress
from iamtui.aws.target import Target
from iamtui.rotation.holders.in_memory import InMemory

if TYPE_CHECKING:
    from iamtui.aws.role_request import RoleRequest
    from iamtui.execution.guard import Guard, Situation
    from iamtui.execution.journal import Journal
    from iamtui.execution.mfa import MfaBroker


@dataclass
class Session:
    """One profile, open. `generation` tells its answers from those of sessions left behind.

    `close` ends what the session started (a mock's process). `account` is the present picture;
    `loading` can be cancelled while it is being loaded, and `progress` tells how far that is;
    `renewal_of` is the end of a session that was seen coming; `base` is what the
    `role` was assumed from, and is gone back to; `given` has the key of a mock's profile, and
    the one that takes its place.
    """

    generation: int
    target: Target
    backend: Backend
    broker: MfaBroker
    guard: Guard
    journal: Journal
    close: Callable[[], None]
    notices: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
    loading: Cancel | None = None
    loaded_at: datetime | None = None
    renewal_of: datetime | None = None
    base: Session | None = None
    role: RoleRequest | None = None
    given: InMemory | None = None
    progress: dict[Source, Progress] = field(default_factory=dict)
    _asked: set[tuple[Entity, Aspect]] = field(default_factory=set)
    _patches: list[Patch] = field(default_factory=list)

    def apply(self, patch: Patch) -> None:
        """Put an answer, or the effect of a write, into the account.

        What comes while the account is being loaded is kept, and put into what was loaded again:
        a page that was read before a write must not take the write back on the screen.
        """
        self.account = _patched(self.account, patch)
        if self.loading is not None:
            self._patches.append(patch)

    def begin_loading(self) -> Cancel:
        """Note that the account is being loaded from now on; gives what cancels it."""
        self.loading = Cancel()
        self.progress.clear()
        self._patches.clear()
        return self.loading

    def show_loaded(self, account: Account) -> None:
        """Take `account` as the present picture, with the answers that came meanwhile."""
        for patch in self._patches:
            account = _patched(account, patch)
        self.account = account

    def end_loading(self, at: datetime | None) -> None:
        """Note that loading has ended, completely at `at`, or not (None)."""
        self.loading = None
        self.loaded_at = at or self.loaded_at
        self._patches.clear()
        self._asked.clear()

    def unasked(self, read: Read) -> frozenset[Aspect]:
        """The aspects of `read` that nobody asked for yet; they count as asked from now on."""
        new = frozenset(a for a in read.aspects if (read.entity, a) not in self._asked)
        self._asked.update((read.entity, aspect) for aspect in new)
        return new

    def ask_again(self, entity: Entity) -> None:
        """Let what was asked of `entity` be asked again."""
        self._asked = {asked for asked in self._asked if asked[0] != entity}

    def situation(self, now: datetime) -> Situation:
        """Who is acting here, for the Guard."""
        from iamtui.execution.guard import Situation

        return Situation(
            caller=self.account.caller,
            account_name=account_name(self.account),
            mfa_serials=self.mfa_serials(),
            session=self.backend.mfa_session,
            now=now,
        )

    def mfa_serials(self) -> Field[tuple[str, ...]]:
        """The caller's MFA devices that give codes for the API: the profile's, else AWS's list; of
        a role, the one whose code begins its session anew."""
        caller = self.account.caller.otherwise(None)
        if caller is not None and caller.user_name is None and not caller.is_root:
            device = self.backend.code_device
            return Known((device,) if device else ())
        if self.target.mfa_serial and ":u2f/" not in self.target.mfa_serial:
            return Known((self.target.mfa_serial,))
        user = self._caller_user()
        if user is None:
            return Known(())
        held = self.account.users.get(user)
        devices = held.mfa_devices if held else NOT_ASKED
        # The list of the whole account has virtual devices only.
        listed = self.account.index.devices_of.get(user, ())
        serials = devices.value if isinstance(devices, Known) else listed
        usable = tuple(serial for serial in serials if ":u2f/" not in serial)
        return devices if isinstance(devices, Unknown) and not usable else Known(usable)

    def caller_reads(self) -> tuple[Read, ...]:
        """What must be read of the caller before a plan is shown: its MFA devices."""
        user = self._caller_user()
        if user is None or self.target.mfa_serial:
            return ()
        return (Read(Entity(EntityKind.USER, user), frozenset({Aspect.MFA_DEVICES})),)

    def _caller_user(self) -> str | None:
        caller = self.account.caller.otherwise(None)
        return caller.user_name if caller else None


def account_name(account: Account) -> str:
    """The account's alias, its id where it has none, "" where neither is known."""
    return account.alias.otherwise(None) or account.id.otherwise("")


def _patched(account: Account, patch: Patch) -> Account:
    try:
        return patch(account)
    except Impossible:
        return account


def stopped(account: Account, why: Unknown) -> Account:
    """`account` with every source that was not answered marked by `why`."""
    left = {source: why for source in Source if source not in account.sources}
    return replace(account, sources={**account.sources, **left})
