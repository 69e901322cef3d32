/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support.h"

/* The secret that publish_write_secret() writes. */
#define SECRET "correct-horse-battery"

/* An element with its outbox, and all that it has said. */
typedef struct {
  gchar *folder, *outbox;
  GstHarness *h;
  GstElement *element;
  GstBus *bus;
  GString *said;
  GPtrArray *ids; /* that were queued */
  guint n_warnings, n_recovered;
  guint number;
} Publish;

void publish_init (Publish *self);
void publish_start (Publish *self, guint port, const gchar *properties);
void publish_look (Publish *self);
/* Until it has said this. */
void publish_hear (Publish *self, const gchar *what);
void publish_stop (Publish *self);
void publish_clear (Publish *self);
AoiReport *publish_make_report (Publish *self, const gchar *product, gboolean passed);
void publish_push_report (Publish *self, AoiReport *report);
void publish_push (Publish *self, const gchar *product, gboolean passed);
void publish_end (Publish *self);
guint64 publish_stat (Publish *self, const gchar *name);
gchar *publish_write_secret (Publish *self);
/* The id of each board that was announced is in what the server took. */
void publish_check_taken (Publish *self, const gchar *taken);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Publish, publish_clear)
