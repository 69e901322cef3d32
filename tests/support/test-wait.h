/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* What does not come within this time never comes: the test fails. µs. */
#define TEST_PATIENCE (120 * G_TIME_SPAN_SECOND)

/* A number that any thread raises or lowers and any thread waits for. Zero-initialised it is 0. */
typedef struct {
  GMutex lock;
  GCond changed;
  guint n; /* lock */
} TestCount;

/* Returns the number before. */
guint test_count_add (TestCount *self, gint n);
guint test_count_get (TestCount *self);
/* Sets it to 0 and returns what it was. */
guint test_count_reset (TestCount *self);
/* Until it is at least this. */
void test_count_wait (TestCount *self, guint n);
void test_count_wait_zero (TestCount *self);

/* Where calls stay as long as it is shut, as those of an inspector that hangs. Zero-initialised it is open. */
typedef struct {
  GMutex lock;
  GCond changed;
  gboolean shut; /* lock */
  guint inside; /* lock */
  guint max_inside; /* lock: since it was shut last */
} TestDoor;

void test_door_shut (TestDoor *self);
void test_door_open (TestDoor *self);
/* Returns when it is open, or @cancellable (which may be NULL) is cancelled. */
void test_door_enter (TestDoor *self, GCancellable *cancellable);
/* Ends the stay that test_door_enter() began. */
void test_door_leave (TestDoor *self);
void test_door_wait_inside (TestDoor *self, guint n);
void test_door_wait_empty (TestDoor *self);
guint test_door_get_inside (TestDoor *self);
guint test_door_get_max_inside (TestDoor *self);
/* Nobody enters or leaves within this time. */
void test_door_assert_still (TestDoor *self, gint64 us);

typedef gboolean (*TestIsSo) (gpointer data);

/* Until @is_so, which is asked again and again: only for what signals no change, such as a counter
 * that another thread keeps. */
void test_poll (TestIsSo is_so, gpointer data);

/* Work that takes this long: a consumer that is slower than its camera, the pace of a line. Never for waiting
 * until another thread has done something. */
void test_take_time (gint64 us);
