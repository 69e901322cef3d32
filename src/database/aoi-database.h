/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AOI_DATABASE_ERROR:
 *
 * The error domain of databases of boards. Codes are of #AoiDatabaseError.
 *
 * Since: 0.2
 */
#define AOI_DATABASE_ERROR (aoi_database_error_quark ())

/**
 * AoiDatabaseError:
 * @AOI_DATABASE_ERROR_UNUSABLE: it cannot be opened as it is: the address is wrong, its file is missing or damaged, or its schema
 *   is of another release
 * @AOI_DATABASE_ERROR_AWAY: it cannot be reached, is locked, or has no room: the same may succeed later
 * @AOI_DATABASE_ERROR_REFUSED: what is asked for cannot be: there is no such board or ROI, or a text is none that it takes
 * @AOI_DATABASE_ERROR_HELD: somebody else is judging the board
 *
 * What an application can do about an error; its message says all.
 *
 * Since: 0.2
 */
typedef enum {
  AOI_DATABASE_ERROR_UNUSABLE,
  AOI_DATABASE_ERROR_AWAY,
  AOI_DATABASE_ERROR_REFUSED,
  AOI_DATABASE_ERROR_HELD,
} AoiDatabaseError;

/**
 * AoiJudgementKind:
 * @AOI_JUDGEMENT_DEFECT: the ROI is bad
 * @AOI_JUDGEMENT_FALSE_CALL: the ROI is good, and should have passed
 * @AOI_JUDGEMENT_UNSURE: somebody looked, and cannot tell
 *
 * What somebody says of a ROI of a board.
 *
 * Since: 0.2
 */
typedef enum {
  AOI_JUDGEMENT_DEFECT,
  AOI_JUDGEMENT_FALSE_CALL,
  AOI_JUDGEMENT_UNSURE,
} AoiJudgementKind;

#define AOI_TYPE_JUDGEMENT (aoi_judgement_get_type ())

/**
 * AoiJudgement:
 * @roi: number of the ROI
 * @kind: what was said of it
 * @person: who said so
 * @time_us: when, microseconds since 1970
 * @revision: (nullable): hash of the product by which the board was inspected
 * @note: (nullable): what else there was to say
 *
 * A judgement of a ROI of a board, as the database has it.
 *
 * Since: 0.2
 */
typedef struct {
  gint roi;
  AoiJudgementKind kind;
  gchar *person;
  gint64 time_us;
  gchar *revision;
  gchar *note;
} AoiJudgement;

#define AOI_TYPE_DATABASE (aoi_database_get_type ())

/**
 * AoiDatabase:
 *
 * A database of boards that `aoistore` writes, SQLite or PostgreSQL. Atomically reference counted, and thread-safe: calls wait
 * for one another. They also wait for the disk or the server, so a main loop makes them from a thread of their own. A
 * connection that was lost is made anew by the next call. Not to be used on both sides of a fork().
 *
 * Since: 0.2
 */
typedef struct _AoiDatabase AoiDatabase;

GQuark aoi_database_error_quark (void);

const gchar *aoi_judgement_kind_to_string (AoiJudgementKind kind);
gboolean aoi_judgement_kind_from_string (const gchar *text, AoiJudgementKind *kind);

GType aoi_judgement_get_type (void);
AoiJudgement *aoi_judgement_copy (const AoiJudgement *self);
void aoi_judgement_free (AoiJudgement *self);

GType aoi_database_get_type (void);
AoiDatabase *aoi_database_open (const gchar *address, GError **error);
AoiDatabase *aoi_database_ref (AoiDatabase *self);
void aoi_database_unref (AoiDatabase *self);
gboolean aoi_database_judge (AoiDatabase *self, const gchar *board, gint roi, AoiJudgementKind kind,
    const gchar *person, const gchar *note, GError **error);
GPtrArray *aoi_database_list_judgements (AoiDatabase *self, const gchar *board, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiJudgement, aoi_judgement_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiDatabase, aoi_database_unref)

G_END_DECLS
