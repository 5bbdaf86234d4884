"""The subcommands of `run.py`."""

import sys
import time
from collections.abc import Callable

from bootstrap import app, assets, checks, environment, manual, messages
from bootstrap.places import ANJU, ROOT
from bootstrap.terminal import Stop, say, words

DONE, FAILED, WRONG_USE = 0, 1, 2


def main(arguments: list[str], usage: str) -> int:
    """Run one subcommand; returns the exit status."""
    _speak_utf8()
    name, *rest = arguments or ["up"]
    if name in {"-h", "--help", "help"}:
        print(usage)
        return DONE
    command = COMMANDS.get(name)
    if command is None:
        print(usage, file=sys.stderr)
        return WRONG_USE
    try:
        return command(rest)
    except Stop as reason:
        print(f"\n✗ {reason}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130


def _setup(*, again: bool = False) -> None:
    environment.ensure()
    assets.ensure(again=again)
    messages.compile_all(ROOT / "anju")
    manual.ensure()


def _command_up(rest: list[str]) -> int:
    if rest and rest != ["--no-demo"]:
        raise Stop(words(f"不认识的参数：{rest[0]}", f"Unknown argument: {rest[0]}"))
    _setup()
    return app.up(demo=not rest)


def _command_setup(_rest: list[str]) -> int:
    begun = time.monotonic()
    _setup(again=True)
    took = time.monotonic() - begun
    say(f"就绪（{took:.0f} 秒）：{ANJU}", f"Ready ({took:.0f} s): {ANJU}")
    return DONE


def _command_check(_rest: list[str]) -> int:
    _setup()
    environment.install("test")
    return FAILED if checks.run_static() else DONE


def _command_test(rest: list[str]) -> int:
    """With words for pytest only the tests run: that is the inner loop of a developer."""
    _setup()
    checks.ensure_system()
    environment.install("test")
    failed = [] if rest else checks.run_static()
    status = checks.run_pytest(rest)
    if failed:
        say(f"✗ 未通过：{'、'.join(failed)}", f"✗ Failed: {', '.join(failed)}")
    return status or (FAILED if failed else DONE)


def _speak_utf8() -> None:
    """A Windows console or a C locale may know no tick mark: rather a question mark than a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "up": _command_up,
    "--no-demo": lambda rest: _command_up(["--no-demo", *rest]),
    "setup": _command_setup,
    "check": _command_check,
    "test": _command_test,
}
