-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 1 of the schema, SQLite. What is kept for machines has two key columns in each table of a board's parts, so that the
-- rows of a board lie side by side.

CREATE TABLE product_revision (
  hash TEXT NOT NULL PRIMARY KEY,        -- of the product's files, as aoi.revision in the JSON
  name TEXT NOT NULL,
  file TEXT,                             -- text of the ROI file; NULL: not known yet
  first_seen TEXT NOT NULL               -- UTC
) WITHOUT ROWID;

CREATE TABLE board (
  id TEXT NOT NULL PRIMARY KEY,          -- UUID of version 7: sorts by time
  station TEXT NOT NULL,
  product TEXT NOT NULL,
  revision TEXT REFERENCES product_revision (hash),
  number INTEGER NOT NULL,
  session TEXT NOT NULL,
  time TEXT NOT NULL,                    -- arrival, UTC: 2026-11-28T21:10:55.123456Z
  verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'not inspected')),
  reason TEXT,
  total_ms REAL,                         -- from arrival to report
  inspect_ms REAL,                       -- from the first ROI's start to the last one's end
  code TEXT                              -- of the first device that has one
) WITHOUT ROWID;
CREATE INDEX board_code ON board (code, id) WHERE code IS NOT NULL;
CREATE INDEX board_failed ON board (verdict, id) WHERE verdict <> 'pass';

CREATE TABLE device (
  board TEXT NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  device INTEGER NOT NULL,
  rois INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  barcode TEXT,                          -- what names the device
  code TEXT,                             -- as it was read, if a server was asked for the name
  PRIMARY KEY (board, device)
) WITHOUT ROWID;
CREATE INDEX device_barcode ON device (barcode, board) WHERE barcode IS NOT NULL;

CREATE TABLE roi (
  board TEXT NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  roi INTEGER NOT NULL,
  device INTEGER NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pass', 'fail', 'error', 'timeout')),
  score REAL,
  threshold REAL,
  reason TEXT,
  measured TEXT NOT NULL,                -- JSON object, as aoi.values of the ROI
  time_ms REAL,
  PRIMARY KEY (board, roi)
) WITHOUT ROWID;

-- What people said of a ROI of a board. The latest one counts; none is ever changed or deleted.
CREATE TABLE judgement (
  id TEXT NOT NULL PRIMARY KEY,          -- UUID of version 7
  board TEXT NOT NULL REFERENCES board (id),
  roi INTEGER NOT NULL,
  judgement TEXT NOT NULL CHECK (judgement IN ('defect', 'false call', 'unsure')),
  person TEXT NOT NULL,
  time TEXT NOT NULL,                    -- UTC
  revision TEXT,
  note TEXT,
  FOREIGN KEY (board, roi) REFERENCES roi (board, roi)
) WITHOUT ROWID;
CREATE INDEX judgement_board ON judgement (board, roi, id);
CREATE TRIGGER judgement_stays BEFORE UPDATE ON judgement
  BEGIN SELECT RAISE (ABORT, 'a judgement is replaced by a later one, not changed'); END;
CREATE TRIGGER judgement_is_kept BEFORE DELETE ON judgement
  BEGIN SELECT RAISE (ABORT, 'a judgement is replaced by a later one, not deleted'); END;

-- Sums, written in the board's own transaction. The hour is of its arrival, UTC: 2026-11-28T21.
CREATE TABLE board_hour (
  hour TEXT NOT NULL,
  station TEXT NOT NULL,
  product TEXT NOT NULL,
  boards INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  not_inspected INTEGER NOT NULL,
  total_ms REAL NOT NULL,
  PRIMARY KEY (hour, station, product)
) WITHOUT ROWID;

CREATE TABLE roi_hour (
  hour TEXT NOT NULL,
  station TEXT NOT NULL,
  product TEXT NOT NULL,
  roi INTEGER NOT NULL,
  device INTEGER NOT NULL,
  type TEXT NOT NULL,
  boards INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  timeouts INTEGER NOT NULL,
  measured INTEGER NOT NULL,             -- boards with a score and a threshold; the sums below are of these
  score REAL NOT NULL,
  margin REAL NOT NULL,                  -- score less threshold
  margin_squares REAL NOT NULL,
  time_ms REAL NOT NULL,
  PRIMARY KEY (hour, station, product, roi, device, type)
) WITHOUT ROWID;

-- The judgement of a ROI that counts.
CREATE VIEW roi_judgement AS
  SELECT j.board, j.roi, j.judgement, j.person, j.time, j.note FROM judgement j
  WHERE NOT EXISTS (SELECT 1 FROM judgement n WHERE n.board = j.board AND n.roi = j.roi AND n.id > j.id);

-- For people and their tools, such as Grafana: what `aoi boards` and `aoi stats` show.
CREATE VIEW boards AS
  SELECT id, time AS arrived, station, product, revision, number, session,
    verdict, reason, total_ms, inspect_ms, code FROM board;

-- The first board of each code.
CREATE VIEW first_board AS
  SELECT b.id, b.station, b.product, b.code, b.verdict FROM board b
  WHERE b.code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM board e WHERE e.code = b.code AND e.id < b.id);

CREATE VIEW yield_by_hour AS
  SELECT hour, station, product, boards, passed, failed, not_inspected, 1.0 * passed / boards AS yield FROM board_hour;

-- ROIs by how often they did not pass.
CREATE VIEW pareto AS
  SELECT station, product, roi, device, type, sum(boards) AS boards, sum(boards - passed) AS not_passed
  FROM roi_hour GROUP BY station, product, roi, device, type;

-- ROIs by how often people judged them a false call.
CREATE VIEW false_call AS
  SELECT b.station, b.product, j.roi, count(*) AS false_calls FROM roi_judgement j JOIN board b ON b.id = j.board
  WHERE j.judgement = 'false call' GROUP BY b.station, b.product, j.roi;
