/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <math.h>
#include <string.h>

#include "image/aoi-pgm.h"
#include "product-folder.h"
#include "recording/aoi-recording-reader.h"
#include "recording/aoi-recording-writer.h"

/* Small frames, other ones for other numbers. */

#define RECORDING_WIDTH 6
#define RECORDING_HEIGHT 4
#define RECORDING_PIXELS (RECORDING_WIDTH * RECORDING_HEIGHT)
#define RECORDING_CAPS "video/x-bayer, format=(string)gbrg, width=(int)6, height=(int)4"

static inline AoiRecordingFrame *
recording_frame_new (guint64 number)
{
  AoiRecordingFrame *frame = aoi_recording_frame_new ();

  frame->caps = g_strdup (RECORDING_CAPS);
  frame->format = AOI_FORMAT_BAYER_GBRG;
  frame->width = RECORDING_WIDTH;
  frame->height = RECORDING_HEIGHT;
  frame->fps_n = 10;
  frame->pts = number * 100;
  frame->duration = 100;
  return frame;
}

/* A frame of which everything is set. */
static inline AoiRecordingFrame *
recording_frame_new_full (void)
{
  AoiRecordingFrame *frame = recording_frame_new (G_MAXUINT32);

  frame->file = g_strdup ("frame-00000007.pgm");
  frame->bytes = 35;
  frame->checksum = g_strdup ("xxh3_64:0123456789abcdef");
  frame->dts = 1;
  frame->offset = 65535;
  frame->offset_end = G_MAXUINT64 - 1;
  frame->run = 3;
  frame->lost = 2;
  frame->discont = TRUE;
  frame->corrupted = TRUE;
  frame->has_capture = TRUE;
  frame->capture = (AoiRecordingCapture){
    .board = G_MAXUINT64,
    .group = 2,
    .groups = 8,
    .focus = -305,
    .exposure = 3000,
    .focus_read = 304.5,
    .exposure_read = NAN,
    .frame_id = 65535,
    .camera_time = 1234567890123456789,
    .attempt = 1,
    .proven = TRUE,
  };
  frame->missing = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_recording_missing_free);
  for (gint group = 0; group < 2; group++) {
    AoiRecordingMissing *missing = g_new0 (AoiRecordingMissing, 1);

    *missing = (AoiRecordingMissing){ 9, group + 4, 7, -320, 1200,
      g_strdup ("no \"frame\"\n came") };
    g_ptr_array_add (frame->missing, missing);
  }
  return frame;
}

static inline void
recording_fill_pixels (guint8 *pixels, guint64 number)
{
  for (guint i = 0; i < RECORDING_PIXELS; i++)
    pixels[i] = (guint8) (number * 31 + i * 7);
}

static inline GBytes *
recording_file_new (guint64 number)
{
  guint8 *data = g_malloc (AOI_PGM_MAX_HEADER + RECORDING_PIXELS);
  gsize length = aoi_pgm_write_header ((gchar *) data, 1, RECORDING_WIDTH, RECORDING_HEIGHT);

  recording_fill_pixels (data + length, number);
  return g_bytes_new_take (data, length + RECORDING_PIXELS);
}

static inline gboolean
recording_write (AoiRecordingWriter *writer, guint64 number, GError **error)
{
  g_autoptr (AoiRecordingFrame) frame = recording_frame_new (number);
  g_autoptr (GBytes) bytes = recording_file_new (number);

  return aoi_recording_writer_write (writer, frame, bytes, error);
}

static inline AoiRecordingWriter *
recording_writer_new (const gchar *folder, gboolean append)
{
  g_autoptr (GError) error = NULL;
  AoiRecordingWriter *writer = aoi_recording_writer_open (
      folder, append, AOI_CHECKSUM_XXH3_64, &error);

  g_assert_no_error (error);
  return writer;
}

/* A folder with this many frames; product_folder_remove() deletes it. */
static inline gchar *
recording_folder_new (guint n_frames)
{
  gchar *folder = product_folder_new ();
  g_autoptr (AoiRecordingWriter) writer = recording_writer_new (folder, FALSE);

  for (guint i = 0; i < n_frames; i++)
    g_assert_true (recording_write (writer, i, NULL));
  return folder;
}

static inline gchar *
recording_read_index (const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (folder, AOI_RECORDING_INDEX, NULL);
  g_autofree gchar *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_steal_pointer (&text);
}

/* Checks that the recording holds the frames of these numbers, each whole. */
static inline void
recording_check (const gchar *folder, const guint64 *numbers, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRecordingReader) reader = aoi_recording_reader_open (folder, &error);
  guint8 expected[RECORDING_PIXELS], found[RECORDING_PIXELS];

  g_assert_no_error (error);
  g_assert_cmpuint (aoi_recording_reader_get_n_frames (reader), ==, n);
  for (guint i = 0; i < n; i++) {
    g_assert_true (aoi_recording_reader_read (reader, i, found, &error));
    g_assert_no_error (error);
    recording_fill_pixels (expected, numbers[i]);
    g_assert_cmpmem (found, sizeof found, expected, sizeof expected);
  }
}
