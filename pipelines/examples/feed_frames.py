#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""feed_frames.py PRODUCT PICTURE...: an application that has frames of its own, here pictures of one size. It
gives them to aoiinspect by appsrc and reads the verdicts as objects, an Aoi.Report each. Exits 0 if all boards
are good, 1 if one is not, 2 if it could not be inspected."""
import sys

import gi

gi.require_version("Aoi", "1.0")
gi.require_version("Gst", "1.0")
gi.require_version("GstAoi", "1.0")
gi.require_version("GstVideo", "1.0")
from gi.repository import Aoi, GLib, Gst, GstAoi, GstVideo  # noqa: E402


def fail(reason):
    print(reason, file=sys.stderr)
    sys.exit(2)


def make_buffer(picture):
    """Rows lie without padding, which GStreamer would otherwise expect."""
    buffer = Gst.Buffer.new_wrapped_bytes(picture.get_bytes())
    GstVideo.buffer_add_video_meta_full(buffer, GstVideo.VideoFrameFlags.NONE, GstVideo.VideoFormat.RGB,
                                        picture.width, picture.height, 1, [0] * 4, [3 * picture.width, 0, 0, 0])
    return buffer


def explain(pipeline):
    """What went wrong, if no report came."""
    message = pipeline.get_bus().pop_filtered(Gst.MessageType.ERROR)
    fail(message.parse_error().gerror.message if message else "no report came")


def inspect(pipeline, path):
    """One picture in, its report out."""
    picture = Aoi.image_file_load(path)
    source, sink = pipeline.get_by_name("source"), pipeline.get_by_name("sink")
    source.set_property("caps", Gst.Caps.from_string(
        f"video/x-raw,format=RGB,width={picture.width},height={picture.height},framerate=0/1"))
    source.emit("push-buffer", make_buffer(picture))
    sample = sink.emit("try-pull-sample", 60 * Gst.SECOND)
    report = GstAoi.buffer_get_aoi_report(sample.get_buffer()) if sample else None
    if report is None:
        explain(pipeline)
    return report


def show(path, report):
    print(f"{path}: {report.get_reason() or 'pass'}")
    for i in range(report.get_n_rois()):
        roi = report.get_roi(i)
        print(f"  ROI {roi.id} {roi.type}: {Aoi.status_to_string(roi.status)}, {roi.score:g} of {roi.threshold:g}",
              roi.values.unpack() if roi.values else "")


def main(product, *pictures):
    Gst.init(None)
    pipeline = Gst.parse_launch("appsrc name=source format=time ! aoiinspect name=inspect "
                                "! appsink name=sink sync=false")
    pipeline.get_by_name("inspect").set_property("product", product)
    passed = True
    try:
        if pipeline.set_state(Gst.State.PLAYING) == Gst.StateChangeReturn.FAILURE:
            explain(pipeline)
        for path in pictures:
            report = inspect(pipeline, path)
            passed = passed and report.get_passed()
            show(path, report)
    finally:
        pipeline.set_state(Gst.State.NULL)
    return 0 if passed else 1


if len(sys.argv) < 3:
    fail("Usage: feed_frames.py PRODUCT PICTURE...")
try:
    sys.exit(main(*sys.argv[1:]))
except GLib.Error as error:
    fail(error.message)
