#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""guide.py ROOT BUILD DRAW-GUIDE [PAGE...]: README.md and the guide keep their word. Each page is typed into a shell of its
own from its first block to its last, beside a copy of the folder that draw-guide draws.

A block of `sh` is run; of `console` too, and what stands below each `$ command` is compared with what it prints,
where `...` stands for any text, or on a line of its own for any lines. A command ends with 0 unless a comment
of it says `exit code N`. A block behind the comment `<!-- file: NAME -->` becomes that file; other blocks of
`json` must be JSON. Links must lead somewhere. In a network of its own, for the camera.

guide.py ROOT BUILD --demo: what README.md says of pipelines/demo.sh, with fewer frames. Speaks TAP."""
import json
import os
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

if "AOI_OWN_NETWORK" not in os.environ and subprocess.run(
        ["unshare", "-rn", "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
    os.environ["AOI_OWN_NETWORK"] = "yes"
    os.execvp("unshare", ["unshare", "-rn", sys.executable, "-B", *sys.argv])

ROOT, BUILD = (os.path.abspath(path) for path in sys.argv[1:3])
MIN_BLOCKS = 60
MAX_README = 200
TIMEOUT = 120
LANGUAGES = {"sh", "console", "json", "c", "python", "sql", "text"}

# What stands in the text and what is typed instead here.
SUBSTITUTES = (
    (r"\bautovideosink\b", "fakesink", "there is no screen"),
    (r"\bxdg-open\b", "test -e", "there is no screen"),
    (r"device:/dev/video0", "board.png", "there is no video device"),
)

# Commands that are not typed here.
NOT_RUN = (
    (r"^meson (setup|install|devenv|test)\b", "the build is here, and this is one of its tests"),
    (r"^ldconfig\b", "is of an installed build"),
    (r"^ninja ", "the build is here"),
    (r"^export [A-Z_]+=/usr/local/", "is of an installed build"),
    (r"^pipelines/demo\.sh", "it is the test `demo`"),
    (r"^tests/", "takes minutes"),
)

FENCE = re.compile(r"(?:^<!-- file: (\S+) -->\n+)?^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
EXIT_CODE = re.compile(r"#.*\bexit code (\d+)")


class Tap:
    number = failed = 0

    def case(self, name, problem=None):
        self.number += 1
        self.failed += bool(problem)
        print("".join(f"# {line}\n" for line in (problem or "").splitlines()), end="")
        print(f"{'not ok' if problem else 'ok'} {self.number} - {name}", flush=True)


class Shell:
    """What a reader types into: one bash a page."""

    def __init__(self, folder, env):
        self.script = os.path.join(folder, ".typed")
        self.process = subprocess.Popen(["bash", "--norc"], cwd=folder, env=env, start_new_session=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def type(self, command):
        """The exit code, or None if it did not end, and what it printed."""
        if self.process.returncode is not None:
            return None, "the shell has ended"
        mark = b"<end of %d>" % time.monotonic_ns()
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(command + "\n")
        self.process.stdin.write(b". '%s' < /dev/null; printf '\\n%%s %%s\\n' '%s' $?\n"
                                 % (self.script.encode(), mark))
        self.process.stdin.flush()
        said = b""
        until = time.monotonic() + TIMEOUT
        while not (end := re.search(re.escape(mark) + rb" (\d+)\n", said)):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))
            part = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not part:
                self.close()
                return None, said.decode(errors="replace")
            said += part
        return int(end[1]), said[:end.start() - 1].decode(errors="replace")

    def close(self):
        if self.process.returncode is not None:
            return
        for name in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, name)
            except ProcessLookupError:
                break
            time.sleep(0 if name == signal.SIGKILL else 0.1)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def is_whole(text):
    """A command that goes on in the next line, or whose here-document does, is not."""
    if "<<" not in text and not text.endswith("\\\n") and text.count("'") % 2 == 0 and text.count('"') % 2 == 0:
        return True
    done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
    return not done.stderr and not text.rstrip("\n").endswith("\\")


def commands_of(language, block):
    """Pairs of a command and what it is said to print, which is None in blocks of sh."""
    lines = block.splitlines()
    while lines:
        command = lines.pop(0)
        if language == "console":
            command = command.removeprefix("$ ")
        elif not command.strip() or command.startswith("#"):
            continue
        while lines and not is_whole(command + "\n"):
            command += "\n" + lines.pop(0)
        said = None if language == "sh" else []
        while language == "console" and lines and not lines[0].startswith("$ "):
            said.append(lines.pop(0).rstrip())
        yield command, said


def matches(expected, lines):
    """Whether the lines are those that were expected."""
    if not expected:
        return not lines
    if expected[0] == "...":
        return any(matches(expected[1:], lines[i:]) for i in range(len(lines) + 1))
    pattern = ".*?".join(re.escape(part) for part in expected[0].split("..."))
    return bool(lines) and re.fullmatch(pattern, lines[0]) is not None and matches(expected[1:], lines[1:])


def check_command(shell, command, said):
    """Why the command is not as the text has it, or None."""
    typed = command
    for pattern, substitute, _ in SUBSTITUTES:
        typed = re.sub(pattern, substitute, typed)
    code, out = shell.type(typed)
    wanted = int((EXIT_CODE.search(command) or (0, "0"))[1])
    if code != wanted:
        return f"{typed}\nended with {code}, not {wanted}, and printed\n{out}"
    lines = [line.rstrip() for line in out.rstrip("\n").splitlines()] if out.strip() else []
    if said is not None and not matches(said, lines):
        return f"{typed}\nprinted\n{out}\nwhich is not\n" + "\n".join(said)
    return None


class Page:
    def __init__(self, path, tap):
        self.path = path
        self.tap = tap
        self.n_run = 0
        self.used = set()
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            self.text = file.read()

    def reason_not_to_run(self, command):
        for pattern, reason in NOT_RUN:
            if re.search(pattern, command):
                self.used.add(pattern)
                return reason
        return None

    def run_block(self, shell, name, language, block):
        problem, n_run = None, 0
        for command, said in commands_of(language, block):
            self.used.update(pattern for pattern, _, _ in SUBSTITUTES if re.search(pattern, command))
            reason = self.reason_not_to_run(command)
            if reason:
                first = command.split("\n")[0]
                print(f"# {name} is not run: {first}: {reason}")
            elif not problem:
                problem = check_command(shell, command, said)
                n_run += 1
        if n_run:
            self.n_run += 1
            self.tap.case(name, problem)

    def run(self, folder, env):
        shell = Shell(folder, env)
        try:
            for number, match in enumerate(FENCE.finditer(self.text), 1):
                file, language, block = match.groups()
                name = f"{self.path}/{number} line {self.text.count(chr(10), 0, match.start(2)) + 1}"
                if language not in LANGUAGES:
                    self.tap.case(name, f"nothing here knows what to do with a block of `{language}`")
                elif file:
                    code, where = shell.type("pwd")
                    if code != 0:
                        self.tap.case(name, where)
                        continue
                    with open(os.path.join(where.strip(), file), "w", encoding="utf-8") as out:
                        out.write(block)
                elif language in ("sh", "console"):
                    self.run_block(shell, name, language, block)
                elif language == "json":
                    self.tap.case(name, problem_of_json(block))
        finally:
            shell.close()

    def bad_links(self):
        text = re.sub(r"^```.*?^```$", "", self.text, flags=re.DOTALL | re.MULTILINE)
        for link in LINK.findall(text):
            path, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            there = os.path.normpath(os.path.join(os.path.dirname(self.path), path)) if path else self.path
            if not os.path.exists(os.path.join(ROOT, there)):
                yield f"{link}: there is no {there}"
            elif anchor and anchor not in anchors_of(there):
                yield f"{link}: there is no such heading in {there}"


def anchors_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        text = re.sub(r"^```.*?^```$", "", file.read(), flags=re.DOTALL | re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.*)$", text, re.M)}


def problem_of_json(block):
    try:
        json.loads(block)
    except ValueError as error:
        return f"no JSON: {error}"
    return None


def environment():
    """That of the shell that `meson devenv` opens."""
    done = subprocess.run(["meson", "devenv", "-C", BUILD, "--workdir", BUILD, "env", "-0"], check=True,
                          stdout=subprocess.PIPE)
    env = dict(line.split("=", 1) for line in done.stdout.decode().split("\0") if "=" in line)
    env.update(LC_ALL="C.UTF-8", TZ="UTC", PYTHONDONTWRITEBYTECODE="1", NO_COLOR="1")
    return env


def source_tree(folder, drawn):
    """What a reader has: the tree, with the build in it and, except for README.md, the folder of the examples."""
    os.mkdir(folder)
    for name in os.listdir(ROOT):
        if not name.startswith(("build", ".")):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
    os.symlink(BUILD, os.path.join(folder, "build"))
    if drawn:
        shutil.copytree(drawn, os.path.join(folder, "guide"))
    return os.path.join(folder, "guide") if drawn else folder


def pages():
    guide = os.path.join("plugin", "docs", "guide")
    yield "README.md"
    yield from (os.path.join(guide, name) for name in sorted(os.listdir(os.path.join(ROOT, guide)))
                if name.endswith(".md"))


def check_demo():
    """Its frames are the same, however many there are."""
    tap = Tap()
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        blocks = [block for _, language, block in FENCE.findall(file.read()) if language == "console"]
    shell = Shell(os.getcwd(), {**os.environ, "LC_ALL": "C.UTF-8"})
    for command, said in (pair for block in blocks for pair in commands_of("console", block)):
        if command.startswith("pipelines/demo.sh"):
            typed = f"'{ROOT}'/{command} --frames 6 --no-build --build '{BUILD}'"
            tap.case(command, check_command(shell, typed, said))
    shell.close()
    print(f"1..{tap.number}")
    sys.exit(0 if tap.number and not tap.failed else 1)


def main():
    tap = Tap()
    n_run, used = 0, set()
    only = sys.argv[4:]
    env = environment()
    if "AOI_OWN_NETWORK" in os.environ:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        drawn = os.path.join(folder, "drawn")
        subprocess.run([os.path.abspath(sys.argv[3]), drawn], check=True)
        for number, path in enumerate(pages()):
            if only and os.path.basename(path) not in only:
                continue
            page = Page(path, tap)
            page.run(source_tree(os.path.join(folder, str(number)), None if path == "README.md" else drawn), env)
            tap.case(f"{path} links", "\n".join(page.bad_links()))
            n_run += page.n_run
            used |= page.used
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        n_lines = len(file.readlines())
    if not only:
        tap.case(f"README.md has at most {MAX_README} lines", f"{n_lines}" if n_lines > MAX_README else None)
        stale = {row[0] for row in (*SUBSTITUTES, *NOT_RUN)} - used
        tap.case("all of the tables is in use", "\n".join(sorted(stale)))
        tap.case(f"at least {MIN_BLOCKS} blocks", f"{n_run} were run" if n_run < MIN_BLOCKS else None)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"# {n_run} blocks run in {children.ru_utime + children.ru_stime:.0f} s of CPU time")
    print(f"1..{tap.number}")
    sys.exit(1 if tap.failed else 0)


if sys.argv[3] == "--demo":
    check_demo()
main()
