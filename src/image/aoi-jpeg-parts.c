/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a JPEG picture is needed, turned as its EXIF orientation says. */
#include "image/aoi-jpeg-parts.h"

#include "image/aoi-picture.h"

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
describe_frame (AoiImage *frame, const AoiJpegHead *head, const Turn *turn)
{
  aoi_image_init (frame, head->n_channels == 3 ? AOI_FORMAT_RGB : AOI_FORMAT_GRAY8,
      turn->swapped ? head->height : head->width, turn->swapped ? head->width : head->height);
}

/* Sets what of the frame each part has. Returns how many bytes all of them need. */
static gsize
describe_images (const AoiImage *frame, const AoiRect *rects, AoiImage *images, guint n_images)
{
  const AoiRect whole = frame->valid;
  const gint pixel = frame->format == AOI_FORMAT_RGB ? 3 : 1;
  gsize size = 0;

  for (guint i = 0; i < n_images; i++) {
    AoiImage *image = &images[i];

    *image = *frame;
    if (rects != NULL && !aoi_rect_intersect (&rects[i], &whole, &image->valid))
      image->valid = (AoiRect){ 0 };
    image->stride[0] = image->valid.width * pixel;
    size += (gsize) image->stride[0] * (gsize) image->valid.height;
  }
  return size;
}

static AoiJpegOutcome
read_images (AoiJpegReader *reader, const Turn *turn, AoiImage *images, guint n_images,
    guint8 *memory, GError **error)
{
  g_autofree AoiJpegPart *parts = g_new (AoiJpegPart, n_images);
  guint n = 0;

  for (guint i = 0; i < n_images; i++) {
    AoiImage *image = &images[i];

    if (aoi_rect_is_empty (&image->valid))
      continue;
    image->data[0] = memory;
    place_part (&parts[n++], turn, image, memory);
    memory += (gsize) image->stride[0] * (gsize) image->valid.height;
  }
  return n > 0 ? aoi_jpeg_reader_read (reader, parts, n, error) : AOI_JPEG_OTHER;
}

/**
 * aoi_jpeg_parts_decode:
 * @bytes: a JPEG file
 * @rects: (array length=n_images) (nullable): what is needed of the upright picture; %NULL: all of it
 * @n_images: how many parts
 * @frame: (out): the upright picture, without pixels
 * @images: (out caller-allocates) (array length=n_images): parts of it, as far as they lie in it
 * @memory: (out) (transfer full) (nullable): their pixels, also if this fails
 * @error: with %AOI_JPEG_DAMAGED: an %AOI_ERROR_IMAGE that does not name the file
 *
 * Thread-safe.
 *
 * Returns: whether the pixels are there
 */
AoiJpegOutcome
aoi_jpeg_parts_decode (GBytes *bytes, const AoiRect *rects, guint n_images, AoiImage *frame,
    AoiImage *images, guint8 **memory, GError **error)
{
  g_autoptr (AoiJpegReader) reader = NULL;
  AoiJpegHead head;
  AoiJpegOutcome outcome = aoi_jpeg_reader_open (bytes, &head, &reader, error);
  gsize size;
  Turn turn;

  *memory = NULL;
  if (outcome != AOI_JPEG_DONE)
    return outcome;
  if (!aoi_picture_check_size (head.width, head.height, NULL))
    return AOI_JPEG_OTHER;
  turn = get_turn (head.orientation);
  describe_frame (frame, &head, &turn);
  size = describe_images (frame, rects, images, n_images);
  if (size > (gsize) head.n_channels * (gsize) head.width * (gsize) head.height)
    return AOI_JPEG_OTHER;
  *memory = g_try_malloc (MAX (size, 1));
  return *memory != NULL ? read_images (reader, &turn, images, n_images, *memory, error)
                         : AOI_JPEG_OTHER;
}
