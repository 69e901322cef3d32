/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-state.h"
#include "product-folder.h"

/* A state folder of the test's own. */
typedef struct {
  gchar *path;
  AuthState *state;
} AuthFixture;

static inline void
auth_set_up (AuthFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->path = product_folder_new ();
  self->state = auth_state_open (self->path, &error);
  g_assert_no_error (error);
}

static inline void
auth_tear_down (AuthFixture *self, gconstpointer data)
{
  auth_state_close (self->state);
  product_folder_remove (self->path);
  g_free (self->path);
}

#define AUTH_ADD(name, function) \
  g_test_add (name, AuthFixture, NULL, auth_set_up, function, auth_tear_down)
