"""Keep the processes of a server alive and end them all together.

    supervise.py [options] -- NAME COMMAND... [-- NAME COMMAND...]

Each child runs in a session of its own, so that a Ctrl-C reaches this process alone, and
so that a child's whole tree can be ended by its process group. What children print goes
to `<log folder>/NAME.log`, and to our own output with the name in front.

A child that ends is started again: at once the first time, later with growing pauses.
One that ends by itself (was not killed) five times within five seconds of its start
cannot work; then all is ended, with status 1. On SIGINT, SIGTERM or SIGHUP the children
get SIGTERM, and after ten seconds, or at a second SIGINT, SIGKILL. Should this process
itself be killed, the kernel sends the children SIGTERM.

Standard library only: it must run before anything is installed.
"""

import argparse
import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 10 * 1024 * 1024
GRACE_S = 10.0
SHORT_LIFE_S = 5.0
FAILURES_ALLOWED = 5
LONGEST_PAUSE_S = 5.0

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """In the child, before its program starts: ask the kernel for SIGTERM at the parent's death."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """A command to keep alive. ``process`` is its current run, ``failures`` the short lives in a row."""

    name: str
    command: list[str]
    process: asyncio.subprocess.Process | None = None
    failures: int = 0
    pause_s: float = 0.0

    def signal_main(self, number: int) -> None:
        if self.process and self.process.returncode is None:
            self.process.send_signal(number)

    def kill_tree(self) -> None:
        """End whatever is left of the child's process group, also when its first process is dead."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def judge(self, status: int, lived_s: float) -> None:
        """Set the pause before the next start from how this run ended."""
        if lived_s >= SHORT_LIFE_S:
            self.failures, self.pause_s = 0, 0.0
            return
        if status >= 0:
            self.failures += 1
        self.pause_s = min(LONGEST_PAUSE_S, max(0.25, self.pause_s * 2))


@dataclass
class Printer:
    """Child output, line by line, to a log file per child and to our own output."""

    log_dir: Path
    width: int
    quiet: bool = False
    files: dict = field(default_factory=dict)

    def line(self, name: str, text: bytes) -> None:
        log = self.files.get(name) or self.open(name)
        log.write(text.rstrip(b"\r\n") + b"\n")
        log.flush()
        self.say(text.rstrip(b"\r\n").decode(errors="replace"), name)

    def say(self, text: str, name: str = "server") -> None:
        if self.quiet:
            return
        try:
            print(f"{name:<{self.width}} | {text}", flush=True)
        except (BrokenPipeError, OSError):
            self.quiet = True  # the terminal is gone; the log files go on

    def open(self, name: str):
        path = self.log_dir / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        self.files[name] = path.open("ab")
        return self.files[name]


class Supervisor:
    def __init__(self, children: list[Child], printer: Printer, sockets: list[Path], heal: list[str]):
        self.children = children
        self.printer = printer
        self.sockets = sockets
        self.heal = heal
        self.stopping = asyncio.Event()
        self.status = 0

    async def run(self, ready: str = "", banner: str = "") -> int:
        """Until a signal comes or a child cannot work. Returns the exit status."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop)
        keepers = [asyncio.create_task(self.keep(child)) for child in self.children]
        others = [asyncio.create_task(self.watch_sockets())]
        if ready:
            others.append(asyncio.create_task(self.announce(ready, banner)))
        await self.stopping.wait()
        self.printer.say("stopping")
        for child in self.children:
            child.signal_main(signal.SIGTERM)
        _, late = await asyncio.wait(keepers, timeout=GRACE_S)
        if late:
            for child in self.children:
                child.kill_tree()
            await asyncio.wait(late)
        await asyncio.gather(*others)
        return self.status

    def stop(self) -> None:
        if self.stopping.is_set():
            for child in self.children:
                child.kill_tree()
        self.stopping.set()

    async def keep(self, child: Child) -> None:
        while not self.stopping.is_set():
            started = time.monotonic()
            status = await self.run_once(child)
            if self.stopping.is_set():
                return
            child.judge(status, time.monotonic() - started)
            if child.failures >= FAILURES_ALLOWED:
                self.printer.say(f"{child.name} cannot work: see {self.printer.log_dir / child.name}.log")
                self.status = 1
                self.stop()
                return
            ended_by = f"signal {-status}" if status < 0 else f"status {status}"
            self.printer.say(f"{child.name} ended ({ended_by}); starting it again")
            await self.pause(child.pause_s)

    async def run_once(self, child: Child) -> int:
        """Start the child, pass on its lines, wait for its end; leave none of its processes behind."""
        try:
            child.process, relay = await self.start(child.name, child.command)
        except OSError as error:
            self.printer.line(child.name, f"{child.command[0]}: {error.strerror}".encode())
            return 127
        status = await child.process.wait()
        child.kill_tree()
        with contextlib.suppress(asyncio.TimeoutError):  # something that left the group may hold the pipe
            await asyncio.wait_for(relay, 2.0)
        return status

    async def start(self, name: str, command: list[str]) -> tuple[asyncio.subprocess.Process, asyncio.Task]:
        """A process, and the task that passes on what it prints.

        The pipe is ours, not asyncio's: with its own, asyncio would not report the end of a
        process while an orphan of it still holds the pipe.
        """
        reading, writing = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return process, asyncio.create_task(self.relay(name, reading))

    async def relay(self, name: str, pipe: int) -> None:
        stream = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(stream)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(pipe, "rb", 0))
        rest = b""
        try:
            while chunk := await stream.read(65536):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self.printer.line(name, line)
            if rest:
                self.printer.line(name, rest)
        finally:
            transport.close()

    async def pause(self, seconds: float) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def watch_sockets(self) -> None:
        """Run the heal command whenever a service does not take connections on its socket."""
        while not self.stopping.is_set():
            deaf = [path.name for path in self.sockets if not accepts(path)]
            if deaf:
                self.printer.say(f"no answer at {', '.join(deaf)}; starting what does not run")
                healer, relay = await self.start("services", self.heal)
                await asyncio.gather(healer.wait(), relay)
            await self.pause(1.0)

    async def announce(self, address: str, banner: str) -> None:
        """Print the banner when the address takes connections."""
        host, _, port = address.rpartition(":")
        while not self.stopping.is_set():
            try:
                _, writer = await asyncio.open_connection(host, int(port))
            except OSError:
                await self.pause(0.1)
                continue
            writer.close()
            print(f"\n{banner}\n", flush=True)
            return


def accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def split_commands(words: list[str]) -> list[Child]:
    """`-- web uvicorn x -- beat celery y` as children."""
    children: list[Child] = []
    for word in words:
        if word == "--":
            children.append(Child("", []))
        elif not children:
            raise SystemExit("supervise.py: write -- before each NAME COMMAND")
        elif not children[-1].name:
            children[-1].name = word
        else:
            children[-1].command.append(word)
    if not children or not all(child.command for child in children):
        raise SystemExit("supervise.py: each -- needs a NAME and a COMMAND")
    return children


def main(arguments: list[str]) -> int:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    children = split_commands(arguments[at:])
    parser = argparse.ArgumentParser(description="Keep processes alive and end them together.")
    parser.add_argument("--log-dir", type=Path, required=True)
    parser.add_argument("--ready", default="", help="HOST:PORT whose opening is announced")
    parser.add_argument("--banner", default="", help="what is then printed")
    parser.add_argument("--socket", type=Path, action="append", default=[], help="Unix socket that must answer")
    parser.add_argument("--heal", nargs="+", default=["true"], help="the command to run when one does not")
    parser.add_argument(
        "--finally",
        dest="last",
        nargs="+",
        help="what this process becomes at its end, with its status as the last word",
    )
    options = parser.parse_args(arguments[:at])
    options.log_dir.mkdir(parents=True, exist_ok=True)
    printer = Printer(options.log_dir, max(len(child.name) for child in [*children, Child("services", [])]))
    status = asyncio.run(supervise(children, printer, options))
    if options.last:
        become([*options.last, str(status)])
    return status


async def supervise(children: list[Child], printer: Printer, options: argparse.Namespace) -> int:
    supervisor = Supervisor(children, printer, options.socket, options.heal)
    return await supervisor.run(options.ready, options.banner)


def become(command: list[str]) -> None:
    """Replace this process by the last command, deaf to the signals of an impatient person."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdout.flush()
    os.execvp(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
