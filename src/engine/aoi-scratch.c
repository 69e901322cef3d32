/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-scratch.h"

struct _AoiScratchStack {
  const AoiInspector *inspector;
  GPtrArray *states; /* borrowed; complete before the first piece is made */
  GMutex lock;
  GPtrArray *idle; /* lock: pieces that no job holds */
  guint made; /* lock: all pieces */
};

/**
 * aoi_scratch_stack_new:
 * @inspector: whose working memory
 *
 * Returns: (transfer full): an empty stack
 */
AoiScratchStack *
aoi_scratch_stack_new (const AoiInspector *inspector)
{
  AoiScratchStack *self = g_new0 (AoiScratchStack, 1);

  self->inspector = inspector;
  self->states = g_ptr_array_new ();
  self->idle = g_ptr_array_new ();
  g_mutex_init (&self->lock);
  return self;
}

/**
 * aoi_scratch_stack_free:
 * @self: (transfer full): a stack of which no job holds a piece
 */
void
aoi_scratch_stack_free (AoiScratchStack *self)
{
  for (guint i = 0; i < self->idle->len; i++)
    if (self->inspector->scratch_free != NULL)
      self->inspector->scratch_free (g_ptr_array_index (self->idle, i));
  g_ptr_array_unref (self->idle);
  g_ptr_array_unref (self->states);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * aoi_scratch_stack_add_state:
 * @self: a stack that has no piece yet
 * @state: (nullable): the state of a further ROI that pieces must be fit for
 */
void
aoi_scratch_stack_add_state (AoiScratchStack *self, gconstpointer state)
{
  g_ptr_array_add (self->states, (gpointer) state);
}

/* The piece is counted in @made already, so that two callers do not make too many; not if it fails. */
static gboolean
make_piece (AoiScratchStack *self, gpointer *scratch, GError **error)
{
  g_autoptr (GError) local = NULL;

  *scratch = self->inspector->scratch_new (
      (const gconstpointer *) self->states->pdata, self->states->len, &local);
  if (*scratch != NULL || local == NULL)
    return TRUE;
  g_mutex_lock (&self->lock);
  self->made--;
  g_mutex_unlock (&self->lock);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * aoi_scratch_stack_reserve:
 * @self: a stack
 * @count: how many jobs may run at once
 * @error: return location for the inspector's error
 *
 * Makes pieces ahead, so that no frame waits for one to be made.
 *
 * Returns: %FALSE if the inspector could not make one
 */
gboolean
aoi_scratch_stack_reserve (AoiScratchStack *self, guint count, GError **error)
{
  if (self->inspector->scratch_new == NULL)
    return TRUE;
  for (;;) {
    gpointer scratch;

    g_mutex_lock (&self->lock);
    if (self->made >= count) {
      g_mutex_unlock (&self->lock);
      return TRUE;
    }
    self->made++;
    g_mutex_unlock (&self->lock);
    if (!make_piece (self, &scratch, error))
      return FALSE;
    aoi_scratch_stack_give (self, scratch);
  }
}

/**
 * aoi_scratch_stack_take:
 * @self: a stack
 * @scratch: (out) (nullable): the piece; give it back by aoi_scratch_stack_give()
 * @error: return location for the inspector's error
 *
 * Takes the piece that was used last, whose memory is warm, or makes a new one.
 *
 * Returns: %FALSE if none could be made
 */
gboolean
aoi_scratch_stack_take (AoiScratchStack *self, gpointer *scratch, GError **error)
{
  *scratch = NULL;
  if (self->inspector->scratch_new == NULL)
    return TRUE;
  g_mutex_lock (&self->lock);
  if (self->idle->len > 0) {
    *scratch = g_ptr_array_steal_index (self->idle, self->idle->len - 1);
    g_mutex_unlock (&self->lock);
    return TRUE;
  }
  self->made++;
  g_mutex_unlock (&self->lock);
  return make_piece (self, scratch, error);
}

/**
 * aoi_scratch_stack_give:
 * @self: a stack
 * @scratch: (nullable): a piece of it
 */
void
aoi_scratch_stack_give (AoiScratchStack *self, gpointer scratch)
{
  if (self->inspector->scratch_new == NULL)
    return;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->idle, scratch);
  g_mutex_unlock (&self->lock);
}

/**
 * aoi_scratch_stacks_get:
 * @stacks: (element-type AoiInspector AoiScratchStack): what inspectors have
 * @inspector: one of them
 *
 * Returns: (transfer none): the inspector's, which is made if it has none yet
 */
AoiScratchStack *
aoi_scratch_stacks_get (GHashTable *stacks, const AoiInspector *inspector)
{
  AoiScratchStack *stack = g_hash_table_lookup (stacks, inspector);

  if (stack == NULL) {
    stack = aoi_scratch_stack_new (inspector);
    g_hash_table_insert (stacks, (gpointer) inspector, stack);
  }
  return stack;
}
