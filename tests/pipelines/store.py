#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every board that aoistore announces is in the database once, whatever is killed. Speaks TAP.

store.py DASHBOARD UNIT...: DASHBOARD is the file for Grafana, UNIT a program of unit tests that is run over PostgreSQL as well."""
import glob
import json
import math
import os
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import old_stores
import postgresql
from publish_station import make_certificates

LONG = "AOI_TEST_LONG" in os.environ
N_KILLS = 100 if LONG else 10
N_RESTARTS = 10 if LONG else 3
N_ROIS = 4
SEED = 17
SECRET = "correct-horse-battery"
ANNOUNCED = re.compile(r"aoi-stored, id=\(string\)([0-9a-f-]{36})")

folder = tempfile.TemporaryDirectory(prefix="aoi-store-")
n_tests = n_failed = 0


def check(name, good, said=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not good
    if not good:
        print("".join(f"# {line}\n" for line in str(said).splitlines()), end="")
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def place(name):
    return os.path.join(folder.name, name)


def make_product():
    rois = [{"idx": i + 1, "type": 4, "coords": [8 * i, 0, 8 * i + 8, 8], "device_location": 1,
             "expected_color": [255, 255, 255], "min_pixel_percentage": 10} for i in range(N_ROIS)]
    os.makedirs(place("board"))
    with open(place("board/rois_config_board.json"), "w", encoding="utf-8") as file:
        json.dump(rois, file)


def start(database, *more):
    """A line without an end, 200 boards a second, which says what it has stored as soon as it has."""
    return subprocess.Popen(
        ["stdbuf", "-oL", "gst-launch-1.0", "-m", "videotestsrc", "pattern=ball", "is-live=true", "!",
         "video/x-raw,format=RGB,width=64,height=48,framerate=200/1", "!", "aoiinspect",
         f"product={place('board')}", "!", "aoistore", f"database={database}", f"outbox={place('outbox.db')}", *more],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def read(process, n):
    """The next ids that are announced, `n` of them, or all until it ends."""
    ids = []
    while n is None or len(ids) < n:
        line = process.stdout.readline()
        if not line:
            break
        ids += ANNOUNCED.findall(line)
    return ids


def check_boards(name, announced, rows):
    """@rows: id and number of ROIs of each board."""
    found = [row[0] for row in rows]
    missing = set(announced) - set(found)
    check(f"{name}: each of {len(announced)} announced boards is there", announced and not missing, missing)
    check(f"{name}: none is there twice", len(found) == len(set(found)) and len(announced) == len(set(announced)))
    check(f"{name}: none is half", all(int(row[1]) == N_ROIS for row in rows), rows[-3:])


ROWS = "SELECT id, (SELECT count(*) FROM roi WHERE roi.board = board.id) FROM board"
SUMS = "SELECT (SELECT count(*) FROM board), (SELECT sum(boards) FROM board_hour), " \
       "(SELECT count(*) FROM roi), (SELECT sum(boards) FROM roi_hour)"


def check_sums(name, row):
    boards, board_sum, rois, roi_sum = (int(value) for value in row)
    check(f"{name}: the sums agree with the boards", boards == board_sum and rois == roi_sum, row)


def kill_pipelines(database, ask, name):
    """Kills a pipeline at random moments, each time another one."""
    draw = random.Random(SEED)
    announced = []
    for _ in range(N_KILLS):
        process = start(database)
        announced += read(process, draw.randint(1, 60))
        time.sleep(draw.uniform(0, 0.02))  # a moment that is drawn, not waiting for anything
        process.send_signal(signal.SIGKILL)
        announced += read(process, None)
        process.wait()
    check_boards(name, announced, ask(ROWS))
    check_sums(name, ask(SUMS)[0])
    return announced


def show_time(seconds):
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{int(seconds * 1000) % 1000:03}Z"


def count(rows, key):
    """Boards, those that passed and those that failed, of each `key` of rows of results, in another way than `aoi stats`."""
    found = {}
    for row in rows:
        counts = found.setdefault(key(row), [0, 0, 0])
        for i, said in enumerate((row[-1], "pass", "fail")):
            counts[i] += row[-1] == said
    return found


def test_times(name, database, ask):
    """Whole hours come from the sums, and what is left of a time from single boards: together they are the boards of that time."""
    def get_seconds(row):
        return int(row[0].replace("-", "")[:12], 16) / 1000
    boards = ask("SELECT id, verdict FROM board ORDER BY id")
    rois = ask("SELECT b.id, r.roi, r.status FROM board b JOIN roi r ON r.board = b.id")
    times = [get_seconds(row) for row in boards]
    draw = random.Random(SEED)
    spans = [(draw.choice(times), draw.choice(times)) for _ in range(4)] + [(0, draw.choice(times)), (draw.choice(times), 2 ** 32)]
    for since, until in (sorted(span) for span in spans):
        words = "--since", show_time(since), "--until", show_time(until)
        wanted = count([row for row in rois if since <= get_seconds(row) < until], lambda row: int(row[1]))
        found = {row["roi"]: [row["boards"], row["passed"], row["failed"]] for row in ask_stats(database, *words)}
        check(f"{name}: ROIs of a time", found == wanted, (words, found, wanted))
        wanted = count([row for row in boards if since <= get_seconds(row) < until],
                       lambda row: time.strftime("%Y-%m-%dT%H", time.gmtime(get_seconds(row))))
        found = {row["hour"]: [row["boards"], row["passed"], row["failed"]] for row in ask_stats(database, "--by", "hour", *words)}
        check(f"{name}: hours of a time", found == wanted, (words, found, wanted))


def test_clock(name, database, ask):
    """The clock is set back an hour between runs, and forward again."""
    announced = []
    for fake in ([], ["faketime", "--exclude-monotonic", "-f", "-1h"], []):
        done = subprocess.run(
            [*fake, "gst-launch-1.0", "-m", "videotestsrc", "num-buffers=30", "!", "video/x-raw,format=RGB,width=64,height=48",
             "!", "aoiinspect", f"product={place('board')}", "!", "aoistore", f"database={database}",
             f"outbox={place('outbox.db')}"], check=True, stdout=subprocess.PIPE, text=True)
        announced += ANNOUNCED.findall(done.stdout)
    rows = ask(ROWS)
    check_boards(f"{name}, clock", announced, rows)
    check(f"{name}, clock: all boards are there", len(rows) == len(announced) == 90, len(rows))
    check_sums(f"{name}, clock", ask(SUMS)[0])
    hours = {row[0] for row in ask("SELECT hour FROM board_hour")}
    check(f"{name}, clock: they are of different hours", len(hours) > 1, hours)
    test_times(name, database, ask)
    ask("DELETE FROM board WHERE number < 20")
    counted = {by: sum(row["boards"] for row in ask_stats(database, "--by", by)) for by in ("product", "hour", "shift")}
    check(f"{name}, clock: sums count boards that were removed, too", counted == {"product": 90, "hour": 90, "shift": 30}, counted)


def ask_sqlite(name):
    def ask(statement):
        with sqlite3.connect(place(name)) as database:
            return database.execute(statement).fetchall()
    return ask


def test_sqlite():
    ask = ask_sqlite("boards.db")
    kill_pipelines(place("boards.db"), ask, "SQLite, kills")
    check("SQLite, kills: the file is sound", ask("PRAGMA integrity_check") == [("ok",)])


def test_sqlite_clock():
    test_clock("SQLite", place("clock.db"), ask_sqlite("clock.db"))


def test_postgresql_clock(server):
    server.ask("postgres", "CREATE DATABASE clock")
    test_clock("PostgreSQL", server.address("clock"), lambda statement: server.ask("clock", statement))


def test_postgresql_kills(server):
    server.ask("postgres", "CREATE DATABASE kills")
    kill_pipelines(server.address("kills"), lambda statement: server.ask("kills", statement), "PostgreSQL, kills")


def test_restarts(server):
    """The server is stopped in the middle of work: boards wait, and none is lost."""
    server.ask("postgres", "CREATE DATABASE restarts")
    process = start(server.address("restarts"))
    announced = read(process, 20)
    for i in range(N_RESTARTS):
        server.stop("immediate" if i % 2 == 0 else "fast")
        server.start()
        announced += read(process, 20)
    process.send_signal(signal.SIGINT)
    announced += read(process, None)
    process.wait()
    check_boards("PostgreSQL, restarts", announced, server.ask("restarts", ROWS))
    check_sums("PostgreSQL, restarts", server.ask("restarts", SUMS)[0])


def test_away_at_start(server):
    """The server comes after the line: what was inspected before is stored, too."""
    server.ask("postgres", "CREATE DATABASE later")
    server.stop()
    done = subprocess.run(
        ["gst-launch-1.0", "-m", "videotestsrc", "num-buffers=30", "!", "video/x-raw,format=RGB,width=64,height=48", "!",
         "aoiinspect", f"product={place('board')}", "!", "aoistore", f"database={server.address('later')}",
         f"outbox={place('outbox.db')}"], check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    warnings = re.findall(r"WARNING.*The database is away", done.stdout)
    check("a server that is away: the line runs to its end", done.returncode == 0, done.stdout)
    check("a server that is away: one warning", len(warnings) == 1, done.stdout)
    server.start()
    process = start(server.address("later"))
    read(process, 31)
    process.send_signal(signal.SIGINT)
    read(process, None)
    process.wait()
    (row,) = server.ask("later", "SELECT count(*) FROM board WHERE number < 30 AND verdict IS NOT NULL")
    check("a server that comes later: what waited is stored", int(row[0]) >= 30, row)


def inspect_ten(address):
    return subprocess.run(
        ["gst-launch-1.0", "-m", "videotestsrc", "num-buffers=10", "!", "video/x-raw,format=RGB,width=64,height=48", "!",
         "aoiinspect", "post-messages=none", "!", "aoistore", f"database={address}", f"outbox={place('outbox.db')}"],
        check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def forget_outbox():
    """What still waits for the databases of other tests is told with a warning."""
    for path in glob.glob(place("outbox.db*")):
        os.unlink(path)


def get_warnings(said):
    return re.findall(r"WARNING: from element \S*GstAoiStore.*", said)


def test_rights(server, name):
    """Who judges need not be able to make tables, and another program's tables are told."""
    server.run(name, "CREATE ROLE judge LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO judge;")
    (row,) = server.ask(name, "SELECT board, roi FROM roi WHERE status = 'fail' LIMIT 1")
    address = server.address(name).replace(f"{postgresql.USER}@", "judge@")
    code, _, said = aoi("judge", address, row[0], row[1], "defect", "--by", "Bea")
    check("who may not make tables judges", code == 0, said)
    server.ask("postgres", "CREATE DATABASE taken")
    server.run("taken", "CREATE TABLE board (id integer);")
    done = inspect_ten(server.address("taken"))
    check("another program's tables are told", done.returncode != 0 and "tables are in the way" in done.stdout, done.stdout)


def test_certificate(server):
    """One that has expired is told with what to do; with a good one the boards are stored, encrypted."""
    forget_outbox()
    make_certificates(folder.name)
    server.ask("postgres", "CREATE DATABASE encrypted")
    address = f"{server.address('encrypted').replace('127.0.0.1', 'localhost')}?sslmode=verify-full&sslrootcert={place('ca.pem')}"
    for certificate, n_warnings, n_stored in (("expired", 1, 0), ("good", 0, 20)):
        server.show_certificate(place(f"{certificate}.pem"), place("server.key"))
        done = inspect_ten(address)
        warnings = get_warnings(done.stdout)
        check(f"a certificate that is {certificate}: the line runs to its end", done.returncode == 0, done.stdout)
        check(f"a certificate that is {certificate}: {n_warnings} warnings",
              len(warnings) == n_warnings and all("certificate has not expired" in warning for warning in warnings), done.stdout)
        check(f"a certificate that is {certificate}: {n_stored} boards are stored",
              len(set(ANNOUNCED.findall(done.stdout))) == n_stored, done.stdout)


def test_password(server):
    """A wrong one is told with what to do, and boards wait; with the right one, which is read again, they are stored."""
    forget_outbox()
    server.ask("postgres", "CREATE DATABASE secrets")
    server.ask_password(SECRET)
    passwords = place("pgpass")
    os.environ["PGPASSFILE"] = passwords
    words = {}
    for password in ("wrong", SECRET):
        with open(passwords, "w", encoding="utf-8") as file:
            file.write(f"*:*:*:*:{password}\n")
        os.chmod(passwords, 0o600)
        done = inspect_ten(server.address("secrets"))
        words[password] = done.stdout
        check(f"{'a wrong' if password == 'wrong' else 'the right'} password: the line runs to its end", done.returncode == 0,
              done.stdout)
    warnings = get_warnings(words["wrong"])
    check("a wrong password: one warning says what to do", len(warnings) == 1 and "its password in ~/.pgpass" in warnings[0],
          warnings)
    check("no password is shown", not any(secret in said for said in words.values() for secret in (SECRET, "=wrong")))
    process = start(server.address("secrets"))
    stored = read(process, 30)
    process.send_signal(signal.SIGINT)
    stored += read(process, None)
    process.wait()
    (row,) = server.ask("secrets", "SELECT count(*) FROM board WHERE product = ''")
    check("the right password: what waited is stored, too", int(row[0]) == 20 and len(stored) >= 30, row)


def aoi(*words):
    done = subprocess.run(["aoi", *words], check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr


def inspect(database):
    """Some boards into a database and, by the same pipeline, into a file: their results."""
    subprocess.run(
        ["gst-launch-1.0", "-q", "videotestsrc", "num-buffers=60", "pattern=ball", "animation-mode=frames", "!",
         "video/x-raw,format=RGB,width=128,height=96,framerate=30/1", "!", "aoiinspect", f"product={place('board')}",
         "device-barcode==A,1", "!", "tee", "name=t", "t.", "!", "queue", "!", "aoistore", f"database={database}",
         f"outbox={place('outbox.db')}", "t.", "!", "queue", "!", "aoiarchive", f"location={place('archive')}", "t.", "!",
         "queue", "!", "aoijson", "!", "filesink",
         f"location={place('results.ndjson')}"], check=True)
    with open(place("results.ndjson"), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def count_by_roi(boards):
    """What `aoi stats` says of each ROI, counted in another way."""
    found = {}
    for board in boards:
        for roi in board["roi_results"]:
            counts = found.setdefault(roi["roi_id"], [0, 0, 0])
            counts[0] += 1
            counts[1] += roi["aoi"]["status"] == "pass"
            counts[2] += roi["aoi"]["status"] == "fail"
    return found


def get_margins(boards):
    """Score less threshold of each ROI that was measured, with its time in seconds, which the board's id has."""
    for board in boards:
        seconds = int(board["aoi"]["id"].replace("-", "")[:12], 16) / 1000
        for roi in board["roi_results"]:
            if roi["aoi"].get("score") is not None and roi["aoi"].get("threshold") is not None:
                yield roi["roi_id"], seconds, roi["aoi"]["score"] - roi["aoi"]["threshold"]


def count_drift(boards):
    """What `aoi stats --by drift` says, counted in another way: number, median and 1 % quantile by ROI and hour (UTC)."""
    found = {}
    for roi, seconds, margin in get_margins(boards):
        hour = time.strftime("%Y-%m-%dT%H", time.gmtime(seconds))
        found.setdefault((roi, hour), []).append(margin)
    return {key: (len(margins), sorted(margins)[math.ceil(.5 * len(margins)) - 1],
                  sorted(margins)[math.ceil(.01 * len(margins)) - 1]) for key, margins in found.items()}


def count_times(boards):
    """What `aoi stats --by time` says, by hour: number, median, 99 % quantile and the most."""
    found = {}
    for board in boards:
        hour = time.strftime("%Y-%m-%dT%H", time.gmtime(int(board["aoi"]["id"].replace("-", "")[:12], 16) / 1000))
        found.setdefault(hour, []).append(board["aoi"]["total_ms"])
    return {hour: (len(times), sorted(times)[math.ceil(.5 * len(times)) - 1], sorted(times)[math.ceil(.99 * len(times)) - 1],
                   max(times)) for hour, times in found.items()}


def count_shifts(boards, begins):
    """What `aoi stats --by shift` says: boards and those that passed, by begin of the shift in the local zone."""
    found = {}
    for board in boards:
        then = time.localtime(int(board["aoi"]["id"].replace("-", "")[:12], 16) // 1000)
        at = f"{then.tm_hour:02}:{then.tm_min:02}"
        earlier = [begin for begin in begins if begin <= at]
        day = time.strftime("%Y-%m-%d", then if earlier else time.localtime(time.mktime(then) - 86400))
        counts = found.setdefault(f"{day} {earlier[-1] if earlier else begins[-1]}", [0, 0])
        counts[0] += 1
        counts[1] += board["overall_result"]["passed"]
    return found


def count_reasons(boards):
    """What `aoi stats --by reason` says, by ROI and reason without its numbers."""
    found = {}
    for board in boards:
        for roi in board["roi_results"]:
            if roi["aoi"]["status"] != "pass":
                key = roi["roi_id"], re.sub(r"[0-9]+(\.[0-9]+)*", "#", roi["aoi"]["reason"])
                found[key] = found.get(key, 0) + 1
    return found


def get_capability(margins):
    """How far a ROI lies above its threshold, in units of three standard deviations; None: it does not vary."""
    spread = statistics.stdev(margins) if len(margins) > 1 else 0
    return statistics.fmean(margins) / 3 / spread if spread > 1e-6 else None


def test_views(name, ask, boards):
    """What tools such as Grafana ask, counted in another way."""
    wanted = {}
    for roi, seconds, margin in get_margins(boards):
        wanted.setdefault((roi, time.strftime("%Y-%m-%dT%H", time.gmtime(seconds))), []).append(margin)
    found = {(int(row[0]), row[1]): row[2:] for row in ask("SELECT roi, hour, boards, mean, cpk FROM drift_by_hour")}
    check(f"{name}: the view drift_by_hour", found.keys() == wanted.keys() and found and all(
        int(n) == len(wanted[key]) and math.isclose(float(mean), statistics.fmean(wanted[key]), abs_tol=1e-9)
        and (get_capability(wanted[key]) is None or math.isclose(float(cpk), get_capability(wanted[key]), rel_tol=1e-6))
        for key, (n, mean, cpk) in found.items()), (found, wanted))
    passed = sum(board["overall_result"]["passed"] for board in boards)
    rows = [[row[0], *map(int, row[1:])] for row in ask("SELECT code, boards, passed FROM repeats")]
    check(f"{name}: the view repeats", rows == [["=A,1", len(boards), passed]], rows)


def ask_stats(database, *words):
    code, out, said = aoi("stats", database, "--json", *words)
    check(f"aoi stats {' '.join(words)}", code == 0, said)
    return json.loads(out)["rows"]


def test_statistics(name, database, boards):
    """Shifts, drift, reasons and repeats agree with the results, and the page shows them."""
    for begins in (["06:00", "14:00", "22:00"], ["00:30"]):
        rows = ask_stats(database, "--by", "shift", "--shifts", ",".join(begins))
        check(f"{name}: shifts from {begins[0]}",
              {row["shift"]: [row["boards"], row["passed"]] for row in rows} == count_shifts(boards, begins), rows)
    for by in ("product", "station", "hour", "device"):
        rows = ask_stats(database, "--by", by)
        check(f"{name}: yield by {by}", rows and all(math.isclose(row["yield"], 100 * row["passed"] / row["boards"]) for row in rows),
              rows)
    rows = ask_stats(database, "--by", "drift")
    found = {(row["roi"], row["hour"]): (row["boards"], row["median"], row["quantile_1"]) for row in rows}
    wanted = count_drift(boards)
    check(f"{name}: drift", found.keys() == wanted.keys() and found and all(
        found[key][0] == wanted[key][0] and math.isclose(found[key][1], wanted[key][1], abs_tol=1e-9)
        and math.isclose(found[key][2], wanted[key][2], abs_tol=1e-9) for key in wanted), (found, wanted))
    rows = ask_stats(database, "--by", "time")
    found = {row["hour"]: (row["boards"], row["median_ms"], row["quantile_99"], row["longest_ms"]) for row in rows}
    wanted = count_times(boards)
    check(f"{name}: times", found.keys() == wanted.keys() and found and all(
        math.isclose(one, other, abs_tol=1e-6) for hour in wanted for one, other in zip(found[hour], wanted[hour])), (found, wanted))
    rows = ask_stats(database)
    check(f"{name}: mean times of ROIs", rows and all(math.isclose(row["mean_ms"], sum(times := [
        roi["aoi"]["time_ms"] for board in boards for roi in board["roi_results"] if roi["roi_id"] == row["roi"]]) / len(times), rel_tol=1e-6)
        for row in rows), rows)
    rows = ask_stats(database, "--by", "reason")
    check(f"{name}: reasons", {(row["roi"], row["reason"]): row["times"] for row in rows} == count_reasons(boards), rows)
    rows = ask_stats(database, "--by", "code")
    check(f"{name}: repeats", [(row["code"], row["boards"]) for row in rows] == [("=A,1", len(boards))], rows)
    for shifts in ("", "24:00", "6", "14:00,06:00", "06:00,x"):
        code, _, said = aoi("stats", database, "--by", "shift", "--shifts", shifts)
        check(f"{name}: --shifts \"{shifts}\" is refused", code == 2 and "--shifts" in said, said)
    code, _, said = aoi("stats", database, "--shifts", "06:00")
    check(f"{name}: --shifts without shifts is refused", code == 2 and "without --by shift" in said, said)
    code, _, said = aoi("stats", database, "--html", place("stats.html"))
    with open(place("stats.html"), encoding="utf-8") as file:
        page = file.read()
    check(f"{name}: the page", code == 0 and not said and all(f"<h2>{title}</h2>" in page for title in
                                               ("Shifts", "ROIs", "Reasons", "Drift", "Times", "Repeats")), said)


def test_dashboard(server, name):
    """Each panel's question is one that the database answers."""
    with open(sys.argv[1], encoding="utf-8") as file:
        dashboard = json.load(file)
    questions = {item["name"]: item["query"] for item in dashboard["templating"]["list"]}
    questions.update((panel["title"], target["rawSql"]) for panel in dashboard["panels"] for target in panel["targets"])
    for title, question in questions.items():
        question = re.sub(r"\$__timeFilter\(((?:[^()]|\([^()]*\))*)\)",
                          r"\1 BETWEEN now() - interval '1 day' AND now() + interval '1 day'", question)
        question = re.sub(r"\$station", "(SELECT station FROM board_hour)", question)
        question = re.sub(r"\$product", "(SELECT product FROM board_hour)", question)
        question = re.sub(r"IN \(\((SELECT [a-z_ ]*)\)\)", r"IN (\1)", question)
        try:
            rows = server.ask(name, question)
        except subprocess.CalledProcessError:
            rows = []
        check(f"Grafana: {title}", rows and rows[0] != [""], question)


def check_trace(name, traced, board):
    """All that the result says of a board."""
    (head,) = traced["board"]
    check(f"{name}: aoi trace knows the board", [head["id"], head["revision"], head["session"], head["reason"], head["total_ms"]]
          == [board["aoi"]["id"], board["aoi"]["revision"], board["session_id"], board["aoi"]["reason"],
              board["aoi"]["total_ms"]], head)
    check(f"{name}: its devices", {str(row["device"]): [row["rois"], row["passed"], row["barcode"]] for row in traced["devices"]}
          == {key: [row["total_rois"], row["passed_rois"], row["barcode"]] for key, row in board["device_summaries"].items()},
          traced["devices"])
    check(f"{name}: its ROIs", [[row["roi"], row["status"], row["score"], row["threshold"], row["reason"], row["time_ms"],
                                 row["measured"]] for row in traced["rois"]]
          == [[roi["roi_id"], *(roi["aoi"][key] for key in ("status", "score", "threshold", "reason", "time_ms", "values"))]
              for roi in board["roi_results"]], traced["rois"])
    with open(place("board/rois_config_board.json"), encoding="utf-8") as file:
        check(f"{name}: its product file", traced["product_file"] == file.read(), traced["product_file"])


def test_questions(name, database):
    """The tool's answers agree with the results."""
    boards = inspect(database)
    failed = [board for board in boards if not board["overall_result"]["passed"]]
    _, out, said = aoi("boards", database, "--json", "--limit", "1000")
    listed = json.loads(out)
    check(f"{name}: aoi boards lists all, in their order",
          [row["id"] for row in listed] == [board["aoi"]["id"] for board in boards], said)
    _, out, said = aoi("boards", database, "--json", "--failed", "--code", "=A,1", "--limit", "1000")
    check(f"{name}: aoi boards lists those that failed",
          [row["id"] for row in json.loads(out)] == [board["aoi"]["id"] for board in failed] and failed, said)
    board = failed[0]["aoi"]["id"]
    bad = next(roi["roi_id"] for roi in failed[0]["roi_results"] if not roi["passed"])
    for word in ("defect", "false-call"):
        code, _, said = aoi("judge", database, board, str(bad), word, "--by", "Ann", "--note", "it's \"glare\"")
        check(f"{name}: aoi judge takes {word}", code == 0, said)
    check(f"{name}: aoi judge refuses a ROI that the board lacks",
          aoi("judge", database, board, "99", "defect", "--by", "Ann")[0] == 2)
    _, out, said = aoi("trace", database, board, "--json")
    traced = json.loads(out)[0]
    check_trace(name, traced, failed[0])
    check(f"{name}: aoi trace tells all that was said", [(said["judgement"], said["roi"], said["note"]) for said in
          traced["judgements"]] == [(word, bad, "it's \"glare\"") for word in ("defect", "false call")], traced["judgements"])
    judged = [roi for roi in traced["rois"] if roi["judgement"] is not None]
    check(f"{name}: aoi trace shows the latest judgement",
          [(roi["roi"], roi["judgement"], roi["person"]) for roi in judged] == [(bad, "false call", "Ann")], said)
    check(f"{name}: aoi trace finds all boards of a code",
          len(json.loads(aoi("trace", database, "=A,1", "--json")[1])) == len(boards))
    record = json.loads(aoi("trace", database, board, "--archive", place("archive"), "--json")[1])[0]["record"]
    with open(os.path.join(record, "result.json"), encoding="utf-8") as file:
        check(f"{name}: aoi trace finds its record", json.load(file)["aoi"]["id"] == board, record)
    check(f"{name}: aoi trace knows of no record elsewhere",
          "record: none" in aoi("trace", database, board, "--archive", place("board"))[1])
    code, _, said = aoi("trace", database, board, "--archive", place("nowhere"))
    check(f"{name}: an archive that is not there is told", code == 2 and "nowhere is no folder" in said, said)
    check(f"{name}: aoi trace says when there is none", aoi("trace", database, "none")[0] == 1)
    _, out, said = aoi("stats", database, "--json")
    stats = json.loads(out)
    check(f"{name}: aoi stats counts as the results do",
          {row["roi"]: [row["boards"], row["passed"], row["failed"]] for row in stats["rows"]} == count_by_roi(boards)
          and stats["boards"] == len(boards) and stats["failed"] == len(failed) and stats["false_calls"] == 1
          and stats["codes"] == 1 and stats["again"] == len(boards) - 1, out + said)
    check(f"{name}: aoi stats knows no board of tomorrow",
          json.loads(aoi("stats", database, "--json", "--until", "2020-01-01")[1])["boards"] == 0)
    code, _, said = aoi("stats", database, "--since", "1h", "--until", "2h")
    check(f"{name}: a time that ends before it begins is refused", code == 2 and "is before --since" in said, said)
    test_statistics(name, database, boards)
    _, out, said = aoi("boards", database, "--csv", "--limit", "1")
    check(f"{name}: no code becomes a formula", "\"'=A,1\"" in out, out + said)
    return boards


def test_old_month(server, name, boards):
    """A month is dropped as the guide says, unless a board of it was judged."""
    with open(os.path.join(os.path.dirname(__file__), "../../plugin/docs/guide/plant.md"), encoding="utf-8") as page:
        script = re.search(r"```sql\n(.*?)```", page.read(), re.DOTALL)[1]
    seconds = int(boards[0]["aoi"]["id"].replace("-", "")[:12], 16) // 1000
    script = script.replace("2026_01", time.strftime("%Y_%m", time.gmtime(seconds)))
    try:
        server.ask(name, script)
        check("an old month that was judged is kept", False)
    except subprocess.CalledProcessError:
        (row,) = server.ask(name, "SELECT count(*) FROM board")
        check("an old month that was judged is kept", int(row[0]) == len(boards), row)
    server.ask(name, "ALTER TABLE judgement DISABLE TRIGGER ALL; DELETE FROM judgement")
    server.ask(name, script)
    (row,) = server.ask(name, "SELECT (SELECT count(*) FROM board), (SELECT sum(boards) FROM board_hour)")
    check("an old month is dropped, its sums stay", [int(value) for value in row] == [0, len(boards)], row)
    again = inspect(server.address(name))
    (row,) = server.ask(name, "SELECT count(*) FROM board")
    check("and made again", int(row[0]) == len(again), row)


def test_old_sqlite():
    for i, text in enumerate(old_stores.find("sqlite")):
        def at(name):
            def ask(statement):
                with sqlite3.connect(place(name)) as database:
                    return database.execute(statement).fetchall()
            return ask

        def execute(script):
            with sqlite3.connect(place(f"old{i}.db")) as database:
                database.executescript(script)
        old_stores.test(check, "sqlite", text, place(f"old{i}.db"), place(f"new{i}.db"), at(f"old{i}.db"), at(f"new{i}.db"),
                        execute, place("outbox.db"))


def test_old_postgresql(server):
    for i, text in enumerate(old_stores.find("postgresql")):
        for name in (f"old{i}", f"new{i}"):
            server.ask("postgres", f"CREATE DATABASE {name}")
        old_stores.test(check, "postgresql", text, server.address(f"old{i}"), server.address(f"new{i}"),
                        lambda statement: server.ask(f"old{i}", statement),
                        lambda statement: server.ask(f"new{i}", statement),
                        lambda script: server.run(f"old{i}", script), place("outbox.db"))


def test_unit(server, program):
    done = subprocess.run([program], check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=dict(os.environ, AOI_TEST_DATABASE=server.address("unit")))
    for line in done.stdout.splitlines():
        match = re.match(r"(ok|not ok) \d+ (/\S+)", line)
        if match:
            check(f"PostgreSQL: {match[2]}", match[1] == "ok", done.stdout)
    check(f"PostgreSQL: {os.path.basename(program)} ends well", done.returncode == 0, done.stdout)


def test_no_database():
    """What is wrong, and what to do."""
    with open(place("zeros.db"), "wb") as file:
        file.write(bytes(8192))
    for path, words in ((place("none.db"), "aoistore and `aoi run --store` make one"), (place("board"), "it is a folder"),
                        (place("board/rois_config_board.json"), "is no database, but begins with"),
                        (place("zeros.db"), "it is damaged")):
        for command in (("boards", path), ("judge", path, "01a22438-ae86-77c6-b528-2dd26eeccbef", "1", "defect", "--by", "Ann")):
            code, _, said = aoi(*command)
            check(f"aoi {command[0]} says what {os.path.basename(path)} is",
                  code == 2 and words in said and said.count(path) == 1, said)
    check("nothing was made", not os.path.exists(place("none.db")))


def main():
    make_product()
    test_no_database()
    test_sqlite()
    test_sqlite_clock()
    test_old_sqlite()
    test_views("SQLite", ask_sqlite("questions.db"), test_questions("SQLite", place("questions.db")))
    if postgresql.find() is None:
        print("SKIP store PostgreSQL is not installed", file=sys.stderr)
        print(f"ok {n_tests + 1} - PostgreSQL # SKIP it is not installed\n1..{n_tests + 1}")
        sys.exit(n_failed > 0)
    server = postgresql.Server()
    try:
        server.ask("postgres", "CREATE DATABASE unit")
        for program in sys.argv[2:]:
            test_unit(server, program)
        test_old_postgresql(server)
        test_postgresql_kills(server)
        test_postgresql_clock(server)
        test_restarts(server)
        test_away_at_start(server)
        server.ask("postgres", "CREATE DATABASE questions")
        boards = test_questions("PostgreSQL", server.address("questions"))
        test_views("PostgreSQL", lambda statement: server.ask("questions", statement), boards)
        test_dashboard(server, "questions")
        test_old_month(server, "questions", boards)
        test_rights(server, "questions")
        test_certificate(server)
        test_password(server)
    finally:
        server.close()
    print(f"1..{n_tests}")
    sys.exit(n_failed > 0)


if __name__ == "__main__":
    main()
