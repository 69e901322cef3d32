#!/usr/bin/python3 -Wignore
# SPDX-License-Identifier: LGPL-2.1-or-later
"""read_results.py LAUNCH-LINE: prints what its `aoiinspect` finds, from the bus and from buffers."""
import sys
import gi
gi.require_version("Gst", "1.0")
from gi.repository import Gst

Gst.init(None)
pipeline = Gst.parse_launch(sys.argv[1] + " ! appsink name=out sync=false")
pipeline.set_state(Gst.State.PLAYING)
while sample := pipeline.get_by_name("out").emit("pull-sample"):
    meta = sample.get_buffer().get_custom_meta("aoi-inspection").get_structure()
    print("buffer", meta.get_value("frame"), meta.get_value("passed"), meta.get_value("reason"))
while message := pipeline.get_bus().pop_filtered(Gst.MessageType.ELEMENT):
    rois = message.get_structure().get_array("rois")[1]
    for roi in map(rois.get_nth, range(rois.n_values)):
        print("bus", roi.get_value("id"), roi.get_value("status"), roi.get_value("reason"))
pipeline.set_state(Gst.State.NULL)
