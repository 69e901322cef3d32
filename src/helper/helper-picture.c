/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decodes pictures. */
#include "helper/helper-picture.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "aoi-error.h"
#include "image/aoi-picture-pixbuf.h"
#include "jail/aoi-wire-picture.h"

/* What is freed stays for the next picture: memory that is new takes about as long as to decode what goes there. */
static void
keep_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_MAX, 0);
  mallopt (M_TRIM_THRESHOLD, G_MAXINT);
#endif
}

static void
give_back_memory (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

/**
 * helper_picture_load:
 *
 * Loads all that decoding may ask for later, when no file can be opened.
 */
void
helper_picture_load (void)
{
  static const gchar *const charsets[] = { "ISO-8859-1", "UTF-16" };

  keep_memory ();
  aoi_picture_pixbuf_load ();
  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    g_iconv_open ("UTF-8", charsets[i]);
}

/* Returns NULL with @error if there is no picture. */
static AoiPictureParts *
decode (const guint8 *memory, const AoiWirePlaces *places, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (memory, places->length);
  const AoiRect *rects = (const AoiRect *) (memory + places->rects);
  AoiPicture *picture;

  if (places->n_rects > 0)
    return aoi_picture_decode_parts (bytes, rects, places->n_rects, error);
  picture = aoi_picture_decode (bytes, error);
  return picture != NULL ? aoi_picture_parts_new_whole (picture, 0) : NULL;
}

/**
 * helper_picture_decode:
 * @head: the request
 * @room: bytes of @memory
 * @memory: (inout): the file and which parts of it are wanted; gets what is decoded behind them
 * @reply: gets the answer
 *
 * Returns: how many bytes the answer has
 */
gsize
helper_picture_decode (const AoiWireHead *head, gsize room, guint8 *memory, guint8 *reply)
{
  const AoiWirePlaces places = aoi_wire_picture_get_asked (head);
  g_autoptr (GError) error = NULL;
  AoiPictureParts *parts = decode (memory, &places, &error);
  gsize size = 0;

  if (parts != NULL)
    size = aoi_wire_picture_write (parts, memory + places.pixels, room - places.pixels, reply);
  if (parts != NULL && size == 0)
    g_set_error (&error, AOI_ERROR, AOI_ERROR_FAILED, "no room for a picture of this size");
  g_clear_pointer (&parts, aoi_picture_parts_free);
  if (!aoi_wire_picture_keeps (head))
    give_back_memory ();
  return error != NULL ? aoi_wire_picture_write_error (error, reply) : size;
}
