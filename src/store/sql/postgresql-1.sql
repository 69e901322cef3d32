-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 1 of the schema, PostgreSQL. Tables of boards are partitioned by month, by the time inside the UUID of the board, so that
-- a board that is written once more meets its own row. Partitions are made by who writes the first board of a month.

CREATE TABLE product_revision (
  hash text NOT NULL PRIMARY KEY,        -- of the product's files, as aoi.revision in the JSON
  name text NOT NULL,
  file text,                             -- text of the ROI file; NULL: not known yet
  first_seen timestamptz NOT NULL
);

CREATE TABLE board (
  id uuid NOT NULL PRIMARY KEY,          -- of version 7: sorts by time
  station text NOT NULL,
  product text NOT NULL,
  revision text REFERENCES product_revision (hash),
  number bigint NOT NULL,
  session text NOT NULL,
  time timestamptz NOT NULL,             -- arrival
  verdict text NOT NULL CHECK (verdict IN ('pass', 'fail', 'not inspected')),
  reason text,
  total_ms double precision,             -- from arrival to report
  inspect_ms double precision,           -- from the first ROI's start to the last one's end
  code text                              -- of the first device that has one
) PARTITION BY RANGE (id);
CREATE INDEX board_code ON board (code, id) WHERE code IS NOT NULL;
CREATE INDEX board_failed ON board (verdict, id) WHERE verdict <> 'pass';

CREATE TABLE device (
  board uuid NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  device integer NOT NULL,
  rois integer NOT NULL,
  passed integer NOT NULL,
  barcode text,                          -- what names the device
  code text,                             -- as it was read, if a server was asked for the name
  PRIMARY KEY (board, device)
) PARTITION BY RANGE (board);
CREATE INDEX device_barcode ON device (barcode, board) WHERE barcode IS NOT NULL;

CREATE TABLE roi (
  board uuid NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  roi integer NOT NULL,
  device integer NOT NULL,
  type text NOT NULL,
  status text NOT NULL CHECK (status IN ('pass', 'fail', 'error', 'timeout')),
  score double precision,
  threshold double precision,
  reason text,
  measured json NOT NULL,                -- as aoi.values of the ROI
  time_ms double precision,
  PRIMARY KEY (board, roi)
) PARTITION BY RANGE (board);

-- What people said of a ROI of a board. The latest one counts; none is ever changed or deleted.
CREATE TABLE judgement (
  id uuid NOT NULL PRIMARY KEY,          -- of version 7
  board uuid NOT NULL REFERENCES board (id),
  roi integer NOT NULL,
  judgement text NOT NULL CHECK (judgement IN ('defect', 'false call', 'unsure')),
  person text NOT NULL,
  time timestamptz NOT NULL,
  revision text,
  note text,
  FOREIGN KEY (board, roi) REFERENCES roi (board, roi)
);
CREATE INDEX judgement_board ON judgement (board, roi, id);
CREATE FUNCTION judgement_stays () RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'a judgement is replaced by a later one, not changed or deleted'; END $$;
CREATE TRIGGER judgement_stays BEFORE UPDATE OR DELETE ON judgement
  FOR EACH ROW EXECUTE FUNCTION judgement_stays ();

-- Sums, written in the board's own transaction. The hour is of its arrival, UTC: 2026-11-28T21.
CREATE TABLE board_hour (
  hour text NOT NULL,
  station text NOT NULL,
  product text NOT NULL,
  boards bigint NOT NULL,
  passed bigint NOT NULL,
  failed bigint NOT NULL,
  not_inspected bigint NOT NULL,
  total_ms double precision NOT NULL,
  PRIMARY KEY (hour, station, product)
);

CREATE TABLE roi_hour (
  hour text NOT NULL,
  station text NOT NULL,
  product text NOT NULL,
  roi integer NOT NULL,
  device integer NOT NULL,
  type text NOT NULL,
  boards bigint NOT NULL,
  passed bigint NOT NULL,
  failed bigint NOT NULL,
  errors bigint NOT NULL,
  timeouts bigint NOT NULL,
  measured bigint NOT NULL,              -- boards with a score and a threshold; the sums below are of these
  score double precision NOT NULL,
  margin double precision NOT NULL,      -- score less threshold
  margin_squares double precision NOT NULL,
  time_ms double precision NOT NULL,
  PRIMARY KEY (hour, station, product, roi, device, type)
) WITH (fillfactor = 70);

-- The judgement of a ROI that counts.
CREATE VIEW roi_judgement AS
  SELECT j.board, j.roi, j.judgement, j.person, j.time, j.note FROM judgement j
  WHERE NOT EXISTS (SELECT 1 FROM judgement n WHERE n.board = j.board AND n.roi = j.roi AND n.id > j.id);

-- For people and their tools, such as Grafana: what `aoi boards` and `aoi stats` show.
CREATE VIEW boards AS
  SELECT id, to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS arrived, station, product, revision, number, session,
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
