/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Of a picture of tens of megapixels an inspection reads a hundredth or two. */
#include "image/aoi-picture-parts.h"

#ifdef HAVE_JPEG
#include "image/aoi-jpeg-parts.h"
#endif

/**
 * aoi_picture_parts_free:
 * @self: (transfer full): parts
 */
void
aoi_picture_parts_free (AoiPictureParts *self)
{
  g_clear_pointer (&self->whole, aoi_picture_free);
  g_free (self->images);
  g_free (self->memory);
  g_free (self);
}

static AoiPictureParts *
parts_new (guint n_rects)
{
  AoiPictureParts *self = g_new0 (AoiPictureParts, 1);

  self->n_images = n_rects;
  self->images = g_new0 (AoiImage, MAX (n_rects, 1));
  return self;
}

/**
 * aoi_picture_parts_new_whole:
 * @picture: (transfer full): all of a picture
 * @n_rects: how many parts of it there are
 *
 * Returns: (transfer full): parts, each of which has all of it
 */
AoiPictureParts *
aoi_picture_parts_new_whole (AoiPicture *picture, guint n_rects)
{
  AoiPictureParts *self = parts_new (n_rects);

  self->whole = picture;
  aoi_picture_describe (picture, &self->frame);
  for (guint i = 0; i < n_rects; i++)
    self->images[i] = self->frame;
  return self;
}

/* Returns NULL with @error if the picture cannot be decoded. */
static AoiPictureParts *
decode_whole (GBytes *bytes, guint n_rects, GError **error)
{
  AoiPicture *picture = aoi_picture_decode (bytes, error);

  return picture != NULL ? aoi_picture_parts_new_whole (picture, n_rects) : NULL;
}

static gint
get_pixel (const AoiImage *frame)
{
  return frame->format == AOI_FORMAT_RGB ? 3 : 1;
}

/* What of a frame a part has; nothing where it lies outside. */
static AoiRect
get_valid (const AoiImage *frame, const AoiRect *rect)
{
  AoiRect valid;

  return aoi_rect_intersect (rect, &frame->valid, &valid) ? valid : (AoiRect){ 0 };
}

/**
 * aoi_picture_parts_get_size:
 * @frame: what the picture is, without pixels
 * @rects: (array length=n_rects): the parts
 * @n_rects: how many there are
 *
 * Returns: how many bytes their pixels have
 */
gsize
aoi_picture_parts_get_size (const AoiImage *frame, const AoiRect *rects, guint n_rects)
{
  gsize size = 0;

  for (guint i = 0; i < n_rects; i++) {
    const AoiRect valid = get_valid (frame, &rects[i]);

    size += (gsize) valid.width * (gsize) valid.height * (gsize) get_pixel (frame);
  }
  return size;
}

/**
 * aoi_picture_parts_new_empty:
 * @frame: what the picture is, without pixels
 * @rects: (array length=n_rects): the parts
 * @n_rects: how many there are
 *
 * Returns: (transfer full): parts of which the pixels are still to come in their memory: one behind the other, rows
 *   without a gap
 */
AoiPictureParts *
aoi_picture_parts_new_empty (const AoiImage *frame, const AoiRect *rects, guint n_rects)
{
  AoiPictureParts *self = parts_new (n_rects);
  guint8 *memory = g_malloc (MAX (aoi_picture_parts_get_size (frame, rects, n_rects), 1));

  self->memory = memory;
  self->frame = *frame;
  self->frame.valid = (AoiRect){ 0 };
  for (guint i = 0; i < n_rects; i++) {
    AoiImage *image = &self->images[i];

    *image = *frame;
    image->valid = get_valid (frame, &rects[i]);
    image->stride[0] = image->valid.width * get_pixel (frame);
    if (!aoi_rect_is_empty (&image->valid))
      image->data[0] = memory;
    memory += (gsize) image->stride[0] * (gsize) image->valid.height;
  }
  return self;
}

#ifdef HAVE_JPEG
/* Returns NULL without @error if the picture is to be decoded as a whole, be it that this is no more work. */
static AoiPictureParts *
decode_parts (
    GBytes *bytes, const AoiRect *rects, guint n_rects, AoiJpegOutcome *outcome, GError **error)
{
  g_autoptr (AoiPictureParts) self = parts_new (n_rects);

  *outcome = aoi_jpeg_parts_decode (
      bytes, rects, n_rects, &self->frame, self->images, &self->memory, error);
  self->frame.valid = (AoiRect){ 0 };
  return *outcome == AOI_JPEG_DONE ? g_steal_pointer (&self) : NULL;
}
#endif

static AoiPicturePartsDecoder other; /* atomic; NULL: this one */

/**
 * aoi_picture_parts_set_decoder:
 * @decoder: what decodes from now on
 *
 * As aoi_picture_set_decoder().
 */
void
aoi_picture_parts_set_decoder (AoiPicturePartsDecoder decoder)
{
  g_atomic_pointer_set (&other, decoder);
}

static AoiPictureParts *
decode_here (GBytes *bytes, const AoiRect *rects, guint n_rects, GError **error)
{
#ifdef HAVE_JPEG
  AoiJpegOutcome outcome;
  AoiPictureParts *self = decode_parts (bytes, rects, n_rects, &outcome, error);

  if (outcome != AOI_JPEG_OTHER)
    return self;
#endif
  return decode_whole (bytes, n_rects, error);
}

/**
 * aoi_picture_decode_parts:
 * @bytes: what an image file holds; of several pictures the first is taken
 * @rects: (array length=n_rects): what is needed of the upright picture; what lies outside of it is left out
 * @n_rects: how many
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * As aoi_picture_decode(), but of JPEG files of the usual kind no more is transformed than it takes. Thread-safe.
 *
 * Returns: (transfer full): the parts
 */
AoiPictureParts *
aoi_picture_decode_parts (GBytes *bytes, const AoiRect *rects, guint n_rects, GError **error)
{
  const AoiPicturePartsDecoder decoder = g_atomic_pointer_get (&other);

  return decoder != NULL ? decoder (bytes, rects, n_rects, error)
                         : decode_here (bytes, rects, n_rects, error);
}
