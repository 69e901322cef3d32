/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "source/source.h"

G_BEGIN_DECLS

typedef struct _SourceCaptures SourceCaptures;

struct _Source {
  SourceSettings settings;
  Station *station; /* borrowed */
  SourceListen listen; /* NULL: nobody; set before it starts */
  gpointer listen_data;
  GThread *thread; /* NULL: not started */
  GMainContext *context;

  /* The source's thread. */
  GstElement *pipeline; /* NULL: waits, or has ended */
  GstElement *inspect; /* borrowed: @pipeline's */
  GSource *retry; /* NULL: none is due */
  GSource *drain; /* while what came before a failure or the end is waited for; NULL: it is not */
  GSource *late; /* while a frame is waited for that somebody asked for, or was */
  GSource *watch; /* looks whether files of the product have changed */
  guint wait_ms; /* until the next try */
  gchar *print; /* of the product's files when they were taken */
  gboolean closing; /* takes no more frames */
  gboolean restarts; /* begins anew when it has ended */
  gboolean ended; /* nothing is left to do */
  gchar *failure; /* why the pipeline is about to be dropped */
  void (*closed) (gpointer data); /* set before @closing */
  gpointer closed_data;

  GMutex lock;
  SourceFacts facts; /* lock */
  GstElement *camera; /* lock: aoicamerasrc of the pipeline; NULL: there is none */
  gboolean frame_came; /* lock: since the pipeline was begun */
  GHashTable *features; /* lock: name -> value: what somebody has set the camera to */
  guint n_talks; /* lock: how many ask the camera now */
  SourceCaptures *captures; /* lock */
  gboolean capture_taken; /* lock: the frame that somebody asked for has come, and is copied */
};

/* source.c; the source's thread */
void source_begin (Source *self);
void source_fail (Source *self, const gchar *reason);
void source_end (Source *self);
void source_drain (Source *self, guint ms);
void source_restart (Source *self);

/* source-facts.c */
void source_set_state (Source *self, SourceState state, const gchar *reason);
void source_note_frame (Source *self);
void source_note_board (Source *self, const AoiReport *report);
void source_note_product (Source *self, const gchar *refused);
gchar *source_dup_product (Source *self);

/* source-pipeline.c */
gboolean source_gst_init (GError **error);
gboolean source_pipeline_open (Source *self, GError **error);
void source_pipeline_close (Source *self);

/* source-bus.c */
gchar *source_describe_message (GstMessage *message);
gboolean source_on_message (GstBus *bus, GstMessage *message, gpointer data);

/* source-cameras.c */
void source_restore_camera (Source *self, GstElement *camera);
void source_forget_camera (Source *self);

/* source-capture.c */
SourceCaptures *source_captures_new (void);
void source_captures_free (SourceCaptures *self);
void source_captures_offer (Source *self, Frame *frame);
void source_captures_end (Source *self, const gchar *reason);

/* source-product.c; the source's thread */
gchar *source_product_dup_path (Source *self);
void source_product_watch (Source *self);
void source_product_take (Source *self);

G_END_DECLS
