/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done with messages. */
#include "outbox/aoi-outbox-private.h"

static const gchar find_target[] = "SELECT number FROM target WHERE name = $1";

static const gchar add_target[] = "INSERT INTO target (name) VALUES ($1)";

static const gchar add_message[] =
    "INSERT INTO message (target, id, passing, created, station, product, code, payload, bytes) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (target, id) DO NOTHING";

static const gchar peek_messages[] =
    "SELECT seq, id, passing, created, station, product, code, payload FROM message "
    "WHERE target = $1 AND refused IS NULL ORDER BY seq LIMIT $2";

static const gchar end_message[] = "DELETE FROM message WHERE seq = $1";

static const gchar refuse_message[] = "UPDATE message SET refused = $1 WHERE seq = $2";

static const gchar get_state[] =
    "SELECT waiting, refused, bytes, lost FROM target WHERE number = $1";

/* By the index of each target: payloads are not read. */
static const gchar get_least_id[] =
    "SELECT min((SELECT m.id FROM message m WHERE m.target = t.number AND m.refused IS NULL "
    "ORDER BY m.id LIMIT 1)) FROM target t";

static const gchar find_other[] =
    "SELECT name, waiting FROM target WHERE waiting > 0 AND name <> $1 AND substr(name, 1, length($2)) = $2 "
    "ORDER BY waiting DESC LIMIT 1";

static const gchar get_oldest[] =
    "SELECT created FROM message WHERE target = $1 AND refused IS NULL ORDER BY seq LIMIT 1";

/**
 * aoi_outbox_open:
 * @path: of the file; it is made if it is missing, but its folder must be there
 * @role: what for
 * @listener: (nullable): who is told of damage, in this call already
 * @error: return location for an %AOI_SQL_ERROR, or an %AOI_ERROR_IO of the lock file beside it
 *
 * A file that is damaged is kept under another name, and a new one begun.
 *
 * Returns: (transfer full): the outbox
 */
AoiOutbox *
aoi_outbox_open (
    const gchar *path, AoiOutboxRole role, const AoiOutboxListener *listener, GError **error)
{
  AoiOutbox *self = g_new0 (AoiOutbox, 1);
  AoiOutboxState state = { 0 };

  self->path = g_strdup (path);
  self->role = role;
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (listener != NULL)
    self->listener = *listener;
  if (aoi_outbox_lock_open (&self->lock, path, error)
      && aoi_outbox_get_state (self, "", &state, error))
    return self;
  aoi_outbox_close (self);
  return NULL;
}

/**
 * aoi_outbox_close:
 * @self: (transfer full): an outbox, whose claims are given back
 */
void
aoi_outbox_close (AoiOutbox *self)
{
  aoi_outbox_file_close (self);
  aoi_outbox_lock_close (&self->lock);
  g_hash_table_unref (self->targets);
  g_free (self->path);
  g_free (self);
}

/* @number: (out): of the target in the open file; 0: it has none */
static gboolean
look_up_target (AoiOutbox *self, const gchar *name, gint64 *number, GError **error)
{
  const AoiSqlValue value = aoi_sql_text (name);

  *number = GPOINTER_TO_INT (g_hash_table_lookup (self->targets, name));
  if (*number != 0)
    return TRUE;
  if (!aoi_sql_query_integer (self->sql, find_target, &value, 1, number, error))
    return FALSE;
  if (*number != 0)
    g_hash_table_insert (self->targets, g_strdup (name), GINT_TO_POINTER ((gint) *number));
  return TRUE;
}

/* In a transaction. */
static gboolean
ensure_target (AoiOutbox *self, const gchar *name, gint64 *number, GError **error)
{
  const AoiSqlValue value = aoi_sql_text (name);

  if (!look_up_target (self, name, number, error))
    return FALSE;
  return *number != 0
      || (aoi_sql_add (self->sql, add_target, &value, 1, error)
          && look_up_target (self, name, number, error));
}

typedef struct {
  const gchar *target;
  const AoiOutboxLimits *limits;
  const AoiOutboxMessage *messages;
  guint n;
  gboolean *kept;
} Addition;

static gboolean
write_message (AoiOutbox *self, gint64 target, const AoiOutboxMessage *message, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_integer (target), aoi_sql_text (message->id),
    aoi_sql_integer (message->passing), aoi_sql_integer (message->created_us),
    aoi_sql_text (message->station), aoi_sql_text (message->product), aoi_sql_text (message->code),
    aoi_sql_text (message->payload),
    aoi_sql_integer ((gint64) aoi_outbox_message_measure (message)) };

  return aoi_sql_add (self->sql, add_message, values, G_N_ELEMENTS (values), error);
}

static gboolean
add_job (AoiOutbox *self, gpointer data, GError **error)
{
  const Addition *addition = data;
  g_autoptr (GHashTable) removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 target;

  if (!ensure_target (self, addition->target, &target, error))
    return FALSE;
  for (guint i = 0; i < addition->n; i++)
    if (!write_message (self, target, &addition->messages[i], error))
      return FALSE;
  if (!aoi_outbox_bounds_hold (self, target, addition->limits, removed, error))
    return FALSE;
  for (guint i = 0; addition->kept != NULL && i < addition->n; i++)
    addition->kept[i] = !g_hash_table_contains (removed, addition->messages[i].id);
  return TRUE;
}

/**
 * aoi_outbox_add:
 * @self: an outbox
 * @target: name of the target
 * @limits: (nullable): of what waits for it, %NULL: any may; what is too much is removed, the new messages too if nothing else is left
 * @messages: (array length=n_messages): messages; those that wait for the target already, by their ids, are left alone
 * @n_messages: how many, at least one
 * @kept: (out caller-allocates) (array length=n_messages) (nullable): which of them wait; %FALSE for those that found no
 *   room within @limits
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether they are on the disk; if not, none is
 */
gboolean
aoi_outbox_add (AoiOutbox *self, const gchar *target, const AoiOutboxLimits *limits,
    const AoiOutboxMessage *messages, guint n_messages, gboolean *kept, GError **error)
{
  Addition addition = { target, limits, messages, n_messages, kept };

  return aoi_outbox_file_run_transaction (self, add_job, &addition, error);
}

typedef struct {
  const gchar *target;
  guint max;
  GPtrArray *found;
} Look;

static const gchar *
text_of (const AoiSqlValue *value)
{
  return value->kind == AOI_SQL_TEXT ? value->text : NULL;
}

static void
take_message (const AoiSqlValue *values, guint n_values, gpointer data)
{
  const AoiOutboxMessage message = { values[0].integer, text_of (&values[1]),
    values[2].integer != 0, values[3].integer, text_of (&values[4]), text_of (&values[5]),
    text_of (&values[6]), text_of (&values[7]) };

  /* Only a damaged file lacks these. */
  if (message.id != NULL && message.payload != NULL)
    g_ptr_array_add (data, aoi_outbox_message_copy (&message));
}

static gboolean
peek_job (AoiOutbox *self, gpointer data, GError **error)
{
  const Look *look = data;
  AoiSqlValue values[2];
  gint64 target;

  g_ptr_array_set_size (look->found, 0);
  if (!look_up_target (self, look->target, &target, error))
    return FALSE;
  values[0] = aoi_sql_integer (target);
  values[1] = aoi_sql_integer (look->max);
  return target == 0
      || aoi_sql_query (self->sql, peek_messages, values, G_N_ELEMENTS (values), take_message,
          look->found, error);
}

/**
 * aoi_outbox_peek:
 * @self: an outbox
 * @target: name of the target
 * @max_messages: how many at most
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: (transfer full) (element-type AoiOutboxMessage): the oldest messages that wait for it, oldest first
 */
GPtrArray *
aoi_outbox_peek (AoiOutbox *self, const gchar *target, guint max_messages, GError **error)
{
  g_autoptr (GPtrArray)
      found = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_outbox_message_free);
  Look look = { target, max_messages, found };

  return aoi_outbox_file_run (self, peek_job, &look, error) ? g_steal_pointer (&found) : NULL;
}

typedef struct {
  AoiOutboxMessage *const *messages;
  guint n;
} Ended;

static gboolean
end_job (AoiOutbox *self, gpointer data, GError **error)
{
  const Ended *ended = data;

  for (guint i = 0; i < ended->n; i++) {
    const AoiSqlValue seq = aoi_sql_integer (ended->messages[i]->seq);

    if (!aoi_sql_add (self->sql, end_message, &seq, 1, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * aoi_outbox_end:
 * @self: an outbox
 * @messages: (array length=n_messages): messages of aoi_outbox_peek() that their target has
 * @n_messages: how many
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Removes messages. Those that are not there any more are none the worse for it.
 *
 * Returns: whether that is done; if not, they will be delivered again
 */
gboolean
aoi_outbox_end (
    AoiOutbox *self, AoiOutboxMessage *const *messages, guint n_messages, GError **error)
{
  Ended ended = { messages, n_messages };

  return aoi_outbox_file_run_transaction (self, end_job, &ended, error);
}

typedef struct {
  const AoiOutboxMessage *message;
  const gchar *reason;
} Refusal;

static gboolean
refuse_job (AoiOutbox *self, gpointer data, GError **error)
{
  const Refusal *refusal = data;
  const AoiSqlValue values[] = { aoi_sql_text (refusal->reason),
    aoi_sql_integer (refusal->message->seq) };

  return aoi_sql_add (self->sql, refuse_message, values, G_N_ELEMENTS (values), error);
}

/**
 * aoi_outbox_refuse:
 * @self: an outbox
 * @message: of aoi_outbox_peek()
 * @reason: why its target will never have it
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Keeps a message aside: it stays, but is not peeked any more.
 *
 * Returns: whether that is done
 */
gboolean
aoi_outbox_refuse (
    AoiOutbox *self, const AoiOutboxMessage *message, const gchar *reason, GError **error)
{
  Refusal refusal = { message, reason };

  return aoi_outbox_file_run_transaction (self, refuse_job, &refusal, error);
}

typedef struct {
  const gchar *target;
  const AoiOutboxLimits *limits;
} Expiry;

static gboolean
expire_job (AoiOutbox *self, gpointer data, GError **error)
{
  const Expiry *expiry = data;
  gint64 target;

  return look_up_target (self, expiry->target, &target, error)
      && (target == 0 || aoi_outbox_bounds_hold (self, target, expiry->limits, NULL, error));
}

/**
 * aoi_outbox_expire:
 * @self: an outbox
 * @target: name of the target
 * @limits: of what waits for it
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Removes what is too much or too old, and counts it as lost.
 *
 * Returns: whether that is done
 */
gboolean
aoi_outbox_expire (
    AoiOutbox *self, const gchar *target, const AoiOutboxLimits *limits, GError **error)
{
  Expiry expiry = { target, limits };

  return aoi_outbox_file_run_transaction (self, expire_job, &expiry, error);
}

static void
take_state (const AoiSqlValue *values, guint n_values, gpointer data)
{
  AoiOutboxState *state = data;

  state->waiting = (guint64) values[0].integer;
  state->refused = (guint64) values[1].integer;
  state->bytes = (guint64) values[2].integer;
  state->lost = (guint64) values[3].integer;
}

typedef struct {
  const gchar *target;
  AoiOutboxState *state;
} StateQuestion;

static gboolean
state_job (AoiOutbox *self, gpointer data, GError **error)
{
  const StateQuestion *question = data;
  AoiSqlValue number;
  gint64 target;

  *question->state = (AoiOutboxState){ 0 };
  if (!look_up_target (self, question->target, &target, error))
    return FALSE;
  number = aoi_sql_integer (target);
  return target == 0
      || (aoi_sql_query (self->sql, get_state, &number, 1, take_state, question->state, error)
          && aoi_sql_query_integer (
              self->sql, get_oldest, &number, 1, &question->state->oldest_us, error));
}

/**
 * aoi_outbox_get_state:
 * @self: an outbox
 * @target: name of the target
 * @state: (out): what is there of it; all 0 if nothing ever was
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether it is known
 */
gboolean
aoi_outbox_get_state (AoiOutbox *self, const gchar *target, AoiOutboxState *state, GError **error)
{
  StateQuestion question = { target, state };

  return aoi_outbox_file_run (self, state_job, &question, error);
}

static void
take_id (const AoiSqlValue *values, guint n_values, gpointer data)
{
  *(gchar **) data = g_strdup (values[0].text);
}

static gboolean
least_id_job (AoiOutbox *self, gpointer data, GError **error)
{
  g_clear_pointer ((gchar **) data, g_free);
  return aoi_sql_query (self->sql, get_least_id, NULL, 0, take_id, data, error);
}

/**
 * aoi_outbox_get_least_id:
 * @self: an outbox
 * @id: (out) (nullable): the least id of messages for any target that wait; %NULL if none does
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether it is known
 */
gboolean
aoi_outbox_get_least_id (AoiOutbox *self, gchar **id, GError **error)
{
  *id = NULL;
  return aoi_outbox_file_run (self, least_id_job, id, error);
}

typedef struct {
  const gchar *prefix, *target;
  gchar *name;
  guint64 waiting;
} Other;

static void
take_other (const AoiSqlValue *values, guint n_values, gpointer data)
{
  Other *other = data;

  g_free (other->name);
  other->name = g_strdup (values[0].text);
  other->waiting = (guint64) values[1].integer;
}

static gboolean
other_job (AoiOutbox *self, gpointer data, GError **error)
{
  Other *other = data;
  const AoiSqlValue values[] = { aoi_sql_text (other->target), aoi_sql_text (other->prefix) };

  g_clear_pointer (&other->name, g_free);
  return aoi_sql_query (
      self->sql, find_other, values, G_N_ELEMENTS (values), take_other, other, error);
}

/**
 * aoi_outbox_find_other:
 * @self: an outbox
 * @prefix: how the names of targets begin that are looked for
 * @target: name of one that is not
 * @waiting: (out): how many messages wait for what is returned
 *
 * Returns: (transfer full) (nullable): name of the one for which most messages wait; %NULL: none do, or that is not known
 */
gchar *
aoi_outbox_find_other (AoiOutbox *self, const gchar *prefix, const gchar *target, guint64 *waiting)
{
  Other other = { prefix, target, NULL, 0 };

  aoi_outbox_file_run (self, other_job, &other, NULL);
  *waiting = other.waiting;
  return other.name;
}

/**
 * aoi_outbox_claim:
 * @self: an outbox
 * @target: name of the target
 *
 * Asks to be the one who delivers to the target, among all that have the outbox open, until it is closed or the
 * process ends.
 *
 * Returns: whether @self is that; %FALSE if another one is
 */
gboolean
aoi_outbox_claim (AoiOutbox *self, const gchar *target)
{
  return aoi_outbox_lock_take (&self->lock, aoi_outbox_lock_number (target), FALSE);
}
