/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "aoi-image-file.h"
#include "fixtures.h"
#include "support.h"

/* An inspector with an archive behind it, and the messages that came too early. */
typedef struct {
  gchar *product, *location;
  GstHarness *h;
  GstElement *archive;
  GstBus *bus;
  GQueue early; /* messages that were taken from the bus too early */
} Archive;

/* @more: elements between, each followed by " !". */
static inline void
archive_start (Archive *self, const gchar *inspect, const gchar *more, const gchar *properties)
{
  g_autofree gchar *launch = NULL;

  if (self->location == NULL) {
    g_autofree gchar *parent = g_dir_make_tmp ("aoi-archive-XXXXXX", NULL);

    self->location = g_build_filename (parent, "archive", NULL);
  }
  launch = g_strdup_printf ("aoiinspect product=%s %s ! %s aoiarchive async=false location=%s %s",
      self->product, inspect, more, self->location, properties);
  self->h = gst_harness_new_parse (launch);
  self->archive = gst_harness_find_element (self->h, "aoiarchive");
  self->bus = support_harness_watch (self->h);
  gst_harness_set_src_caps_str (self->h, SUPPORT_CAPS);
}

/* Messages that nobody took hold their element, which holds its bus. */
static inline void
archive_stop (Archive *self)
{
  g_queue_clear_full (&self->early, (GDestroyNotify) gst_message_unref);
  g_clear_object (&self->archive);
  g_clear_pointer (&self->h, gst_harness_teardown);
  if (self->bus != NULL)
    gst_bus_set_flushing (self->bus, TRUE);
  g_clear_object (&self->bus);
}

static inline void
archive_clear (Archive *self)
{
  archive_stop (self);
  support_product_free (g_steal_pointer (&self->product));
  support_product_free (g_path_get_dirname (self->location));
  g_clear_pointer (&self->location, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Archive, archive_clear)

static inline void
archive_push (Archive *self, GstBuffer *frame)
{
  g_assert_cmpint (gst_harness_push (self->h, frame), ==, GST_FLOW_OK);
}

static inline GstMessage *
archive_pop (Archive *self)
{
  GstMessage *message = gst_bus_timed_pop_filtered (
      self->bus, 60 * GST_SECOND, GST_MESSAGE_ELEMENT);

  g_assert_nonnull (message);
  return message;
}

/* Waits until all is archived. */
static inline void
archive_end (Archive *self)
{
  gboolean ended = FALSE;

  g_assert_true (gst_harness_push_event (self->h, gst_event_new_eos ()));
  while (!ended) {
    GstMessage *message = archive_pop (self);
    const GstStructure *structure = gst_message_get_structure (message);

    ended = gst_message_has_name (message, "aoi-archive")
        && g_str_equal (gst_structure_get_string (structure, "event"), "ended");
    g_queue_push_tail (&self->early, message);
  }
}

/* The next message of this name. */
static inline GstMessage *
archive_wait (Archive *self, const gchar *name)
{
  for (;;) {
    GstMessage *message = g_queue_pop_head (&self->early);

    if (message == NULL)
      message = archive_pop (self);
    if (gst_message_has_name (message, name))
      return message;
    gst_message_unref (message);
  }
}

static inline void
archive_wait_event (Archive *self, const gchar *event)
{
  g_autoptr (GstMessage) message = archive_wait (self, "aoi-archive");

  g_assert_cmpstr (
      gst_structure_get_string (gst_message_get_structure (message), "event"), ==, event);
}

/* The record that the next message names, which is there. */
static inline gchar *
archive_wait_record (Archive *self, guint64 number, gboolean passed)
{
  g_autoptr (GstMessage) message = archive_wait (self, "aoi-archived");
  const GstStructure *structure = gst_message_get_structure (message);
  g_autofree gchar *path = NULL, *result = NULL, *json = NULL;
  gboolean found_passed;
  guint64 found;

  g_assert_true (gst_structure_get (structure, "path", G_TYPE_STRING, &path, "number",
      G_TYPE_UINT64, &found, "passed", G_TYPE_BOOLEAN, &found_passed, NULL));
  g_assert_cmpuint (found, ==, number);
  g_assert_cmpint (found_passed, ==, passed);
  result = g_build_filename (path, "result.json", NULL);
  g_assert_true (g_file_get_contents (result, &json, NULL, NULL));
  fixture_json_log (json);
  return g_steal_pointer (&path);
}

static inline gboolean
archive_has_crop (const gchar *record, guint id)
{
  g_autofree gchar *path = g_strdup_printf ("%s/roi_%u.png", record, id);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* All of the crop is of one colour, whose blue this is. */
static inline void
archive_check_crop (const gchar *record, guint id, guint8 blue)
{
  g_autofree gchar *path = g_strdup_printf ("%s/roi_%u.png", record, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRgbImage) image = aoi_image_file_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, 8);
  g_assert_cmpint (image->height, ==, 8);
  for (guint i = 0; i < 64; i++)
    g_assert_cmpuint (image->data[3 * i + 2], ==, blue);
}

static inline void
archive_check_stats (Archive *self, guint64 archived, guint64 skipped, guint64 lost)
{
  g_assert_cmpuint (support_stat (self->archive, "archived"), ==, archived);
  g_assert_cmpuint (support_stat (self->archive, "skipped"), ==, skipped);
  g_assert_cmpuint (support_stat (self->archive, "lost"), ==, lost);
  g_assert_cmpuint (support_stat (self->archive, "queued"), ==, 0);
  g_assert_cmpuint (support_stat (self->archive, "boards"), ==, archived + skipped + lost);
}
