#!/usr/bin/python3 -Wignore
# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoilog.py [--csv FILE] [--quiet] LAUNCH-LINE: runs a pipeline and logs the messages on its bus.

  aoilog.py --csv boards.csv v4l2src ! videoconvert ! aoiinspect product=PRODUCT ! fakesink

The same as aoilog.c, which says what goes to the CSV file, to syslog and into the exit code.
"""
import argparse
import contextlib
import datetime
import re
import signal
import sys
import syslog

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

COLUMNS = ("time,row,product,revision,frame,board,device,roi,type,status,reason,score,threshold,"
           "barcode,text\n")
LOSSES = ("lost", "incomplete", "dropped", "refused", "retake", "missing")


def escape_controls(text):
    """Barcodes and texts come from outside: they must not begin a line of their own."""
    return re.sub("[\0-\x1f\x7f]", lambda match: f"\\x{ord(match[0]):02x}", text)


def field(value):
    """Quoted where RFC 4180 asks for it; what a spreadsheet would take for a formula gets an apostrophe,
    which makes it a text there. Numbers are no texts: a minus is one."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, int):
        return str(value)
    text = escape_controls(value or "")
    quoted = "," in text or '"' in text
    if text.startswith(("=", "+", "-", "@")):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if quoted else text


def get_items(structure, name):
    """What an array holds; a structure in it is good until the next one is taken."""
    array = structure.get_array(name)[1]
    for i in range(array.n_values):
        yield array.get_nth(i)


def verdict(passed):
    return "pass" if passed else "fail"


class Log:
    def __init__(self, pipeline, csv):
        self.pipeline = pipeline
        self.csv = csv
        self.loop = GLib.MainLoop()
        self.boards = self.failed = 0
        self.broken = False

    def print_error(self, what, why):
        syslog.syslog(syslog.LOG_ERR, f"{what}: {why}")
        self.broken = True

    def rows(self, board):
        """A row for the board, each of its devices and each of its ROIs."""
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        number = board.get_value("board") if board.has_field("board") else None

        def row(kind, *columns):
            shared = (now.replace("+00:00", "Z"), kind, board.get_value("product"),
                      board.get_value("revision"), board.get_value("frame"), number)
            return ",".join(map(field, shared + columns)) + "\n"

        yield row("board", None, None, None, verdict(board.get_value("passed")),
                  board.get_value("reason"), None, None, None, None)
        for device in get_items(board, "devices"):
            yield row("device", device.get_value("device"), None, None,
                      verdict(device.get_value("passed")), device.get_string("link-reason"), None, None,
                      device.get_value("barcode"), None)
        for roi in get_items(board, "rois"):
            codes = get_items(roi, "barcodes") if roi.has_field("barcodes") else []
            yield row("roi", *map(roi.get_value, ("device", "id", "type", "status", "reason", "score",
                                                  "threshold")), " ".join(codes), roi.get_string("text"))

    def write_rows(self, board):
        if self.csv is None:
            return
        try:
            self.csv.write("".join(self.rows(board)))
            self.csv.flush()
        except OSError as error:
            self.print_error("The CSV file is not written any more", error.strerror)
            self.close_csv()

    def close_csv(self):
        """What is left in its buffer cannot be written, either."""
        csv, self.csv = self.csv, None
        with contextlib.suppress(OSError):
            csv.close()

    def log_board(self, board):
        if not board.get_value("complete"):
            return
        passed = board.get_value("passed")
        text = f"{board.get_value('product') or 'no product'} frame {board.get_value('frame')}"
        for device in get_items(board, "devices"):
            text += f", device {device.get_value('device')} {device.get_value('barcode')}"
        text += ": passed" if passed else f": did not pass: {board.get_value('reason')}"
        self.boards += 1
        self.failed += not passed
        syslog.syslog(syslog.LOG_INFO if passed else syslog.LOG_NOTICE, escape_controls(text))
        self.write_rows(board)

    def log_element(self, structure):
        """aoi-product, aoi-record, aoi-camera ... Statistics are no events."""
        if structure.has_name("aoi-inspection"):
            self.log_board(structure)
            return
        if not structure.get_name().startswith("aoi-") or structure.has_name("aoi-stats"):
            return
        refused = structure.has_field("accepted") and not structure.get_value("accepted")
        bad = refused or structure.has_name("aoi-replay") or structure.get_string("event") in LOSSES
        syslog.syslog(syslog.LOG_WARNING if bad else syslog.LOG_INFO,
                      escape_controls(structure.to_string()))

    def watch(self, _bus, message):
        """The bus watcher: runs in the main loop, one message after the other, while the pipeline's threads
        go on."""
        if message.type == Gst.MessageType.ELEMENT:
            self.log_element(message.get_structure())
        elif message.type == Gst.MessageType.WARNING:
            text = escape_controls(message.parse_warning()[0].message)
            syslog.syslog(syslog.LOG_WARNING, f"{message.src.get_name()}: {text}")
        elif message.type == Gst.MessageType.ERROR:
            self.print_error(message.src.get_name(), escape_controls(message.parse_error()[0].message))
            self.loop.quit()
        elif message.type == Gst.MessageType.EOS:
            self.loop.quit()
        elif message.type == Gst.MessageType.LATENCY:
            self.pipeline.recalculate_latency()

    def end_stream(self):
        """Only once: a second signal ends the program at once."""
        self.pipeline.send_event(Gst.Event.new_eos())
        return GLib.SOURCE_REMOVE

    def run(self):
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message", self.watch)
        for number in (signal.SIGINT, signal.SIGTERM):
            GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, number, self.end_stream)
        self.pipeline.set_state(Gst.State.PLAYING)
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)
        bus.remove_signal_watch()

    def finish(self):
        try:
            if self.csv is not None:
                self.csv.close()
        except OSError as error:
            self.print_error("The CSV file is not complete", error.strerror)
        if not self.broken and self.boards == 0:
            self.print_error("aoilog", "no board was inspected")
        return 2 if self.broken else min(self.failed, 1)


def open_csv(path):
    """Rows are appended to a file that is there."""
    csv = open(path, "a", encoding="utf-8", newline="")
    if csv.tell() == 0:
        csv.write(COLUMNS)
    return csv


def main():
    parser = argparse.ArgumentParser(description="runs a pipeline and logs the messages on its bus")
    parser.add_argument("--csv", metavar="FILE", help="append rows to this file")
    parser.add_argument("--quiet", action="store_true", help="write to syslog only, not to standard error too")
    parser.add_argument("line", metavar="LAUNCH-LINE", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    Gst.init(None)
    syslog.openlog("aoilog", 0 if options.quiet else syslog.LOG_PERROR, syslog.LOG_USER)
    try:
        log = Log(Gst.parse_launchv(options.line), None)
        log.csv = open_csv(options.csv) if options.csv else None
    except (GLib.Error, OSError) as error:
        print("aoilog:", error.message if isinstance(error, GLib.Error) else error, file=sys.stderr)
        return 2
    log.run()
    return log.finish()


sys.exit(main())
