/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "run/run.h"

G_BEGIN_DECLS

/* How much of a file tells whether it is an image. */
#define RUN_IMAGE_HEAD 8

typedef enum {
  RUN_IMAGE_NONE,
  RUN_IMAGE_PNG,
  RUN_IMAGE_JPEG,
  RUN_IMAGE_PNM,
} RunImageType;

typedef enum {
  RUN_FILE_BAD,
  RUN_FILE_IMAGE,
  RUN_FILE_RAW,
  RUN_FILE_OTHER,
} RunFileType;

RunImageType run_image_find_type (const guint8 *head, gsize length);
void run_raw_get_sizes (const RunOptions *options, gsize *row_bytes, gsize *packed, gsize *padded);
RunFileType
run_file_find_type (const gchar *path, guint64 size, const RunOptions *options, GError **error);
gint run_file_open (const RunFile *file, gsize *size, GError **error);
gboolean run_file_read (gint fd, guint8 *data, gsize size, GError **error);
GPtrArray *run_folder_list (const gchar *path, RunFileType *type, GError **error);

G_END_DECLS
