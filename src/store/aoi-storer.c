/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stores boards in the background. While the database is away they wait in the outbox, from which they are stored when it is
 * back. */
#include "store/aoi-storer.h"

#include <string.h>

#include "aoi-report-json.h"
#include "outbox/aoi-outbox.h"
#include "store/aoi-store-keep.h"
#include "store/aoi-store-link.h"

/* Boards of one transaction at most: more make it no cheaper a board, but longer. */
#define BATCH 128

/* How often old boards are looked for, us, and how many are removed at once. */
#define KEEP_INTERVAL (60 * G_USEC_PER_SEC)
#define KEEP_BATCH 50

/* How targets are called in the outbox that are databases. */
#define TARGET_PREFIX "store:"

/* Boards that the database lacks are never removed from the outbox. */
static const AoiOutboxLimits unbounded = { 0, 0 };

/* A board in the queue. */
typedef struct {
  AoiSpoolItem base;
  AoiReport *report;
} Item;

/* @outbox: (nullable): where boards wait while the database is away
 * @target: what the database is called in the outbox
 * @aside: the same for boards that it refuses, which nobody delivers
 * @keep_at: monotonic time at which old boards are looked for, us
 * @waiting: boards that wait in the outbox
 * @removed: as AoiStorerNews has it, and so are @unjudged and @overdue
 * @unjudged_now: boards that were removed without a judgement and are not told yet
 * @oldest_us: when the oldest of them was inspected; 0: none waits
 * @told: (nullable): why the database is away, as it was told last
 * @notice: (nullable): what happened before the thread has begun
 * @spool: (nullable): whose listener is told; %NULL before the thread has begun */
typedef struct {
  AoiStoreLink *link;
  AoiStoreLimits limits;
  AoiOutbox *outbox;
  gchar *target, *aside;
  gint64 keep_at;
  guint64 waiting, removed, unjudged, overdue;
  guint64 unjudged_now;
  gint64 oldest_us;
  gchar *told, *notice;
  AoiSpool *spool;
} Storer;

static void
tell (Storer *self, AoiStorerNews news)
{
  news.waiting = self->waiting;
  news.oldest_us = self->oldest_us;
  news.removed = self->removed;
  news.unjudged = self->unjudged;
  news.overdue = self->overdue;
  if (self->spool != NULL)
    aoi_spool_notify (self->spool, &news);
}

static void
tell_counts (Storer *self)
{
  tell (self, (AoiStorerNews){ .stored = NULL });
}

/* What happens before the thread has begun is told when it begins. */
static void
tell_notice (const gchar *sentence, gpointer data)
{
  Storer *self = data;

  if (self->spool != NULL) {
    tell (self, (AoiStorerNews){ .notice = sentence });
    return;
  }
  g_free (self->notice);
  self->notice = g_strdup (sentence);
}

/* Once a cause. @why: (nullable): %NULL: the database has taken boards */
static void
tell_whether_away (Storer *self, const GError *why)
{
  const gchar *reason = why != NULL ? why->message : NULL;

  if (g_strcmp0 (self->told, reason) == 0)
    return;
  g_free (self->told);
  self->told = g_strdup (reason);
  tell (self, (AoiStorerNews){ .away = reason, .is_back = reason == NULL });
}

/* Stores boards and says so. */
static void
add (Storer *self, AoiStoreBoard *const *boards, guint n, AoiStoreOutcome *outcomes)
{
  g_autoptr (GError) error = NULL;
  gboolean is_away = FALSE;

  aoi_store_link_add (self->link, boards, n, outcomes, &error);
  for (guint i = 0; i < n; i++) {
    is_away |= outcomes[i] == AOI_STORE_LATER;
    if (outcomes[i] == AOI_STORE_STORED)
      tell (self, (AoiStorerNews){ .stored = boards[i] });
    if (outcomes[i] == AOI_STORE_REFUSED) {
      g_autofree gchar *notice = g_strdup_printf (
          "board %s is refused, and kept in the outbox: %s", boards[i]->id, error->message);

      tell_notice (notice, self);
    }
  }
  tell_whether_away (self, is_away ? error : NULL);
}

/* Boards with an outcome wait in the outbox for a target. */
static gboolean
keep (Storer *self, GPtrArray *boards, const AoiStoreOutcome *outcomes, AoiStoreOutcome outcome,
    const gchar *target, GError **error)
{
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (AoiOutboxMessage));
  g_autoptr (GPtrArray) payloads = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < boards->len; i++) {
    const AoiStoreBoard *board = g_ptr_array_index (boards, i);
    AoiOutboxMessage message = { .id = board->id,
      .passing = aoi_report_get_passed (board->report),
      .created_us = board->time_us,
      .station = board->station,
      .product = board->product,
      .code = board->code };

    if (outcomes[i] != outcome)
      continue;
    g_ptr_array_add (payloads, aoi_report_to_json (board->report, AOI_JSON_TIMING));
    message.payload = g_ptr_array_index (payloads, payloads->len - 1);
    g_array_append_val (messages, message);
  }
  return messages->len == 0
      || aoi_outbox_add (self->outbox, target, &unbounded,
          (const AoiOutboxMessage *) messages->data, messages->len, NULL, error);
}

/* What was known before stays if the outbox does not say. */
static void
count_waiting (Storer *self)
{
  AoiOutboxState state = { 0 };

  if (self->outbox == NULL || !aoi_outbox_get_state (self->outbox, self->target, &state, NULL))
    return;
  self->waiting = state.waiting;
  self->oldest_us = state.oldest_us;
}

/* What is not in the database. */
static gboolean
keep_rest (Storer *self, GPtrArray *boards, const AoiStoreOutcome *outcomes, GError **error)
{
  guint n_later = 0, n_refused = 0;

  for (guint i = 0; i < boards->len; i++) {
    n_later += outcomes[i] == AOI_STORE_LATER;
    n_refused += outcomes[i] == AOI_STORE_REFUSED;
  }
  if (n_later + n_refused == 0)
    return TRUE;
  if (self->outbox == NULL) {
    g_set_error_literal (error, AOI_SQL_ERROR, AOI_SQL_ERROR_AWAY,
        self->told != NULL ? self->told : "the database refuses the board, and there is no outbox");
    return FALSE;
  }
  if (!keep (self, boards, outcomes, AOI_STORE_LATER, self->target, error))
    return FALSE;
  self->waiting += n_later;
  count_waiting (self);
  tell_counts (self);
  return keep (self, boards, outcomes, AOI_STORE_REFUSED, self->aside, error);
}

static GPtrArray *
new_boards (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_store_board_free);
}

static gboolean
storer_write (
    gpointer writer, AoiSpool *spool, AoiSpoolItem *const *items, guint n_items, GError **error)
{
  Storer *self = writer;
  g_autoptr (GPtrArray) boards = new_boards ();
  g_autofree AoiStoreOutcome *outcomes = g_new0 (AoiStoreOutcome, n_items);

  for (guint i = 0; i < n_items; i++)
    g_ptr_array_add (boards, aoi_store_board_new (((const Item *) items[i])->report));
  add (self, (AoiStoreBoard *const *) boards->pdata, boards->len, outcomes);
  return keep_rest (self, boards, outcomes, error);
}

/* Boards of messages; what is none is kept aside. */
static GPtrArray *
read_messages (Storer *self, GPtrArray *messages)
{
  GPtrArray *boards = new_boards ();

  for (guint i = 0; i < messages->len;) {
    const AoiOutboxMessage *message = g_ptr_array_index (messages, i);
    g_autoptr (GError) error = NULL;
    AoiStoreBoard *board = aoi_store_board_new_from_json (message->payload, &error);

    if (board == NULL) {
      aoi_outbox_refuse (self->outbox, message, error->message, NULL);
      g_ptr_array_remove_index (messages, i);
      continue;
    }
    g_ptr_array_add (boards, board);
    i++;
  }
  return boards;
}

/* Ends messages of boards that are stored. */
static void
settle (Storer *self, GPtrArray *messages, const AoiStoreOutcome *outcomes)
{
  g_autoptr (GPtrArray) stored = g_ptr_array_new ();

  for (guint i = 0; i < messages->len; i++) {
    if (outcomes[i] == AOI_STORE_STORED)
      g_ptr_array_add (stored, g_ptr_array_index (messages, i));
    if (outcomes[i] == AOI_STORE_REFUSED)
      aoi_outbox_refuse (
          self->outbox, g_ptr_array_index (messages, i), "refused by the database", NULL);
  }
  if (stored->len > 0)
    aoi_outbox_end (self->outbox, (AoiOutboxMessage *const *) stored->pdata, stored->len, NULL);
}

/* Stores some of what waits in the outbox. */
static void
deliver (Storer *self)
{
  g_autoptr (GPtrArray) messages = aoi_outbox_peek (self->outbox, self->target, BATCH, NULL);
  g_autoptr (GPtrArray) boards = messages != NULL ? read_messages (self, messages) : NULL;

  if (boards != NULL && boards->len > 0) {
    g_autofree AoiStoreOutcome *outcomes = g_new0 (AoiStoreOutcome, boards->len);

    add (self, (AoiStoreBoard *const *) boards->pdata, boards->len, outcomes);
    settle (self, messages, outcomes);
  }
  count_waiting (self);
  tell_counts (self);
}

static gboolean
has_limits (const Storer *self)
{
  return self->limits.age_us > 0 || self->limits.boards > 0;
}

/* Returns how many boards were removed. */
static guint
remove_some (Storer *self, AoiStore *store, const gchar *first)
{
  AoiStoreRemoved removed;
  gboolean is_news;

  if (!aoi_store_remove_old (
          store, &self->limits, first, g_get_real_time (), KEEP_BATCH, &removed, NULL))
    return 0;
  is_news = removed.boards > 0 || removed.overdue != self->overdue;
  self->removed += removed.boards;
  self->unjudged_now += removed.unjudged;
  self->overdue = removed.overdue;
  /* Told once when all that are too many are gone. */
  if (removed.boards < KEEP_BATCH) {
    is_news |= self->unjudged_now > 0;
    self->unjudged += self->unjudged_now;
    self->unjudged_now = 0;
  }
  if (is_news)
    tell_counts (self);
  return removed.boards;
}

/* Returns us until old boards are to be looked for again; -1: never. */
static gint64
remove_old (Storer *self)
{
  AoiStore *store = aoi_store_link_get_store (self->link);
  const gint64 now = g_get_monotonic_time ();
  g_autofree gchar *first = NULL;
  guint n;

  if (!has_limits (self))
    return -1;
  if (store == NULL || now < self->keep_at)
    return store == NULL ? KEEP_INTERVAL : self->keep_at - now;
  /* While it is not known what waits nothing goes. */
  if (self->outbox != NULL && !aoi_outbox_get_least_id (self->outbox, &first, NULL))
    return KEEP_INTERVAL;
  n = remove_some (self, store, first);
  if (n < KEEP_BATCH)
    self->keep_at = now + KEEP_INTERVAL;
  return n < KEEP_BATCH ? KEEP_INTERVAL : 0;
}

static gint64
storer_idle (gpointer writer, AoiSpool *spool)
{
  Storer *self = writer;
  gint64 pause, until_keep;

  if (self->waiting > 0 && aoi_store_link_get_pause (self->link) == 0)
    deliver (self);
  until_keep = remove_old (self);
  if (self->waiting == 0)
    return until_keep;
  pause = aoi_store_link_get_pause (self->link);
  return until_keep < 0 ? pause : MIN (pause, until_keep);
}

/* Boards that wait for an address which nobody uses any more, such as a wrong one, would wait for ever. */
static void
tell_others (Storer *self)
{
  guint64 waiting;
  g_autofree gchar *other = self->outbox != NULL
      ? aoi_outbox_find_other (self->outbox, TARGET_PREFIX, self->target, &waiting)
      : NULL;
  g_autofree gchar *notice = NULL;

  if (other == NULL)
    return;
  notice = g_strdup_printf (
      "in the outbox %" G_GUINT64_FORMAT
      " boards wait for another database, %s: they are stored when "
      "somebody stores into that, or once their target is renamed as the guide says",
      waiting, other + strlen (TARGET_PREFIX));
  tell_notice (notice, self);
}

static void
storer_begin (gpointer writer, AoiSpool *spool)
{
  Storer *self = writer;
  g_autoptr (GError) error = NULL;

  self->spool = spool;
  if (self->notice != NULL)
    tell_notice (self->notice, self);
  count_waiting (self);
  tell_others (self);
  if (!aoi_store_link_open (self->link, &error))
    tell_whether_away (self, error);
}

static void
storer_close (gpointer writer)
{
  Storer *self = writer;

  aoi_store_link_free (self->link);
  g_clear_pointer (&self->outbox, aoi_outbox_close);
  g_free (self->target);
  g_free (self->aside);
  g_free (self->told);
  g_free (self->notice);
  g_free (self);
}

static void
free_item (AoiSpoolItem *base)
{
  aoi_report_unref (((Item *) base)->report);
  g_free (base);
}

static const AoiSpoolClass storer_class = {
  .name = "aoistore",
  .full = "the queue is full: boards come faster than they can be written",
  .stopped = "storing was stopped before all boards were written",
  .batch = BATCH,
  .begin = storer_begin,
  .write = storer_write,
  .idle = storer_idle,
  .free_item = free_item,
  .close = storer_close,
};

/* What will not mend itself while the stream runs. */
static gboolean
is_fatal (const GError *error)
{
  return g_error_matches (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS)
      || g_error_matches (error, AOI_SQL_ERROR, AOI_SQL_ERROR_CANNOT_OPEN)
      || g_error_matches (error, AOI_SQL_ERROR, AOI_SQL_ERROR_NEWER)
      || g_error_matches (error, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED);
}

/* In the opener's thread; the spool's thread owns all of it from then on. */
static gboolean
storer_open (Storer *self, const AoiStorerSettings *settings, GError **error)
{
  const AoiOutboxListener listener = { tell_notice, self };
  g_autoptr (GError) local = NULL;

  if (!aoi_store_link_open (self->link, &local) && is_fatal (local)) {
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", settings->address_name);
    return FALSE;
  }
  if (settings->outbox == NULL)
    return TRUE;
  self->outbox = aoi_outbox_open (settings->outbox, AOI_OUTBOX_ADDS, &listener, error);
  if (self->outbox == NULL)
    g_prefix_error (error, "%s: ", settings->outbox_name);
  return self->outbox != NULL;
}

/**
 * aoi_storer_new:
 * @settings: where boards go
 * @limits: of the queue, whose items are boards
 * @listener: is called for losses, and notified of #AoiStorerNews
 * @error: return location for an %AOI_SQL_ERROR: why it would never work; a database that is away is no error
 *
 * Returns: (transfer full): a spool of boards that runs; aoi_spool_finish() ends it
 */
AoiSpool *
aoi_storer_new (const AoiStorerSettings *settings, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener, GError **error)
{
  g_autofree gchar *shown = aoi_sql_address_show (settings->address);
  Storer *self = g_new0 (Storer, 1);

  self->link = aoi_store_link_new (settings->address, tell_notice, self);
  self->limits = settings->limits;
  self->target = g_strconcat (TARGET_PREFIX, shown, NULL);
  self->aside = g_strconcat ("refused by store:", shown, NULL);
  if (storer_open (self, settings, error))
    return aoi_spool_new (&storer_class, self, limits, listener);
  storer_close (self);
  return NULL;
}

/**
 * aoi_storer_push:
 * @spool: of aoi_storer_new()
 * @report: of a whole board
 * @reserved: bytes that were reserved for it
 */
void
aoi_storer_push (AoiSpool *spool, AoiReport *report, gsize reserved)
{
  Item *item = g_new (Item, 1);

  *item = (Item){ { reserved, 0 }, aoi_report_ref (report) };
  aoi_spool_push (spool, &item->base);
}
