-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Where messages go, with sums that triggers keep: they are right whoever writes, and cost no count.
CREATE TABLE target (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  waiting INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  lost INTEGER NOT NULL DEFAULT 0
);

-- A message until its target has it, or for good if its target refuses it.
CREATE TABLE message (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  target INTEGER NOT NULL REFERENCES target,
  id TEXT NOT NULL,
  passing INTEGER NOT NULL,
  created INTEGER NOT NULL,
  station TEXT,
  product TEXT,
  code TEXT,
  payload TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  refused TEXT,
  UNIQUE (target, id)
);

CREATE INDEX message_waiting ON message (target, seq, passing) WHERE refused IS NULL;
CREATE INDEX message_refused ON message (target, seq) WHERE refused IS NOT NULL;

CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
  UPDATE target SET waiting = waiting + 1, bytes = bytes + new.bytes WHERE number = new.target;
END;

CREATE TRIGGER message_ended AFTER DELETE ON message BEGIN
  UPDATE target SET waiting = waiting - (old.refused IS NULL),
    refused = refused - (old.refused IS NOT NULL), bytes = bytes - old.bytes WHERE number = old.target;
END;

CREATE TRIGGER message_kept_aside AFTER UPDATE OF refused ON message
WHEN old.refused IS NULL AND new.refused IS NOT NULL BEGIN
  UPDATE target SET waiting = waiting - 1, refused = refused + 1 WHERE number = new.target;
END;

PRAGMA user_version = 1;
