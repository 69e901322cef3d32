# SPDX-License-Identifier: LGPL-2.1-or-later
"""A PostgreSQL of the test's own, on loopback, in a folder that goes with it. No service of the system is touched."""
import glob
import os
import shutil
import subprocess
import tempfile

from children import free_port

USER = "aoi"


def find():
    """The newest server's programs; None: there is none."""
    folders = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    return os.path.dirname(max(folders, key=lambda path: int(path.split("/")[4]))) if folders else None


class Server:
    """It refuses to run as root: root runs it as the user that its package makes."""

    def __init__(self):
        self.bin = find()
        self.folder = tempfile.mkdtemp(prefix="aoi-postgresql-")
        self.port = free_port()
        self.prefix = []
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self._run("initdb", "-A", "trust", "-U", USER, "--no-sync", "--locale=C.UTF-8")
        self.start()

    def _run(self, program, *arguments):
        subprocess.run([*self.prefix, os.path.join(self.bin, program), "-D", f"{self.folder}/data", *arguments],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", timeout=120)

    def start(self):
        self._run("pg_ctl", "-w", "-l", f"{self.folder}/log", "-o",
                  f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1", "start")

    def stop(self, mode="fast"):
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def restart(self):
        """Which takes settings at once; a server that reads them again does so at a moment of its own."""
        self.stop()
        self.start()

    def ask_password(self, password):
        """From now on its user needs it."""
        self.ask("postgres", f"ALTER USER {USER} PASSWORD '{password}'")
        with open(f"{self.folder}/data/pg_hba.conf", "w", encoding="utf-8") as file:
            file.write("host all all 127.0.0.1/32 scram-sha-256\n")
        self.restart()

    def show_certificate(self, certificate, key):
        """From now on connections can be encrypted."""
        for path, name in ((certificate, "server.crt"), (key, "server.key")):
            copy = shutil.copy(path, f"{self.folder}/data/{name}")
            os.chmod(copy, 0o600)
            if self.prefix:
                shutil.chown(copy, "postgres")
        self.ask("postgres", "ALTER SYSTEM SET ssl = on")
        self.restart()

    def address(self, name):
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"

    def ask(self, name, statement):
        """The rows of an answer, each a list of texts."""
        done = subprocess.run([os.path.join(self.bin, "psql"), "-XAtq", "-F", "\t", self.address(name), "-c", statement],
                              check=True, stdout=subprocess.PIPE, text=True, timeout=120)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def run(self, name, script):
        subprocess.run([os.path.join(self.bin, "psql"), "-Xq", "-v", "ON_ERROR_STOP=1", self.address(name)], check=True,
                       input=script, stdout=subprocess.DEVNULL, text=True, timeout=120)

    def close(self):
        try:
            self.stop("immediate")
        except subprocess.CalledProcessError:
            pass
        shutil.rmtree(self.folder, ignore_errors=True)
