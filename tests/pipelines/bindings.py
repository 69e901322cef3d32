#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""bindings.py: libaoi, libgstaoi and libaoistore as Python sees them: what belongs to a report, product or database stays
readable when that is freed, errors are exceptions, and frames come in as bytes. Meson's MALLOC_PERTURB_ fills what is freed.
Speaks TAP."""
import gc
import json
import os
import sys
import tempfile
import traceback

import gi

gi.require_version("Aoi", "1.0")
gi.require_version("Gst", "1.0")
gi.require_version("GstAoi", "1.0")
from gi.repository import Aoi, GLib, Gst, GstAoi  # noqa: E402

SIZE = 16
ROIS = [
    {"idx": 1, "type": "color", "coords": [0, 0, 8, 8], "expected_color": [32, 192, 64], "color_tolerance": 9,
     "min_pixel_percentage": 50},
    {"idx": 2, "type": "compare", "coords": [8, 8, 16, 16], "device_location": 2, "feature_method": "opencv"},
]
LAUNCH = (f"videotestsrc num-buffers=1 pattern=solid-color foreground-color=0xff20c040 ! "
          f"video/x-raw,format=RGB,width={SIZE},height={SIZE} ! aoiinspect name=inspect ! appsink name=sink")


def forget():
    """Memory that was freed is given to others."""
    gc.collect()
    return [bytes(size) for size in range(32, 512) for _ in range(8)]


def frame(color=(32, 192, 64)):
    return GLib.Bytes.new(bytes(color) * SIZE * SIZE)


def inspect(product):
    return Aoi.Engine.new(0).inspect_bytes(Aoi.Revision.load(product), Aoi.Format.RGB, SIZE, SIZE, frame())


def test_report(product):
    report = inspect(product)
    good, bad = report.get_roi(0), report.get_roi(1)
    info, device, rect = report.get_info(), report.get_device(1), good.rect
    assert not report.get_passed() and report.get_complete()
    assert (report.get_n_rois(), report.get_n_passed(), report.get_n_devices()) == (2, 1, 2)
    del report
    forget()
    assert good.passed() and good.status == Aoi.Status.PASS and good.reason is None
    assert good.values.unpack()["color"] == good.get_string(Aoi.VALUE_COLOR) == "Green"
    assert good.get_double(Aoi.VALUE_PERCENTAGE_RAW, -1) == 100
    assert bad.status == Aoi.Status.FAIL and "golden" in bad.reason, bad.reason
    assert info.product == "x" and info.width == SIZE and info.device_barcodes == [None] * 65
    assert (device.device, device.total, device.barcode) == (2, 1, "N/A")
    del good
    forget()
    assert (rect.x, rect.y, rect.width, rect.height) == (0, 0, 8, 8)


def test_product(product):
    picture = Aoi.RgbImage.new(8, 8)
    os.makedirs(f"{product}/golden_rois/roi_2")
    Aoi.image_file_save(picture, f"{product}/golden_rois/roi_2/best_golden.png")
    loaded = inspect(product).get_product()
    color, compare = loaded.get_roi(0), loaded.get_roi(1)
    name = loaded.get_name()
    del loaded
    forget()
    assert (name, color.id, color.path, color.color.expected) == ("x", 1, "rois[0]", bytes([32, 192, 64]))
    assert color.file.endswith("rois_config_x.json") and color.get_n_goldens() == 0
    golden = compare.get_golden(0)
    del compare
    forget()
    assert golden.name == "best_golden.png" and golden.image.equal(picture)
    assert golden.image.get_bytes().get_data() == bytes(8 * 8 * 3)


def test_errors(product):
    engine, revision = Aoi.Engine.new(0), Aoi.Revision.load(product)
    for code, call in (
            (Aoi.Error.IO, lambda: Aoi.Revision.load("/nowhere")),
            (Aoi.Error.IMAGE, lambda: engine.inspect_bytes(revision, Aoi.Format.RGB, SIZE, SIZE + 1, frame())),
            (Aoi.Error.IO, lambda: Aoi.image_file_load("/nowhere.png"))):
        try:
            call()
        except GLib.Error as error:
            assert error.matches(Aoi.error_quark(), code), error
        else:
            raise AssertionError(f"{code} was not raised")


def test_json(product):
    line = json.loads(inspect(product).to_json(Aoi.JsonFlags.DEFAULT))
    assert line["overall_result"]["passed"] is False and len(line["roi_results"]) == 2


def test_pipeline(product):
    pipeline = Gst.parse_launch(LAUNCH)
    pipeline.get_by_name("inspect").set_property("product", product)
    pipeline.set_state(Gst.State.PLAYING)
    buffer = pipeline.get_by_name("sink").emit("pull-sample").get_buffer()
    message = pipeline.get_bus().timed_pop_filtered(10 * Gst.SECOND, Gst.MessageType.ELEMENT)
    for report in GstAoi.buffer_get_aoi_report(buffer), GstAoi.aoi_message_parse(message):
        assert report.get_n_passed() == 1 and report.get_info().frame == 0
    pipeline.set_state(Gst.State.NULL)
    assert GstAoi.aoi_message_parse(Gst.Message.new_eos(None)) is None
    event = GstAoi.aoi_report_event_new(report)
    assert GstAoi.aoi_report_event_parse(event).to_string() == report.to_string()


def test_capture(_product):
    buffer, capture = Gst.Buffer.new(), GstAoi.AoiCapture()
    assert not GstAoi.buffer_get_aoi_capture(buffer)[0]
    capture.board, capture.group, capture.groups, capture.focus, capture.exposure = 7, 1, 2, 305, 3000
    assert GstAoi.buffer_add_aoi_capture(buffer, capture)
    found, again = GstAoi.buffer_get_aoi_capture(buffer)
    assert found and (again.board, again.group, again.groups, again.focus) == (7, 1, 2, 305)


def store_board(product, database):
    """Returns the id of a board of two ROIs, the second of which does not pass."""
    pipeline = Gst.parse_launch(LAUNCH.replace("appsink name=sink", f"aoistore database={database}"))
    pipeline.get_by_name("inspect").set_property("product", product)
    pipeline.set_state(Gst.State.PLAYING)
    bus = pipeline.get_bus()
    for message in iter(lambda: bus.timed_pop_filtered(10 * Gst.SECOND, Gst.MessageType.ELEMENT), None):
        if message.has_name("aoi-stored"):
            pipeline.set_state(Gst.State.NULL)
            return message.get_structure().get_string("id")
    raise AssertionError("nothing was stored")


def test_judgements(product):
    if Gst.ElementFactory.find("aoistore") is None:
        return
    gi.require_version("AoiStore", "1.0")
    from gi.repository import AoiStore
    board = store_board(product, f"{product}/boards.db")
    database = AoiStore.Database.open(f"{product}/boards.db")
    assert database.list_judgements(board) == []
    assert database.judge(board, 2, AoiStore.JudgementKind.UNSURE, "Ann", None)
    assert database.judge(board, 2, AoiStore.JudgementKind.FALSE_CALL, "Zoë", "it's glare")
    try:
        database.judge(board, 3, AoiStore.JudgementKind.DEFECT, "Ann", None)
    except GLib.Error as error:
        assert error.matches(AoiStore.database_error_quark(), AoiStore.DatabaseError.REFUSED), error
    else:
        raise AssertionError("there is no ROI 3")
    first, second = database.list_judgements(board)
    del database
    forget()
    assert (first.roi, first.kind, first.person, first.note) == (2, AoiStore.JudgementKind.UNSURE, "Ann", None)
    assert (second.roi, second.person, second.note) == (2, "Zoë", "it's glare") and second.time_us >= first.time_us
    assert AoiStore.Judgement.kind_to_string(second.kind) == "false call" and len(second.revision) == 64


def main():
    Gst.init(None)
    tests = [value for name, value in sorted(globals().items()) if name.startswith("test_")]
    failed = False
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as product:
            with open(f"{product}/rois_config_x.json", "w", encoding="utf-8") as file:
                json.dump(ROIS, file)
            try:
                test(product)
                print(f"ok {number} {test.__name__}", flush=True)
            except Exception:  # pylint: disable=broad-except
                print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
                print(f"not ok {number} {test.__name__}", flush=True)
                failed = True
    print(f"1..{len(tests)}")
    sys.exit(failed)


main()
