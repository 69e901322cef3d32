# SPDX-License-Identifier: LGPL-2.1-or-later
"""Databases that earlier releases have left, in tests/old: today's release takes them to its own schema and keeps their rows; one
of a newer release is refused."""
import glob
import json
import os
import subprocess

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../old")

# What their rows say, by columns that schema 1 has. The line of today is station S2.
KEPT = (
    "SELECT id, station, product, revision, number, session, verdict, reason, code FROM board WHERE station <> 'S2' ORDER BY id",
    "SELECT board, device, rois, passed, barcode, code FROM device ORDER BY board, device",
    "SELECT board, roi, device, type, status, score, threshold, reason FROM roi ORDER BY board, roi",
    "SELECT id, board, roi, judgement, person, revision, note FROM judgement ORDER BY id",
    "SELECT hash, name, file FROM product_revision ORDER BY hash",
    "SELECT hour, product, boards, passed, failed, not_inspected FROM board_hour WHERE station <> 'S2' ORDER BY hour, product",
    "SELECT hour, product, roi, boards, passed, failed FROM roi_hour WHERE station <> 'S2' ORDER BY hour, product, roi",
)
N_BOARDS, N_FAILED, CODE = 8, 2, "O'Brien \"x\" #/+% ü"

TABLES = {
    "sqlite": ("SELECT m.type, m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema m, pragma_table_info(m.name) c "
               "ORDER BY m.name, c.name", "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"),
    # Partitions are of the months that have boards.
    "postgresql": ("SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
                   "WHERE table_schema = 'public' AND table_name !~ '_[0-9]{4}_[0-9]{2}$' ORDER BY 1, 2",
                   "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename !~ '_[0-9]{4}_[0-9]{2}$' "
                   "ORDER BY 1", "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"),
}


def find(dialect):
    """Texts by which the databases of all earlier schemas are made."""
    return sorted(glob.glob(os.path.join(FOLDER, f"boards-*.{dialect}.sql")))


def inspect(database, outbox):
    return subprocess.run(
        ["gst-launch-1.0", "-q", "videotestsrc", "num-buffers=3", "!", "video/x-raw,format=RGB,width=64,height=48", "!",
         "aoiinspect", "station=S2", "!", "aoistore", f"database={database}", f"outbox={outbox}"],
        check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)


def aoi(*words):
    return subprocess.run(["aoi", *words], check=False, text=True, capture_output=True, timeout=60)


def read_tables(ask, dialect):
    return [ask(question) for question in TABLES[dialect]]


def check_questions(check, name, address):
    """Today's tool answers from them."""
    stats = json.loads(aoi("stats", address, "--station", "S1", "--json").stdout)
    check(f"{name}: aoi stats counts its boards",
          stats["boards"] == N_BOARDS and stats["failed"] == N_FAILED and stats["false_calls"] == 1, stats)
    traced = json.loads(aoi("trace", address, CODE, "--json").stdout)
    judged = [roi["judgement"] for board in traced for roi in board["rois"] if roi["judgement"]]
    check(f"{name}: aoi trace finds its codes and judgements", len(traced) == 2 and judged == ["false call"], traced)
    board = traced[0]["board"][0]["id"]
    check(f"{name}: a judgement is added", aoi("judge", address, board, "1", "defect", "--by", "Cora").returncode == 0)


def check_newer(check, name, address, outbox, ask):
    before = ask(KEPT[0])
    said = aoi("boards", address)
    check(f"{name}: aoi boards refuses a newer schema", said.returncode == 2 and "newer release" in said.stderr, said.stderr)
    said = aoi("judge", address, before[0][0], "1", "defect", "--by", "Cora")
    check(f"{name}: aoi judge does", said.returncode == 2 and "newer release" in said.stderr, said.stderr)
    said = inspect(address, outbox)
    check(f"{name}: aoistore does", said.returncode != 0 and "newer release, this one knows" in said.stdout, said.stdout)
    check(f"{name}: nothing is changed", ask(KEPT[0]) == before)


def test(check, dialect, text, address, new_address, ask, ask_new, execute, outbox):
    """@text: by which @execute makes the database @address, which @ask asks; @new_address: of one without tables"""
    name = os.path.basename(text)
    with open(text, encoding="utf-8") as file:
        execute(file.read())
    before = [ask(question) for question in KEPT]
    said = inspect(address, outbox)
    check(f"{name}: it is opened and written", said.returncode == 0 and said.stdout == "", said.stdout)
    after = [ask(question) for question in KEPT]
    check(f"{name}: its rows are kept", before == after and len(before[0]) == N_BOARDS and all(before), (before, after))
    check(f"{name}: new boards are added", [int(row[0]) for row in ask("SELECT count(*) FROM board")] == [N_BOARDS + 3])
    waiting = [row[0] for row in ask("SELECT board FROM review ORDER BY board")]
    failed = [row[0] for row in ask("SELECT id FROM board WHERE verdict = 'fail' ORDER BY id")]
    check(f"{name}: boards wait of which a ROI that failed is not judged", waiting == failed and len(failed) == N_FAILED,
          (waiting, failed))
    check_questions(check, name, address)
    inspect(new_address, outbox)
    check(f"{name}: its tables are those of a new database", read_tables(ask, dialect) == read_tables(ask_new, dialect),
          (read_tables(ask, dialect), read_tables(ask_new, dialect)))
    execute("UPDATE aoi_schema SET version = version + 1;")
    check_newer(check, name, address, outbox, ask)
