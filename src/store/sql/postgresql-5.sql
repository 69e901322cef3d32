-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 5 of the schema, PostgreSQL: where boards lay, and ROIs that were skipped since their device is marked bad.

ALTER TABLE roi DROP CONSTRAINT roi_status_check,
  ADD CONSTRAINT roi_status_check CHECK (status IN ('pass', 'fail', 'error', 'timeout', 'skipped'));

-- Where a device that has fiducials lay.
CREATE TABLE placement (
  board uuid NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  device integer NOT NULL,               -- 0: the whole frame
  dx double precision,                   -- pixels to the right of its place; NULL, as the next four: it was not found
  dy double precision,                   -- pixels below its place
  angle double precision,                -- degrees clockwise
  scale double precision,                -- how many times larger than at rest it was seen
  residual double precision,             -- pixels by which a fiducial fits worst
  reason text,                           -- why it was not found
  PRIMARY KEY (board, device)
) PARTITION BY RANGE (board);

-- ROIs that were skipped are not judged.
CREATE OR REPLACE FUNCTION judgement_ends_review () RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM review WHERE board = new.board AND NOT EXISTS (
      SELECT 1 FROM roi WHERE roi.board = new.board AND roi.status NOT IN ('pass', 'skipped')
      AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.board = new.board AND j.roi = roi.roi));
    RETURN NULL;
  END $$;
