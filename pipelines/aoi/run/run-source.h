/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "run/run.h"

G_BEGIN_DECLS

typedef enum {
  RUN_FILE_BAD,
  RUN_FILE_IMAGE,
  RUN_FILE_RAW,
  RUN_FILE_OTHER,
} RunFileType;

void run_raw_get_sizes (const RunOptions *options, gsize *row_bytes, gsize *packed, gsize *padded);
RunFileType
run_file_find_type (const gchar *path, guint64 size, const RunOptions *options, GError **error);
GstSample *run_image_decode (GBytes *bytes, const RunOptions *options, GError **error);
gint run_file_open (const RunFile *file, gsize *size, GError **error);
gboolean run_file_read (gint fd, guint8 *data, gsize size, GError **error);
RunFile *run_file_new (const gchar *path, RunFileType type);
GstSample *run_raw_make_sample (GBytes *bytes, const RunOptions *options);
gboolean run_file_is_joined (const gchar *path);
GPtrArray *run_folder_list (const gchar *path, const RunOptions *options, GPtrArray *skipped,
    RunFileType *type, GError **error);

G_END_DECLS
