"""The AWS files, ~/.aws/credentials and ~/.aws/config: the profiles in them that have the key."""

from __future__ import annotations

from pathlib import Path

from iamtui.rotation.holders import aws_lines
from iamtui.rotation.holders.file_edit import check_editable, edit, read_text
from iamtui.vault.errors import ReadBackMismatch
from iamtui.vault.items import AccessKeyPair


class InAwsFiles:
    """A `Holder`: the files `paths`, the credentials file first.

    `label` (account and user) says whose keys are kept in sections of their own, `known` which ids
    are the user's. It `keeps` keys where there is no other place for them: the new one until it is
    used, the old one until it is deleted.
    """

    def __init__(
        self, paths: tuple[Path, ...], label: str, known: frozenset[str], *, keeps: bool
    ) -> None:
        self._paths = paths
        self._label = label
        self._known = known
        self._keeps = keeps

    def check(self) -> None:
        """See that each file that has the key can be changed."""
        for path, text in self._texts():
            if any(aws_lines.uses(text, key_id) for key_id in self._known):
                check_editable(path)

    def ids(self) -> frozenset[str]:
        """The keys in sections of their own."""
        found = (aws_lines.shelf_ids(text, self._label) for _path, text in self._texts())
        return frozenset[str]().union(*found)

    def read(self, key_id: str) -> AccessKeyPair | None:
        """From any section, of a profile or of its own."""
        for _path, text in self._texts():
            for section in aws_lines.sections(text):
                key = section.key
                if key is not None and key.access_key_id == key_id and key.secret:
                    return key
        return None

    def in_use(self) -> frozenset[str]:
        """The user's keys that profiles have."""
        known = self._known | self.ids()
        texts = [text for _path, text in self._texts()]
        return frozenset(k for k in known if any(aws_lines.uses(text, k) for text in texts))

    def save(self, key: AccessKeyPair) -> None:
        """In a section of its own, in the file that has the user's key; read back and compared."""
        self._known |= {key.access_key_id}
        path = self._home()
        edit(path, lambda text: self._shelved(path, text, key))
        if self.read(key.access_key_id) != key:
            raise ReadBackMismatch(str(path), key.access_key_id)

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Put `to` into each profile that has `from_id`."""
        self._known |= {from_id, to.access_key_id}
        before = self.read(from_id)
        for path, text in self._texts():
            if aws_lines.uses(text, from_id):
                self._switch(path, from_id, to, before)

    def forget(self, key_id: str) -> None:
        """Remove the section that keeps it."""
        for path, text in self._texts():
            if key_id in aws_lines.shelf_ids(text, self._label):
                edit(path, lambda text: aws_lines.unshelved(text, key_id))

    def _switch(
        self, path: Path, from_id: str, to: AccessKeyPair, before: AccessKeyPair | None
    ) -> None:
        def change(text: str) -> str:
            text = aws_lines.switched(text, from_id, to)
            text = aws_lines.unshelved(text, to.access_key_id)
            if not self._keeps or before is None:
                return text
            return self._shelved(path, text, before)

        edit(path, change)

    def _shelved(self, path: Path, text: str, key: AccessKeyPair) -> str:
        in_config = path != self._paths[0]
        return aws_lines.shelved(text, self._label, key, in_config=in_config)

    def _home(self) -> Path:
        """The file for new sections: the one that has the user's key."""
        for path, text in self._texts():
            if any(aws_lines.uses(text, key_id) for key_id in self._known):
                return path
        return self._paths[0]

    def _texts(self) -> tuple[tuple[Path, str], ...]:
        read = ((path, read_text(path)) for path in self._paths)
        return tuple((path, text) for path, text in read if text is not None)
