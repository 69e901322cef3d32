/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "jail/aoi-jail.h"

#include <math.h>

#include "aoi-pixels.h"
#include "aoi-placement.h"
#include "base/aoi-clock.h"
#include "image/aoi-pixels-private.h"
#include "jail/aoi-helper-stack.h"

/* The most that a pixel takes in any format. */
#define PIXEL_BYTES 4

/* Helpers that are asked for one ROI, where somebody kills them. */
#define MAX_TRIES 3

/* How long a helper that was just started may need for a ROI that waits for it, ns. */
#define START_LIMIT (30 * G_GINT64_CONSTANT (1000000000))

#define LIMIT (AOI_JAIL_SECONDS * G_GINT64_CONSTANT (1000000000))

/* A ROI of the jail. */
typedef struct {
  AoiJailRoi roi; /* path is not kept */
  guint strikes; /* lock: helpers that it ended in a row */
  gchar *last; /* lock: how it ended the last */
} Cell;

struct _AoiJail {
  AoiHelperStack *helpers;
  gsize pixel_bytes;
  GMutex lock;
  guint n_cells;
  Cell *cells;
};

/* The longer side of what a rectangle covers that lies askew. */
static gsize
get_moved_side (const AoiJailRoi *roi, gsize along, gsize across)
{
  const gdouble scale = AOI_ALIGNMENT_MAX_SCALE;

  if (!roi->moves)
    return along;
  return (gsize) ceil (scale
             * ((gdouble) along + sin (AOI_PLACEMENT_MAX_ANGLE * G_PI / 180.0) * (gdouble) across))
      + 2 * AOI_ALIGNMENT_MARGIN + 2;
}

/* Even corners of subsampled formats included. */
static gsize
get_pixel_bytes (GArray *rois)
{
  gsize most = 0;

  for (guint i = 0; i < rois->len; i++) {
    const AoiJailRoi *roi = &g_array_index (rois, AoiJailRoi, i);
    const gsize around = 2 * ((gsize) roi->margin + AOI_PIXELS_MARGIN + 2);
    const gsize across = (gsize) MAX (roi->rect.width, 0) + around;
    const gsize down = (gsize) MAX (roi->rect.height, 0) + around;
    const gsize width = MIN (get_moved_side (roi, across, down), AOI_IMAGE_MAX_SIZE);
    const gsize height = MIN (get_moved_side (roi, down, across), AOI_IMAGE_MAX_SIZE);

    most = MAX (most, width * height * PIXEL_BYTES);
  }
  return most;
}

static gchar **
list_paths (GArray *rois)
{
  gchar **paths = g_new0 (gchar *, rois->len + 1);

  for (guint i = 0; i < rois->len; i++)
    paths[i] = g_strdup (g_array_index (rois, AoiJailRoi, i).path);
  return paths;
}

/**
 * aoi_jail_new:
 * @text: of the product
 * @barcode_effort: of ROIs that do not say it
 * @rois: (element-type AoiJailRoi): those that are inspected here
 * @modules: files of the inspectors that are not this library's
 *
 * Returns: (transfer full): a jail without helpers yet
 */
AoiJail *
aoi_jail_new (const gchar *text, gint barcode_effort, GArray *rois, gchar **modules)
{
  g_auto (GStrv) paths = list_paths (rois);
  const AoiWirePlan plan = { (gchar *) text, barcode_effort, paths, modules };
  AoiJail *self = g_new0 (AoiJail, 1);

  g_mutex_init (&self->lock);
  self->pixel_bytes = get_pixel_bytes (rois);
  self->helpers = aoi_helper_stack_new (&plan, self->pixel_bytes);
  self->n_cells = rois->len;
  self->cells = g_new0 (Cell, rois->len);
  for (guint i = 0; i < rois->len; i++)
    self->cells[i].roi = g_array_index (rois, AoiJailRoi, i);
  return self;
}

/**
 * aoi_jail_free:
 * @self: (transfer full): a jail in which nothing is inspected
 *
 * Ends its helpers.
 */
void
aoi_jail_free (AoiJail *self)
{
  aoi_helper_stack_free (self->helpers);
  for (guint i = 0; i < self->n_cells; i++)
    g_free (self->cells[i].last);
  g_free (self->cells);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * aoi_jail_reserve:
 * @self: a jail
 * @count: how many ROIs may be inspected at once
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Starts helpers ahead of the first frame, and waits until they are ready. Slow; any thread.
 *
 * Returns: %FALSE if helpers cannot work
 */
gboolean
aoi_jail_reserve (AoiJail *self, guint count, GError **error)
{
  return aoi_helper_stack_reserve (self->helpers, MIN (count, self->n_cells), error);
}

/**
 * aoi_jail_get_replaced:
 *
 * Thread-safe.
 *
 * Returns: how many helpers were replaced in this process
 */
guint64
aoi_jail_get_replaced (void)
{
  return aoi_helper_stack_get_replaced ();
}

static gboolean
may_try (AoiJail *self, Cell *cell, AoiRoiResult *result)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (cell->strikes < AOI_JAIL_STRIKES)
    return TRUE;
  aoi_roi_result_error (result,
      "not tried again until the product is loaded anew: %d times in a row the %s decoder %s",
      AOI_JAIL_STRIKES, cell->roi.type, cell->last);
  return FALSE;
}

static void
forgive (AoiJail *self, Cell *cell)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  cell->strikes = 0;
}

static void
strike (AoiJail *self, Cell *cell, const gchar *how)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  cell->strikes++;
  g_free (cell->last);
  cell->last = g_strdup (how);
}

/* Copies what the inspector may read to where the helper has it. Returns FALSE if there is more of it than the ROI
 * has. */
static gboolean
write_request (AoiJail *self, const AoiJailCall *call, AoiHelper *helper)
{
  AoiWireHead *head = aoi_helper_get_head (helper);
  guint8 *pixels = aoi_helper_get_pixels (helper);
  const gint margin = self->cells[call->roi].roi.margin + AOI_PIXELS_MARGIN;
  const AoiRect *rect = &call->view->rect;
  const AoiRect part = { rect->x - margin, rect->y - margin, rect->width + 2 * margin,
    rect->height + 2 * margin };
  AoiImage image;

  if (aoi_image_copy_size (call->view->image, &part) > self->pixel_bytes)
    return FALSE;
  aoi_image_copy_part (call->view->image, &part, pixels, &image);
  head->roi = call->roi;
  head->rotation = call->view->rotation;
  head->rect = *rect;
  head->image = image;
  for (guint i = 0; i < aoi_format_get_n_planes (image.format); i++)
    head->at[i] = (guint64) (image.data[i] - pixels);
  return TRUE;
}

/* The helper's own clock: not more than what passed here. */
static void
read_answer (AoiHelper *helper, gint64 begun, AoiRoiResult *result, GError **error)
{
  AoiWireHead *head = aoi_helper_get_head (helper);
  const gsize size = (guint32) g_atomic_int_get (&head->reply_size);
  gint64 pixels_ns = 0;

  if (!aoi_helper_has_answered (helper))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "an answer that nobody asked for");
  else if (aoi_wire_reply_read (aoi_helper_get_reply (helper), size, result, &pixels_ns, error))
    aoi_pixels_add_time (CLAMP (pixels_ns, 0, aoi_clock_now () - begun));
}

/* The helper has ended, or is to end. Takes @how. */
static void
give_up (AoiJail *self, Cell *cell, AoiHelper *helper, gboolean at_fault, gchar *how,
    AoiRoiResult *result)
{
  g_autofree gchar *taken = how;

  aoi_roi_result_error (result, "the %s decoder %s", cell->roi.type, taken);
  if (at_fault)
    strike (self, cell, taken);
  aoi_helper_stack_replace (self->helpers, helper);
}

static void
take_answer (AoiJail *self, Cell *cell, AoiHelper *helper, gint64 begun, AoiRoiResult *result)
{
  g_autoptr (GError) error = NULL;

  read_answer (helper, begun, result, &error);
  if (error != NULL) {
    give_up (self, cell, helper, TRUE, g_strdup_printf ("answered %s", error->message), result);
    return;
  }
  forgive (self, cell);
  aoi_helper_stack_give (self->helpers, helper);
}

/* Returns FALSE if somebody killed the helper before it had looked at the request: another one may be asked. */
static gboolean
ask (AoiJail *self, const AoiJailCall *call, AoiHelper *helper, AoiRoiResult *result)
{
  Cell *cell = &self->cells[call->roi];
  const gint64 begun = aoi_clock_now ();
  gchar *how;
  const AoiHelperOutcome outcome = aoi_helper_ask (helper, begun + LIMIT, call->cancellable, &how);

  switch (outcome) {
    case AOI_HELPER_ANSWERED:
      take_answer (self, cell, helper, begun, result);
      return TRUE;
    case AOI_HELPER_CANCELLED:
      aoi_roi_result_error (result, "cancelled");
      aoi_helper_stack_give (self->helpers, helper);
      return TRUE;
    default: {
      const gboolean killed = outcome == AOI_HELPER_KILLED;
      const gboolean unseen = !aoi_helper_has_begun (helper);

      give_up (self, cell, helper, !killed, how, result);
      return !killed || !unseen;
    }
  }
}

/* Returns FALSE if another helper may be asked. */
static gboolean
try (AoiJail *self, const AoiJailCall *call, AoiRoiResult *result)
{
  g_autoptr (GError) error = NULL;
  AoiHelper *helper = aoi_helper_stack_take (self->helpers, aoi_clock_now () + START_LIMIT, &error);

  if (helper == NULL) {
    aoi_roi_result_error (result, "%s", error->message);
    return TRUE;
  }
  if (write_request (self, call, helper))
    return ask (self, call, helper, result);
  aoi_roi_result_error (result, "view of %dx%d pixels is not the ROI's", call->view->rect.width,
      call->view->rect.height);
  aoi_helper_stack_give (self->helpers, helper);
  return TRUE;
}

/**
 * aoi_jail_inspect:
 * @self: a jail
 * @call: what is to be inspected
 * @result: gets the verdict, or the error that its inspector brought about
 *
 * Inspects a ROI in a helper and waits for it. Any thread.
 */
void
aoi_jail_inspect (AoiJail *self, const AoiJailCall *call, AoiRoiResult *result)
{
  gboolean done = !may_try (self, &self->cells[call->roi], result);

  for (guint i = 0; !done && i < MAX_TRIES; i++)
    done = try (self, call, result);
}
