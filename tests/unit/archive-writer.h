/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-error.h"
#include "archive-support.h"
#include "archive/aoi-archive.h"
#include "fixtures.h"

/* An archive that is written to, and what its listener got. */

/* 2026-11-27 12:00 UTC. */
#define NOON ((gint64) 1795780800 * G_USEC_PER_SEC)

/* What the listener got. */
typedef struct {
  guint archived, late, unlisted;
  gboolean refuses;
  gchar *last; /* path of the last record */
  guint64 bytes; /* of it */
} Reported;

static inline gboolean
on_archived (const AoiArchiveReceipt *receipt, gpointer data)
{
  Reported *reported = data;
  g_autofree gchar *result = g_build_filename (receipt->path, "result.json", NULL);
  g_autofree gchar *json = NULL;

  g_assert_true (g_file_get_contents (result, &json, NULL, NULL));
  fixture_json_log (json);
  g_free (reported->last);
  reported->last = g_strdup (receipt->path);
  reported->bytes = receipt->bytes;
  if (reported->refuses)
    return FALSE;
  reported->archived++;
  reported->late += receipt->late;
  return TRUE;
}

static inline void
on_unlisted (const gchar *reason, gpointer data)
{
  ((Reported *) data)->unlisted++;
  g_assert_nonnull (reason);
}

typedef struct {
  gchar *folder; /* holds the others */
  gchar *location;
  AoiArchive *archive;
  Reported reported;
  AoiArchiveListener listener;
  AoiArchiveLimits limits;
} Fixture;

static inline void
open_archive (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->archive = aoi_archive_open (self->location, &self->limits, &error);
  g_assert_no_error (error);
}

static inline void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = product_folder_new ();
  self->location = g_build_filename (self->folder, "archive", NULL);
  self->listener = (AoiArchiveListener){ on_archived, on_unlisted, &self->reported };
}

static inline void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->archive, aoi_archive_close);
  product_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->location);
  g_free (self->reported.last);
}

static inline AoiReport *
make_report (AoiProduct *product, const gchar *name, guint64 number, gboolean passed)
{
  AoiReportInfo info = { .frame = number, .width = 100, .height = 60 };
  AoiRoiResult results[3] = {
    { .id = 1, .type = "compare", .rect = { 10, 6, 40, 24 } },
    { .id = 2, .type = "compare", .rect = { 60, 6, 30, 24 } },
    { .id = 3, .type = "color", .rect = { 0, 40, 20, 10 } },
  };
  GVariantDict values = G_VARIANT_DICT_INIT (NULL);

  if (product != NULL)
    aoi_report_info_set_source (&info, product);
  if (name != NULL)
    info.product = name;
  info.timestamp_us = NOON + (gint64) number * G_USEC_PER_SEC;
  g_variant_dict_insert (&values, AOI_VALUE_GOLDEN, "s", "other.png");
  for (guint i = 0; i < 3; i++)
    if (passed || i == 1)
      aoi_roi_result_pass (&results[i], 1.0, 0.5);
    else
      aoi_roi_result_fail (&results[i], 0.25, 0.5, "differs <b>&\"'");
  aoi_roi_result_take_values (&results[0], g_variant_dict_end (&values));
  return aoi_report_new (&info, results, 3);
}

/* Without pixels. */
static inline AoiArchiveRecord *
make_plain (const gchar *name, guint64 number, gboolean passed)
{
  g_autoptr (AoiReport) report = make_report (NULL, name, number, passed);

  return aoi_archive_record_new (report, g_ptr_array_new (), NULL);
}

static inline gboolean
add (Fixture *self, const gchar *name, guint64 number, gboolean passed, GError **error)
{
  g_autoptr (AoiArchiveRecord) record = make_plain (name, number, passed);

  return aoi_archive_add (self->archive, record, &self->listener, error);
}

static inline void
add_good (Fixture *self, guint64 number, gboolean passed)
{
  g_autoptr (GError) error = NULL;

  add (self, "board", number, passed, &error);
  g_assert_no_error (error);
}

static inline AoiArchiveUsage
get_usage (Fixture *self)
{
  AoiArchiveUsage usage;

  aoi_archive_get_usage (self->archive, &usage);
  return usage;
}

static inline gboolean
has (const Fixture *self, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (self->location, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static inline void
start_test (int *argc, char ***argv)
{
  /* Days are local. */
  g_setenv ("TZ", "UTC", TRUE);
  /* Thousands of small files need no disk. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (argc, argv, NULL);
}

#define ADD(name, function) \
  g_test_add ("/archive/" name, Fixture, NULL, set_up, function, tear_down)
