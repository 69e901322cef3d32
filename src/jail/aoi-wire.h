/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "aoi-result.h"

G_BEGIN_DECLS

/* What a process and its helper tell each other, both of the same build. The helper trusts the process; the
 * process takes what the helper wrote for the file of an enemy: it copies before it looks, and checks all of it. */

#define AOI_WIRE_MAGIC 0x4a494f41u

/* Descriptors of a helper: it has no others but /dev/null. */
#define AOI_WIRE_MEMORY_FD 3 /* the shared memory */
#define AOI_WIRE_PLAN_FD 4 /* sealed memory: what the helper is for */
#define AOI_WIRE_REPLY_FD 5 /* eventfd: the helper is ready, or has answered */
#define AOI_WIRE_N_FDS 6

#define AOI_WIRE_HEAD_BYTES 4096
#define AOI_WIRE_REPLY_BYTES (1024 * 1024)
#define AOI_WIRE_PIXELS_AT (AOI_WIRE_HEAD_BYTES + AOI_WIRE_REPLY_BYTES)

/* Values of a ROI: far more than any inspector of this project has. */
#define AOI_WIRE_MAX_VALUES 64

/* What a helper could not do to its own jail, as a set. */
typedef enum {
  AOI_WIRE_LACKS_LANDLOCK = 1 << 0,
  AOI_WIRE_LACKS_SECCOMP = 1 << 1,
  AOI_WIRE_LACKS_LIMITS = 1 << 2,
} AoiWireLacks;

/**
 * AoiWireHead:
 * @magic: %AOI_WIRE_MAGIC
 * @parent: process id of the helper's parent
 * @serial: of the request, from 1; the helper waits for it there (futex)
 * @cancelled: the last request of which the answer is no longer wanted; a thread of the helper waits there (futex)
 * @roi: which of the plan's ROIs
 * @rotation: of the view
 * @rect: of the view
 * @image: the frame; its data are nothing
 * @at: where in the memory each plane begins
 * @ready: the helper's: all is loaded, and it is in its jail
 * @lacks: the helper's: a set of #AoiWireLacks
 * @begun: the helper's: the last request that it looked at
 * @answered: the helper's: the last request that it answered
 * @reply_size: the helper's: bytes of the answer; of what it says when it cannot start
 * @cpu: the helper's: where it ran when it answered
 *
 * What lies at the start of the shared memory. The answer follows it, and the pixels that.
 */
typedef struct {
  guint32 magic;
  gint32 parent;
  guint32 serial;
  guint32 cancelled;
  guint32 roi;
  guint32 rotation;
  AoiRect rect;
  AoiImage image;
  guint64 at[AOI_IMAGE_MAX_PLANES];
  guint32 ready;
  guint32 lacks;
  guint32 begun;
  guint32 answered;
  guint32 reply_size;
  guint32 cpu;
} AoiWireHead;

/**
 * AoiWirePlan:
 * @text: of the product's ROI file; %NULL: pictures are to be decoded, no ROIs inspected
 * @barcode_effort: of ROIs that do not say it
 * @rois: where in @text the ROIs are that the helper is for
 * @modules: files of the inspectors that are not the library's own
 *
 * What a helper is for.
 */
typedef struct {
  gchar *text;
  gint barcode_effort;
  gchar **rois;
  gchar **modules;
} AoiWirePlan;

GBytes *aoi_wire_plan_write (const AoiWirePlan *plan);
gboolean aoi_wire_plan_read (GBytes *bytes, AoiWirePlan *plan, GError **error);
void aoi_wire_plan_clear (AoiWirePlan *plan);

gsize aoi_wire_reply_write (const AoiRoiResult *result, gint64 pixels_ns, guint8 *reply);
gboolean aoi_wire_reply_read (
    const guint8 *reply, gsize size, AoiRoiResult *result, gint64 *pixels_ns, GError **error);

gsize aoi_wire_refusal_write (const gchar *message, guint8 *reply);
gchar *aoi_wire_refusal_read (const guint8 *reply, gsize size);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiWirePlan, aoi_wire_plan_clear)

G_END_DECLS
