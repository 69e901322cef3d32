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

/* Returns NULL with @error if the picture cannot be decoded. */
static AoiPictureParts *
decode_whole (GBytes *bytes, guint n_rects, GError **error)
{
  AoiPicture *picture = aoi_picture_decode (bytes, error);
  AoiPictureParts *self;

  if (picture == NULL)
    return NULL;
  self = parts_new (n_rects);
  self->whole = picture;
  aoi_picture_describe (picture, &self->frame);
  for (guint i = 0; i < n_rects; i++)
    self->images[i] = self->frame;
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
#ifdef HAVE_JPEG
  AoiJpegOutcome outcome;
  AoiPictureParts *self = decode_parts (bytes, rects, n_rects, &outcome, error);

  if (outcome != AOI_JPEG_OTHER)
    return self;
#endif
  return decode_whole (bytes, n_rects, error);
}
