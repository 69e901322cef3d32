/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-keeper.h"

struct _AuthKeeper {
  const AuthState *state;
  AuthBook *book;
  AuthBookStamp stamp; /* of the file that @book is of */
};

/**
 * auth_keeper_new:
 * @state: the state folder, which outlives the keeper
 * @error: why the book cannot be read
 *
 * Returns: (transfer full): a keeper
 */
AuthKeeper *
auth_keeper_new (const AuthState *state, GError **error)
{
  g_autoptr (AuthKeeper) self = g_new0 (AuthKeeper, 1);

  self->state = state;
  if (!auth_book_stat (state, &self->stamp, error))
    return NULL;
  self->book = auth_book_load (state, error);
  return self->book != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * auth_keeper_free:
 * @self: (transfer full): a keeper
 */
void
auth_keeper_free (AuthKeeper *self)
{
  g_clear_pointer (&self->book, auth_book_free);
  g_free (self);
}

/* Nobody is known until the file is good again: a user who was removed must not come back by a broken file. */
static void
reload (AuthKeeper *self)
{
  g_autoptr (GError) error = NULL;
  AuthBook *book = auth_book_load (self->state, &error);

  if (book == NULL) {
    g_warning ("%s; nobody can log in until that is repaired", error->message);
    book = auth_book_new ();
  }
  auth_book_free (self->book);
  self->book = book;
}

/**
 * auth_keeper_get_book:
 * @self: a keeper
 *
 * Reads the file anew if it has changed, of which it asks the kernel only.
 *
 * Returns: (transfer none): who is known now, until the next call
 */
const AuthBook *
auth_keeper_get_book (AuthKeeper *self)
{
  AuthBookStamp stamp = { 0 };

  if (!auth_book_stat (self->state, &stamp, NULL)
      || !auth_book_stamp_equal (&stamp, &self->stamp)) {
    /* Before it is read: a change meanwhile is seen the next time. */
    self->stamp = stamp;
    reload (self);
  }
  return self->book;
}
