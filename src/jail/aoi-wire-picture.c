/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures that helpers decode: the file lies at the start of the shared pixels, what is decoded behind it. */
#include "jail/aoi-wire-picture.h"

#include <string.h>

#include "aoi-error.h"
#include "aoi-image-file.h"

/* Format, width, height, whether all of it is there; code and message of an error. */
#define REPLY_TYPE "(uiibis)"

#define ALIGNMENT 64

static gsize
align (gsize place)
{
  return (place + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/**
 * aoi_wire_picture_get_places:
 * @length: of the file
 * @n_rects: parts that are wanted; 0: all of it
 *
 * Returns: where all of the request lies
 */
AoiWirePlaces
aoi_wire_picture_get_places (gsize length, guint n_rects)
{
  const gsize rects = align (length);

  return (AoiWirePlaces){ length, n_rects, rects, align (rects + n_rects * sizeof (AoiRect)) };
}

/**
 * aoi_wire_picture_ask:
 * @places: of the request
 * @keep: whether another picture may come at once, so that working memory is better kept
 * @head: gets them
 */
void
aoi_wire_picture_ask (const AoiWirePlaces *places, gboolean keep, AoiWireHead *head)
{
  head->at[0] = places->length;
  head->at[1] = places->n_rects;
  head->at[2] = keep ? 1 : 0;
}

/**
 * aoi_wire_picture_keeps:
 * @head: of a request
 *
 * Returns: whether another picture may come at once
 */
gboolean
aoi_wire_picture_keeps (const AoiWireHead *head)
{
  return head->at[2] != 0;
}

/**
 * aoi_wire_picture_get_asked:
 * @head: of a request
 *
 * Returns: where all of it lies
 */
AoiWirePlaces
aoi_wire_picture_get_asked (const AoiWireHead *head)
{
  return aoi_wire_picture_get_places (head->at[0], (guint) head->at[1]);
}

static gsize
store (GVariant *floating, guint8 *reply)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (floating);
  const gsize size = g_variant_get_size (variant);

  g_variant_store (variant, reply);
  return size;
}

/* Returns the pixels of all parts, or of the whole picture. */
static const guint8 *
get_pixels (const AoiPictureParts *parts, gsize *size)
{
  if (parts->whole != NULL)
    return g_bytes_get_data (parts->whole->pixels, size);
  *size = 0;
  for (guint i = 0; i < parts->n_images; i++)
    *size += (gsize) parts->images[i].stride[0] * (gsize) parts->images[i].valid.height;
  return parts->memory;
}

/**
 * aoi_wire_picture_write:
 * @parts: what was decoded
 * @pixels: (out caller-allocates): where its pixels go
 * @room: bytes of @pixels
 * @reply: (out caller-allocates): %AOI_WIRE_REPLY_BYTES
 *
 * Returns: how many bytes the reply has; 0: there is no room for the pixels
 */
gsize
aoi_wire_picture_write (const AoiPictureParts *parts, guint8 *pixels, gsize room, guint8 *reply)
{
  const AoiImage *frame = &parts->frame;
  gsize size;
  const guint8 *data = get_pixels (parts, &size);

  if (size > room)
    return 0;
  memcpy (pixels, data, size);
  return store (g_variant_new (REPLY_TYPE, (guint32) frame->format, frame->width, frame->height,
                    parts->whole != NULL, 0, ""),
      reply);
}

/**
 * aoi_wire_picture_write_error:
 * @error: why there is no picture
 * @reply: (out caller-allocates): %AOI_WIRE_REPLY_BYTES
 *
 * Returns: how many bytes the reply has
 */
gsize
aoi_wire_picture_write_error (const GError *error, guint8 *reply)
{
  g_autofree gchar *message = g_utf8_make_valid (error->message, -1);

  if (strlen (message) > AOI_WIRE_REPLY_BYTES / 2)
    message[AOI_WIRE_REPLY_BYTES / 2] = '\0';
  return store (
      g_variant_new (REPLY_TYPE, (guint32) AOI_FORMAT_UNKNOWN, 0, 0, FALSE, error->code, message),
      reply);
}

static gboolean
refuse (GError **error, const gchar *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", what);
  return FALSE;
}

static gboolean
is_error_code (gint code)
{
  return code == AOI_ERROR_IMAGE || code == AOI_ERROR_UNSUPPORTED || code == AOI_ERROR_FAILED;
}

static gboolean
take (guint32 format, gint width, gint height, AoiImage *frame, GError **error)
{
  if ((format != AOI_FORMAT_RGB && format != AOI_FORMAT_GRAY8) || width < 1 || height < 1
      || (gint64) width * height > AOI_IMAGE_FILE_MAX_PIXELS)
    return refuse (error, "a picture that there is not");
  aoi_image_init (frame, (AoiFormat) format, width, height);
  return TRUE;
}

/**
 * aoi_wire_picture_read:
 * @reply: what a helper wrote, which may change at any time
 * @size: how many bytes it says that this has
 * @frame: (out): what the picture is, without pixels
 * @is_whole: (out): whether all of it was written, not the parts
 * @error: return location for an error of the picture in #AOI_ERROR; for one of #G_IO_ERROR if this is no answer
 *
 * Returns: whether there is a picture
 */
gboolean
aoi_wire_picture_read (
    const guint8 *reply, gsize size, AoiImage *frame, gboolean *is_whole, GError **error)
{
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gint width, height, code;
  const gchar *message;
  guint32 format;

  if (size == 0 || size > AOI_WIRE_REPLY_BYTES)
    return refuse (error, "an answer of a wrong size");
  bytes = g_bytes_new (reply, size);
  variant = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (REPLY_TYPE), bytes, FALSE));
  if (!g_variant_is_normal_form (variant))
    return refuse (error, "bytes that are no picture");
  g_variant_get (variant, "(uiibi&s)", &format, &width, &height, is_whole, &code, &message);
  if (*message == '\0')
    return take (format, width, height, frame, error);
  if (!is_error_code (code))
    return refuse (error, "an error that there is not");
  g_set_error_literal (error, AOI_ERROR, code, message);
  return FALSE;
}
