"""The command line: what it opens, what it refuses, in which words and with which exit code."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamtui import __version__, cli
from iamtui.errors import AnswerIsNo, IamtuiError, RefusedError, UsageError
from tests.support.pty_program import PATIENCE, Program, in_terminal, plain_environment
from tests.support.warm_programs import COMMANDS, SCREENS

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "iamtui"]
# A package that is not installed, as Python says it.
WITHOUT_MOTO = """
import sys
sys.modules["moto"] = None
from iamtui.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return plain_environment(str(tmp_path))


def run(
    *arguments: str, environ: dict[str, str], command: list[str] | None = None
) -> tuple[int, str, str]:
    """The exit code, what was printed and what was complained, without a terminal."""
    if command is None:
        result = COMMANDS.run([*COMMAND[1:], *arguments], environ, timeout=60)
    else:
        result = run_cold([*command, *arguments], environ)
    assert "Traceback" not in result.stderr
    return result.returncode, result.stdout, result.stderr


def run_cold(command: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environ,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def fail(_arguments: object) -> int:
        raise error

    monkeypatch.setattr(cli, "_open_screens", fail)
    return cli.main([])


@pytest.mark.parametrize(
    ("sort", "code"), [(AnswerIsNo, 1), (UsageError, 2), (RefusedError, 3), (IamtuiError, 4)]
)
def test_an_error_is_its_sentences_and_its_exit_code(
    sort: type[IamtuiError],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert raising(sort("It broke.", "Mend it."), monkeypatch) == code
    assert capsys.readouterr().err == "iamtui: It broke. Mend it.\n"


def test_an_interrupt_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(KeyboardInterrupt(), monkeypatch) == 130
    assert capsys.readouterr().err == ""


def test_a_mistake_of_our_own_shows_where_and_never_with_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(ValueError("hunter2"), monkeypatch) == 4
    told = capsys.readouterr().err
    assert "failed (ValueError)" in told
    assert "iamtui/cli.py" in told
    assert "hunter2" not in told


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--mock", "demo", "--profile", "x"],
        ["mock"],
        ["mock", "serve", "--port", "http"],
    ],
)
def test_wrong_usage_ends_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: iamtui" in capsys.readouterr().err


@pytest.mark.slow
def test_without_a_terminal_it_says_so(environ: dict[str, str]) -> None:
    code, printed, told = run("--mock", environ=environ)
    assert (code, printed) == (2, "")
    assert told.startswith("iamtui: This is no terminal")
    assert told.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"TERM": "dumb"}, "A terminal of type “dumb” cannot show screens."),
        ({"PYTHONIOENCODING": "latin-1"}, "locale uses iso8859-1"),
        (
            {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
            "draws in UTF-8. Set LANG=C.UTF-8",
        ),
    ],
)
def test_a_terminal_that_cannot_show_screens_is_refused(
    environ: dict[str, str], change: dict[str, str], words: str
) -> None:
    with in_terminal([*COMMAND, "--mock"], {**environ, **change}) as program:
        program.until("iamtui: ")
        assert program.ended() == 2
    assert "\x1b" not in program.text
    if change.get("TERM"):
        assert words in program.text
    else:
        assert words in " ".join(program.text.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--mock", "nowhere.json"], "There is no file nowhere.json."),
        (["--mock", "demo", "--endpoint-url", "http://x"], "A mock has its own endpoint."),
        (["--mock", "--theme", "nosuch"], "There is no theme 'nosuch'."),
    ],
)
def test_what_cannot_be_opened_is_told_before_a_screen_is_drawn(
    environ: dict[str, str], arguments: list[str], words: str
) -> None:
    with in_terminal([*COMMAND[1:], *arguments], environ, warm=SCREENS) as program:
        program.until("iamtui: ")
        assert program.ended() == 2
    assert words in program.text
    assert b"\x1b[?1049h" not in program.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("them = 'x'", "them must be left out"),
        ("mouse = 'maybe'", "mouse must be true or false"),
        ("theme = 'nosuch'", "There is no theme 'nosuch'"),
        ("[guard]\ntag = 'maybe'", "The guard level of tag is 'maybe'"),
        ("[guard]\natach-policy = 'code'", "'atach-policy', which is no sort of change"),
        ("[keys]\nfiltre = 'f'", "'filtre', which is no command"),
        ("[keys]\nfilter = 'a'", "gives filter the key of attach-policy"),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_told(
    environ: dict[str, str], tmp_path: Path, text: str, words: str
) -> None:
    folder = tmp_path / ".config" / "iamtui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text)
    with in_terminal([*COMMAND[1:], "--mock"], environ, warm=SCREENS) as program:
        program.until("iamtui: ")
        assert program.ended() == 2
    assert words in program.text
    assert b"\x1b[?1049h" not in program.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--profile", "nosuch"], "There is no profile 'nosuch'"),
        (["--mock", str(ROOT / "pyproject.toml")], "pyproject.toml"),
    ],
)
def test_what_does_not_open_is_told_where_another_can_be_chosen(
    environ: dict[str, str], arguments: list[str], words: str
) -> None:
    with in_terminal([*COMMAND[1:], *arguments], environ, warm=SCREENS) as program:
        program.until(words)
        assert "Traceback" not in program.text


@pytest.mark.slow
def test_without_moto_the_mock_says_what_to_install(environ: dict[str, str]) -> None:
    command = [sys.executable, "-c", WITHOUT_MOTO]
    code, printed, told = run("mock", "serve", environ=environ, command=command)
    assert (code, printed) == (4, "")
    assert "The mock needs the package moto" in told
    assert 'pip install "iamtui[mock]"' in told


@pytest.mark.slow
def test_a_port_in_use_is_told(environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, printed, told = run("mock", "serve", "--port", port, environ=environ)
    assert (code, printed) == (2, "")
    assert f"cannot listen on port {port}" in told


@pytest.mark.slow
@pytest.mark.parametrize("account", ["nowhere.json", str(ROOT / "pyproject.toml")])
def test_the_mock_names_a_file_that_is_no_account(environ: dict[str, str], account: str) -> None:
    code, printed, told = run("mock", "serve", "--account", account, environ=environ)
    assert (code, printed) == (2, "")
    assert account in told


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_mock_says_where_it_is_and_ends_when_told(
    environ: dict[str, str], number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [*COMMAND, "mock", "serve", "--account", "empty"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    assert ready["endpoint_url"].startswith("http://127.0.0.1:")
    process.send_signal(number)
    output, told = process.communicate(timeout=30)
    assert (process.returncode, output) == (0, "")
    assert "Traceback" not in told


@pytest.fixture
def opened(environ: dict[str, str]) -> Iterator[Program]:
    """The demo account on the screen, in a terminal that has a mouse."""
    with in_terminal([*COMMAND[1:], "--mock"], environ, warm=SCREENS) as program:
        program.until("Loaded ")
        yield program


def child_of(program: Program) -> int:
    """The process of the mock."""
    tasks = Path(f"/proc/{program.process.pid}/task").iterdir()
    (child,) = {int(pid) for task in tasks for pid in (task / "children").read_text().split()}
    return child


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_gone(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_restores_the_terminal_and_ends_the_mock(
    opened: Program, number: signal.Signals, code: int
) -> None:
    mock = child_of(opened)
    opened.process.send_signal(number)
    opened.check_restored()
    assert opened.ended() == code
    assert "Traceback" not in opened.text
    wait_until_gone(mock)


@pytest.mark.slow
def test_a_kill_ends_the_mock_too(opened: Program) -> None:
    mock = child_of(opened)
    opened.process.kill()
    wait_until_gone(mock)


@pytest.mark.slow
def test_quitting_restores_the_terminal(environ: dict[str, str]) -> None:
    with in_terminal([*COMMAND, "--mock"], environ) as opened:
        opened.until("Loaded ")
        mock = child_of(opened)
        opened.press(b"q")
        opened.check_restored()
        assert opened.ended() == 0
        assert "Traceback" not in opened.text
        wait_until_gone(mock)


@pytest.mark.slow
def test_no_module_is_taken_from_the_folder_that_the_user_is_in(
    environ: dict[str, str], tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    marker = tmp_path / "taken"
    for name in ("json", "boto3", "moto", "iamtui"):
        (trap / f"{name}.py").write_text(f"open({str(marker)!r}, 'w')\nraise SystemExit(9)")
    program_text = "import sys; from iamtui.cli import main; sys.exit(main(['--mock']))"
    with in_terminal(
        ["sh", "-c", f'cd {trap} && exec {sys.executable} -P -c "{program_text}"'], environ
    ) as program:
        program.until("Loaded ")
    assert not marker.exists()
