/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-error.h"
#include "aoi-image.h"

G_BEGIN_DECLS

/**
 * AOI_RECORDING_INDEX:
 *
 * The file of a recording's folder that describes each of its frames, a JSON object a line.
 */
#define AOI_RECORDING_INDEX "frames.ndjson"

/**
 * AOI_RECORDING_NO_TIME:
 *
 * A time or an offset that a frame does not have.
 */
#define AOI_RECORDING_NO_TIME G_MAXUINT64

/**
 * AOI_RECORDING_MAX_LINE:
 *
 * Bytes of a line at most: a hundred times what the longest needs.
 */
#define AOI_RECORDING_MAX_LINE 65536

/**
 * AoiRecordingCapture:
 * @board: number of the board
 * @group: which of its capture groups, from 0
 * @groups: how many it has
 * @focus: camera units that the group asks for
 * @exposure: microseconds that the group asks for
 * @focus_read: what the camera says that it was, NaN if it does not say
 * @exposure_read: what the camera says that it was, NaN if it does not say
 * @frame_id: the camera's number of the frame
 * @camera_time: the camera's own time of the frame, ns
 * @attempt: 0, or how often the group was taken before
 * @proven: whether the camera itself says that the frame was taken under this setting
 *
 * Under which setting a frame was taken, and for which board.
 */
typedef struct {
  guint64 board;
  gint group;
  gint groups;
  gint focus;
  gint exposure;
  gdouble focus_read;
  gdouble exposure_read;
  guint64 frame_id;
  guint64 camera_time;
  gint attempt;
  gboolean proven;
} AoiRecordingCapture;

/**
 * AOI_RECORDING_MAX_MISSING:
 *
 * Frames that are noted as given up before another one, at most; of more, the last ones are.
 */
#define AOI_RECORDING_MAX_MISSING 32

/**
 * AoiRecordingMissing:
 * @board: number of the board
 * @group: which of its capture groups, from 0
 * @groups: how many it has
 * @focus: camera units that the group asks for
 * @exposure: microseconds that the group asks for
 * @reason: why no frame of it comes
 *
 * A frame that the source has given up. Owns its string.
 */
typedef struct {
  guint64 board;
  gint group;
  gint groups;
  gint focus;
  gint exposure;
  gchar *reason;
} AoiRecordingMissing;

/**
 * AoiRecordingFrame:
 * @file: name of the file in the recording's folder
 * @bytes: of the file
 * @checksum: of the whole file, as aoi_checksum_to_text() writes it
 * @caps: GStreamer's description of the frame, which nothing here parses
 * @format: GRAY8, RGB or a Bayer order
 * @width: in pixels
 * @height: in pixels
 * @fps_n: numerator of the framerate, 0 if there is none
 * @fps_d: its denominator
 * @pts: presentation time in ns, or %AOI_RECORDING_NO_TIME
 * @dts: decoding time in ns, or %AOI_RECORDING_NO_TIME
 * @duration: in ns, or %AOI_RECORDING_NO_TIME
 * @offset: the source's number of the frame, or %AOI_RECORDING_NO_TIME
 * @offset_end: the number after it, or %AOI_RECORDING_NO_TIME
 * @run: grows where times begin anew
 * @lost: frames between this one and the one before that should have been recorded
 * @discont: whether the stream has a gap before this frame
 * @corrupted: whether the source says that the frame is incomplete
 * @has_capture: whether @capture says something
 * @capture: the setting
 * @missing: (nullable) (element-type AoiRecordingMissing): what the source gave up since the frame before
 *
 * What a line of the index says. Owns its strings.
 */
typedef struct {
  gchar *file;
  guint64 bytes;
  gchar *checksum;
  gchar *caps;
  AoiFormat format;
  gint width, height;
  gint fps_n, fps_d;
  guint64 pts, dts, duration;
  guint64 offset, offset_end;
  guint64 run;
  guint64 lost;
  gboolean discont, corrupted;
  gboolean has_capture;
  AoiRecordingCapture capture;
  GPtrArray *missing;
} AoiRecordingFrame;

AoiRecordingFrame *aoi_recording_frame_new (void);
void aoi_recording_frame_free (AoiRecordingFrame *self);
void aoi_recording_missing_free (AoiRecordingMissing *self);

gint aoi_recording_format_get_channels (AoiFormat format);
gboolean aoi_recording_name_is_inside (const gchar *name);

gchar *aoi_recording_line_write (const AoiRecordingFrame *frame);
gboolean aoi_recording_line_trim (const gchar **text, gsize *length);
AoiRecordingFrame *
aoi_recording_line_read (const gchar *text, gsize length, const gchar *place, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiRecordingFrame, aoi_recording_frame_free)

G_END_DECLS
