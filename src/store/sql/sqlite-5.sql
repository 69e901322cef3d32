-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 5 of the schema, SQLite: where boards lay, and ROIs that were skipped since their device is marked bad.

-- The rule is made wider, so that what is there keeps it: the table need not be written anew.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace (sql, '''error'', ''timeout'')', '''error'', ''timeout'', ''skipped'')')
  WHERE type = 'table' AND name = 'roi';
PRAGMA writable_schema = RESET;

-- Where a device that has fiducials lay.
CREATE TABLE placement (
  board TEXT NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  device INTEGER NOT NULL,               -- 0: the whole frame
  dx REAL,                               -- pixels to the right of its place; NULL, as the next four: it was not found
  dy REAL,                               -- pixels below its place
  angle REAL,                            -- degrees clockwise
  scale REAL,                            -- how many times larger than at rest it was seen
  residual REAL,                         -- pixels by which a fiducial fits worst
  reason TEXT,                           -- why it was not found
  PRIMARY KEY (board, device)
) WITHOUT ROWID;

-- ROIs that were skipped are not judged.
DROP TRIGGER judgement_ends_review;
CREATE TRIGGER judgement_ends_review AFTER INSERT ON judgement
  BEGIN DELETE FROM review WHERE board = new.board AND NOT EXISTS (
    SELECT 1 FROM roi WHERE roi.board = new.board AND roi.status NOT IN ('pass', 'skipped')
    AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.board = new.board AND j.roi = roi.roi)); END;
