/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Of a picture of tens of megapixels an inspection reads a hundredth or two. */
#include "image/aoi-picture-parts.h"

#include "aoi-image-file.h"

#ifdef HAVE_JPEG
#include "image/aoi-jpeg-reader.h"
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
/* How the axes of a picture become those of the upright one, by its EXIF orientation: changed for each other, and
 * counted from the other end. */
typedef struct {
  gboolean swapped, x_reversed, y_reversed;
} Turn;

static Turn
get_turn (gint orientation)
{
  static const Turn turns[] = { { FALSE, FALSE, FALSE }, { FALSE, FALSE, FALSE },
    { FALSE, TRUE, FALSE }, { FALSE, TRUE, TRUE }, { FALSE, FALSE, TRUE }, { TRUE, FALSE, FALSE },
    { TRUE, TRUE, FALSE }, { TRUE, TRUE, TRUE }, { TRUE, FALSE, TRUE } };

  return turns[orientation];
}

/* Where @part of an upright picture lies in the file's. */
static AoiRect
turn_back (const Turn *turn, const AoiImage *frame, const AoiRect *part)
{
  const gint x = turn->x_reversed ? frame->width - part->x - part->width : part->x;
  const gint y = turn->y_reversed ? frame->height - part->y - part->height : part->y;

  return turn->swapped ? (AoiRect){ y, x, part->height, part->width }
                       : (AoiRect){ x, y, part->width, part->height };
}

/* Has the reader write a part of the file's picture to @memory as it lies in the upright one. */
static void
place_part (AoiJpegPart *part, const Turn *turn, const AoiImage *image, guint8 *memory)
{
  const gssize pixel = image->format == AOI_FORMAT_RGB ? 3 : 1, row = image->stride[0];
  const gssize right = turn->x_reversed ? -pixel : pixel, down = turn->y_reversed ? -row : row;

  part->rect = turn_back (turn, image, &image->valid);
  part->first = memory + (turn->x_reversed ? (image->valid.width - 1) * pixel : 0)
      + (turn->y_reversed ? (image->valid.height - 1) * row : 0);
  part->step = turn->swapped ? down : right;
  part->row_step = turn->swapped ? right : down;
}

static void
describe_frame (AoiPictureParts *self, const AoiJpegHead *head, const Turn *turn)
{
  aoi_image_init (&self->frame, head->n_channels == 3 ? AOI_FORMAT_RGB : AOI_FORMAT_GRAY8,
      turn->swapped ? head->height : head->width, turn->swapped ? head->width : head->height);
}

/* Sets what of the frame each part has. Returns how many bytes all of them need. */
static gsize
describe_images (AoiPictureParts *self, const AoiRect *rects)
{
  const AoiRect whole = self->frame.valid;
  const gint pixel = self->frame.format == AOI_FORMAT_RGB ? 3 : 1;
  gsize size = 0;

  for (guint i = 0; i < self->n_images; i++) {
    AoiImage *image = &self->images[i];

    *image = self->frame;
    if (!aoi_rect_intersect (&rects[i], &whole, &image->valid))
      image->valid = (AoiRect){ 0 };
    image->stride[0] = image->valid.width * pixel;
    size += (gsize) image->stride[0] * (gsize) image->valid.height;
  }
  return size;
}

/* Returns whether all parts are there. */
static gboolean
read_images (AoiPictureParts *self, AoiJpegReader *reader, const Turn *turn)
{
  g_autofree AoiJpegPart *parts = g_new (AoiJpegPart, self->n_images);
  guint8 *memory = self->memory;
  guint n = 0;

  for (guint i = 0; i < self->n_images; i++) {
    AoiImage *image = &self->images[i];

    if (aoi_rect_is_empty (&image->valid))
      continue;
    image->data[0] = memory;
    place_part (&parts[n++], turn, image, memory);
    memory += (gsize) image->stride[0] * (gsize) image->valid.height;
  }
  self->frame.valid = (AoiRect){ 0 };
  return n > 0 && aoi_jpeg_reader_read (reader, parts, n);
}

/* Returns NULL if the picture is to be decoded as a whole, be it that this is no more work. */
static AoiPictureParts *
decode_parts (GBytes *bytes, const AoiRect *rects, guint n_rects)
{
  AoiJpegHead head;
  g_autoptr (AoiJpegReader) reader = aoi_jpeg_reader_open (bytes, &head);
  g_autoptr (AoiPictureParts) self = NULL;
  gsize size;
  Turn turn;

  if (reader == NULL || !aoi_picture_check_size (head.width, head.height, NULL))
    return NULL;
  self = parts_new (n_rects);
  turn = get_turn (head.orientation);
  describe_frame (self, &head, &turn);
  size = describe_images (self, rects);
  if (size > (gsize) head.n_channels * (gsize) head.width * (gsize) head.height)
    return NULL;
  self->memory = g_malloc (size);
  return read_images (self, reader, &turn) ? g_steal_pointer (&self) : NULL;
}
#endif

/**
 * aoi_picture_decode_parts:
 * @bytes: what an image file holds; of several pictures the first is taken
 * @rects: (array length=n_rects): what is needed of the upright picture; what lies outside of it is left out
 * @n_rects: how many
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * As aoi_picture_decode(), but of JPEG files of the usual kind no more is decoded than it takes. Thread-safe.
 *
 * Returns: (transfer full): the parts
 */
AoiPictureParts *
aoi_picture_decode_parts (GBytes *bytes, const AoiRect *rects, guint n_rects, GError **error)
{
#ifdef HAVE_JPEG
  AoiPictureParts *self = decode_parts (bytes, rects, n_rects);

  if (self != NULL)
    return self;
#endif
  return decode_whole (bytes, n_rects, error);
}
