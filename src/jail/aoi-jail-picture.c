/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures from files and networks, decoded in helpers. */
#include "jail/aoi-jail-picture.h"

#include <string.h>
#include <sys/mman.h>

#include "aoi-error.h"
#include "aoi-image-file.h"
#include "base/aoi-clock.h"
#include "jail/aoi-helper-stack.h"
#include "jail/aoi-wire-picture.h"

/* Of a file that is decoded in a helper. */
#define MAX_BYTES (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define PIXEL_BYTES 3
#define MEMORY (MAX_BYTES + PIXEL_BYTES * (gsize) AOI_IMAGE_FILE_MAX_PIXELS + 2 * PAGE)

/* In which memory is given back: a multiple of any page. */
#define PAGE 65536

/* How long it may take, ns. */
#define LIMIT (60 * G_GINT64_CONSTANT (1000000000))

static AoiHelperStack *helpers; /* set once */
static gboolean keeps; /* set once */

/* What the last picture took is given back to the system. */
static void
forget_pixels (AoiHelper *helper, gsize used)
{
  if (keeps)
    return;
  madvise (aoi_helper_get_pixels (helper), (used + PAGE - 1) / PAGE * PAGE, MADV_REMOVE);
}

/* The helper is of no more use. Takes @how. */
static void
give_up (AoiHelper *helper, gchar *how, GError **error)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "cannot be decoded: the decoder %s", how);
  g_free (how);
  aoi_helper_stack_replace (helpers, helper);
}

/* The pixels may change while they are copied, and mean nothing but what they show. */
static AoiPictureParts *
copy_whole (const AoiImage *frame, const guint8 *pixels, guint n_rects)
{
  const gsize channels = frame->format == AOI_FORMAT_RGB ? 3 : 1;
  g_autoptr (GBytes)
      copy = g_bytes_new (pixels, channels * (gsize) frame->width * (gsize) frame->height);

  return aoi_picture_parts_new_whole (
      aoi_picture_new (frame->format, frame->width, frame->height, copy), n_rects);
}

/* Returns NULL if the parts have more pixels than there can be. */
static AoiPictureParts *
copy_parts (const AoiImage *frame, const guint8 *pixels, const AoiRect *rects, guint n_rects)
{
  const gsize size = aoi_picture_parts_get_size (frame, rects, n_rects);
  AoiPictureParts *parts;

  if (n_rects == 0 || size > PIXEL_BYTES * (gsize) AOI_IMAGE_FILE_MAX_PIXELS)
    return NULL;
  parts = aoi_picture_parts_new_empty (frame, rects, n_rects);
  memcpy (parts->memory, pixels, size);
  return parts;
}

static AoiPictureParts *
take (AoiHelper *helper, const AoiWirePlaces *places, const AoiRect *rects, GError **error)
{
  AoiWireHead *head = aoi_helper_get_head (helper);
  const guint8 *pixels = aoi_helper_get_pixels (helper) + places->pixels;
  const gsize size = (guint32) g_atomic_int_get (&head->reply_size);
  AoiPictureParts *parts;
  gboolean is_whole;
  AoiImage frame;

  if (!aoi_helper_has_answered (helper)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "what nobody asked for");
    return NULL;
  }
  if (!aoi_wire_picture_read (aoi_helper_get_reply (helper), size, &frame, &is_whole, error))
    return NULL;
  parts = is_whole ? copy_whole (&frame, pixels, places->n_rects)
                   : copy_parts (&frame, pixels, rects, places->n_rects);
  if (parts == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "parts that nobody asked for");
  return parts;
}

/* The helper has answered. */
static AoiPictureParts *
settle (AoiHelper *helper, const AoiWirePlaces *places, const AoiRect *rects, GError **error)
{
  g_autoptr (GError) local = NULL;
  AoiPictureParts *parts = take (helper, places, rects, &local);

  if (local != NULL && local->domain != AOI_ERROR) {
    give_up (helper, g_strdup_printf ("answered %s", local->message), error);
    return NULL;
  }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  forget_pixels (helper, places->pixels + PIXEL_BYTES * (gsize) AOI_IMAGE_FILE_MAX_PIXELS);
  aoi_helper_stack_give (helpers, helper);
  return parts;
}

static AoiPictureParts *
decode_parts (GBytes *bytes, const AoiRect *rects, guint n_rects, GError **error)
{
  const AoiWirePlaces places = aoi_wire_picture_get_places (g_bytes_get_size (bytes), n_rects);
  AoiHelper *helper;
  guint8 *pixels;
  gchar *how;

  if (places.pixels > MAX_BYTES) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "has %" G_GSIZE_FORMAT " bytes: too many",
        places.length);
    return NULL;
  }
  helper = aoi_helper_stack_take (helpers, aoi_clock_now () + LIMIT, error);
  if (helper == NULL)
    return NULL;
  pixels = aoi_helper_get_pixels (helper);
  if (places.length > 0)
    memcpy (pixels, g_bytes_get_data (bytes, NULL), places.length);
  if (n_rects > 0)
    memcpy (pixels + places.rects, rects, n_rects * sizeof *rects);
  aoi_wire_picture_ask (&places, keeps, aoi_helper_get_head (helper));
  if (aoi_helper_ask (helper, aoi_clock_now () + LIMIT, NULL, &how) == AOI_HELPER_ANSWERED)
    return settle (helper, &places, rects, error);
  give_up (helper, how, error);
  return NULL;
}

static AoiPicture *
decode (GBytes *bytes, GError **error)
{
  AoiPictureParts *parts = decode_parts (bytes, NULL, 0, error);
  AoiPicture *picture = parts != NULL ? g_steal_pointer (&parts->whole) : NULL;

  g_clear_pointer (&parts, aoi_picture_parts_free);
  return picture;
}

/**
 * aoi_jail_pictures:
 * @keep: whether memory of a picture stays for the next: quicker where they come one after the other
 *
 * From now on this process decodes pictures in helpers, of which the first starts with the first picture. To be
 * called before the first.
 */
void
aoi_jail_pictures (gboolean keep)
{
  static gsize done = 0;

  if (g_once_init_enter (&done)) {
    keeps = keep;
    helpers = aoi_helper_stack_new (&(AoiWirePlan){ NULL }, MEMORY);
    aoi_picture_set_decoder (decode);
    aoi_picture_parts_set_decoder (decode_parts);
    g_once_init_leave (&done, 1);
  }
}
