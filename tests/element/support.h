/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/check/gstharness.h>
#include <gst/gst.h>

#include "lib/gstaoimessage.h"
#include "lib/gstaoimeta.h"
#include "support/test-wait.h"

#define SUPPORT_WIDTH 64
#define SUPPORT_HEIGHT 48
#define SUPPORT_CAPS "video/x-raw,format=RGB,width=64,height=48,framerate=10/1"

/* Runs the tests and takes GStreamer down, when its tracer reports leaked objects. */
int support_run (void);

/* A product folder below the temporary folder, from the text of its ROI file. */
gchar *support_product_new (const gchar *json);
void support_product_replace (const gchar *folder, const gchar *json);
void support_product_free (gchar *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstHarness, gst_harness_teardown)

/* A ROI that passes on red frames, at its own place for each number from 1 to 40. */
gchar *support_red_roi (guint number);
/* `n` of them as a product's text, followed by `more` (which may be NULL). */
gchar *support_red_product (guint n, const gchar *more);

GstHarness *support_harness_new (const gchar *folder, const gchar *properties);
GstBus *support_harness_watch (GstHarness *h);
/* A harness of sinks whose first messages may come from a thread of their own, before anybody pushes. */
GstHarness *support_harness_new_watched (const gchar *launch, GstBus **bus);

/* A frame of SUPPORT_CAPS in one colour, with PTS number * 100 ms. */
GstBuffer *support_frame_new (guint number, guint8 red, guint8 green, guint8 blue);

/* Pushes a frame, takes it on the other side and gives its report. */
AoiReport *support_inspect (GstHarness *h, GstBuffer *frame);
AoiReport *support_pull_report (GstHarness *h);

/* The contents of this many buffers, one behind the other. */
gchar *support_pull_text (GstHarness *h, guint n_buffers);

/* The pipeline does not start, and its ERROR says this. */
void support_check_start_refused (const gchar *launch, const gchar *says);

guint64 support_stat (GstElement *element, const gchar *name);
/* Until a counter is at least this: nothing is signalled when it grows. */
void support_wait_stat (GstElement *element, const gchar *name, guint64 value);
void support_wait_none (GstElement *element, const gchar *name);
/* Counts the frames that come through a pad; @count outlives it. */
void support_count_buffers (GstElement *element, const gchar *name, TestCount *count);
/* in = inspected + discarded, with nothing in flight. */
void support_check_accounting (GstElement *element);
const AoiRoiResult *support_find_roi (const AoiReport *report, gint id);
