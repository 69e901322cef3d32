/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish-rig.h"

#include <glib/gstdio.h>
#include <string.h>

void
publish_init (Publish *self)
{
  *self = (Publish){ 0 };
  self->folder = g_dir_make_tmp ("aoi-publish-XXXXXX", NULL);
  self->outbox = g_build_filename (self->folder, "outbox.db", NULL);
  self->said = g_string_new (NULL);
  self->ids = g_ptr_array_new_with_free_func (g_free);
}

void
publish_start (Publish *self, guint port, const gchar *properties)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoipublish async=false outbox=%s uri=http://127.0.0.1:%u/boards timeout=60000000000 %s",
      self->outbox, port, properties);

  self->h = support_harness_new_watched (launch, &self->bus);
  self->element = gst_harness_find_element (self->h, "aoipublish");
  gst_harness_set_src_caps_str (self->h, SUPPORT_CAPS);
}

static void
take_message (Publish *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);
  g_autofree gchar *text = structure != NULL ? gst_structure_to_string (structure) : g_strdup ("");

  g_string_append_printf (self->said, "%s\n", text);
  self->n_recovered += structure != NULL
      && g_strcmp0 (gst_structure_get_string (structure, "event"), "recovered") == 0;
  if (gst_message_has_name (message, "aoi-queued"))
    g_ptr_array_add (self->ids, g_strdup (gst_structure_get_string (structure, "id")));
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
    g_autoptr (GError) error = NULL;

    gst_message_parse_warning (message, &error, NULL);
    g_string_append_printf (self->said, "WARNING %s\n", error->message);
    self->n_warnings++;
  }
}

void
publish_look (Publish *self)
{
  GstMessage *message;

  while ((message = gst_bus_pop (self->bus)) != NULL) {
    take_message (self, message);
    gst_message_unref (message);
  }
}

void
publish_hear (Publish *self, const gchar *what)
{
  publish_look (self);
  while (strstr (self->said->str, what) == NULL) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop (self->bus, 60 * GST_SECOND);

    g_assert_nonnull (message);
    take_message (self, message);
  }
}

void
publish_stop (Publish *self)
{
  publish_look (self);
  g_clear_object (&self->element);
  g_clear_pointer (&self->h, gst_harness_teardown);
  publish_look (self);
  gst_bus_set_flushing (self->bus, TRUE);
  g_clear_object (&self->bus);
}

void
publish_clear (Publish *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const gchar *name;

  if (self->h != NULL)
    publish_stop (self);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (self->folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->outbox);
  g_string_free (self->said, TRUE);
  g_ptr_array_unref (self->ids);
}

AoiReport *
publish_make_report (Publish *self, const gchar *product, gboolean passed)
{
  const AoiReportInfo info = {
    .product = product, .station = "S1", .frame = self->number++, .timestamp_us = g_get_real_time ()
  };
  AoiRoiResult roi = { .id = 1, .device = 1, .type = "compare", .rect = { 8, 8, 16, 16 } };

  if (passed)
    aoi_roi_result_pass (&roi, 0.95, 0.9);
  else
    aoi_roi_result_fail (&roi, 0.5, 0.9, "differs");
  return aoi_report_new (&info, &roi, 1);
}

void
publish_push_report (Publish *self, AoiReport *report)
{
  GstBuffer *buffer = support_frame_new (self->number, 1, 2, 3);

  g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  g_assert_cmpint (gst_harness_push (self->h, buffer), ==, GST_FLOW_OK);
}

void
publish_push (Publish *self, const gchar *product, gboolean passed)
{
  g_autoptr (AoiReport) report = publish_make_report (self, product, passed);

  publish_push_report (self, report);
}

void
publish_end (Publish *self)
{
  g_assert_true (gst_harness_push_event (self->h, gst_event_new_eos ()));
  publish_hear (self, "event=(string)ended");
}

guint64
publish_stat (Publish *self, const gchar *name)
{
  return support_stat (self->element, name);
}

gchar *
publish_write_secret (Publish *self)
{
  gchar *path = g_build_filename (self->folder, "secret", NULL);

  g_assert_true (g_file_set_contents (path, SECRET "\n", -1, NULL));
  return path;
}

void
publish_check_taken (Publish *self, const gchar *taken)
{
  for (guint i = 0; i < self->ids->len; i++)
    g_assert_nonnull (strstr (taken, g_ptr_array_index (self->ids, i)));
}
