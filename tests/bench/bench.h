/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/check/gstharness.h>

/* What the benchmarks share. They end the process where something fails that is not measured. */

/* CPU time of the whole process, user and system, seconds. */
gdouble bench_cpu (void);
/* The clocks of the CPU time of all processes that this one has started and that run now: clockid_t. */
GArray *bench_find_children (void);
/* What they show together, seconds. */
gdouble bench_cpu_of (GArray *clocks);
/* Wall-clock time, seconds. */
gdouble bench_wall (void);

int bench_compare (const void *a, const void *b);
/* Sorts. */
gdouble bench_median (gdouble *values, guint n);

/* A product folder with this ROI file; bench_product_free() deletes it. */
gchar *bench_product_new (const gchar *json);
void bench_product_free (gchar *folder);

/* n ROIs of the type, of 8x8 pixels at places of their own in an image of 1 megapixel. */
gchar *bench_rois (const gchar *type, guint n);

/* A harness whose messages are dropped, as by an application that does not read them. */
GstHarness *bench_harness_new (const gchar *launch, const gchar *caps);

/* A gray frame that is not all the same, which aoiinspect would refuse. */
GstBuffer *bench_gray_frame (guint width, guint height);

/* Frames that share memory, as from a pool. */
void bench_push (GstHarness *h, GstBuffer *frame, guint n);

/* Pushes a frame that has to pass, so that what is measured is what it seems. */
void bench_check_passes (GstHarness *h, GstBuffer *frame);
