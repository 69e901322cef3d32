/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Follows the directories of a TIFF file, which EXIF data are too. Nobody vouches for them: what lies outside of
 * the file reads as 0. */
#include "image/aoi-tiff-file.h"

#include <string.h>

#define MAX_PAGES 10000
#define ENTRY_BYTES 12
#define TYPE_SHORT 3

typedef enum {
  TAG_SUBFILE = 254,
  TAG_OLD_SUBFILE = 255,
  TAG_PHOTOMETRIC = 262,
  TAG_ORIENTATION = 274,
  TAG_SAMPLES = 277,
} Tag;

/* Bits of TAG_SUBFILE: a smaller copy, a mask. */
#define SUBFILE_REDUCED 1
#define SUBFILE_MASK 4

/* Value of TAG_OLD_SUBFILE. */
#define OLD_SUBFILE_REDUCED 2

typedef struct {
  const guint8 *data;
  gsize length;
  gboolean is_big_endian;
} Tiff;

static guint32
get (const Tiff *self, guint64 at, guint n)
{
  guint32 value = 0;

  if (at + n > self->length)
    return 0;
  for (guint i = 0; i < n; i++)
    value = value << 8 | self->data[at + (self->is_big_endian ? i : n - 1 - i)];
  return value;
}

/* A value of the directory at @at, or @absent. */
static guint32
get_value (const Tiff *self, guint64 at, Tag tag, guint32 absent)
{
  const guint n_entries = get (self, at, 2);

  for (guint i = 0; i < n_entries; i++) {
    const guint64 entry = at + 2 + (guint64) i * ENTRY_BYTES;

    if (get (self, entry, 2) == (guint32) tag)
      return get (self, entry + 8, get (self, entry + 2, 2) == TYPE_SHORT ? 2 : 4);
  }
  return absent;
}

/* Returns where the first directory is, 0: there is none. */
static guint64
tiff_init (Tiff *self, const guint8 *data, gsize length)
{
  *self = (Tiff){ data, length, length > 0 && data[0] == 'M' };
  return get (self, 4, 4);
}

/**
 * aoi_tiff_count_pages:
 * @data: (array length=length): a TIFF file
 * @length: bytes of @data
 *
 * Returns: how many pictures it has, not counting smaller copies and masks
 */
guint
aoi_tiff_count_pages (const guint8 *data, gsize length)
{
  guint n_pages = 0;
  Tiff tiff;
  guint64 at = tiff_init (&tiff, data, length);

  for (guint i = 0; at != 0 && i < MAX_PAGES; i++) {
    const guint32 subfile = get_value (&tiff, at, TAG_SUBFILE, 0);
    const guint32 old = get_value (&tiff, at, TAG_OLD_SUBFILE, 0);

    n_pages += (subfile & (SUBFILE_REDUCED | SUBFILE_MASK)) == 0 && old != OLD_SUBFILE_REDUCED;
    at = get (&tiff, at + 2 + (guint64) get (&tiff, at, 2) * ENTRY_BYTES, 4);
  }
  return n_pages;
}

/**
 * aoi_tiff_is_gray:
 * @data: (array length=length): a TIFF file
 * @length: bytes of @data
 *
 * Returns: whether the first picture is gray, with alpha or without
 */
gboolean
aoi_tiff_is_gray (const guint8 *data, gsize length)
{
  Tiff tiff;
  const guint64 at = tiff_init (&tiff, data, length);

  return get_value (&tiff, at, TAG_PHOTOMETRIC, 2) <= 1
      && get_value (&tiff, at, TAG_SAMPLES, 1) <= 2;
}

/**
 * aoi_tiff_get_orientation:
 * @data: (array length=length): a TIFF file, or EXIF data
 * @length: bytes of @data
 *
 * Returns: how the picture must be turned, 1 to 8 as EXIF defines it; 0: it does not say
 */
gint
aoi_tiff_get_orientation (const guint8 *data, gsize length)
{
  Tiff tiff;
  const guint64 at = tiff_init (&tiff, data, length);
  const guint32 value = get_value (&tiff, at, TAG_ORIENTATION, 0);

  return value <= 8 ? (gint) value : 0;
}

/**
 * aoi_tiff_get_sure_orientation:
 * @data: (array length=length): EXIF data
 * @length: bytes of @data
 *
 * Returns: as aoi_tiff_get_orientation(); -1 if programs may disagree about it, since it is not written as it has to be
 */
gint
aoi_tiff_get_sure_orientation (const guint8 *data, gsize length)
{
  Tiff tiff;
  const guint64 at = tiff_init (&tiff, data, length);
  const guint n_entries = get (&tiff, at, 2);
  gint orientation = -1;

  if (length < 4 || (memcmp (data, "II*\0", 4) != 0 && memcmp (data, "MM\0*", 4) != 0)
      || at + 2 + (guint64) n_entries * ENTRY_BYTES > length)
    return -1;
  for (guint i = 0; i < n_entries; i++) {
    const guint64 entry = at + 2 + (guint64) i * ENTRY_BYTES;

    if (get (&tiff, entry, 2) != TAG_ORIENTATION)
      continue;
    if (orientation >= 0 || get (&tiff, entry + 2, 2) != TYPE_SHORT
        || get (&tiff, entry + 4, 4) != 1 || get (&tiff, entry + 8, 2) > 8
        || get (&tiff, entry + 10, 2) != 0)
      return -1;
    orientation = (gint) get (&tiff, entry + 8, 2);
  }
  return MAX (orientation, 0);
}
