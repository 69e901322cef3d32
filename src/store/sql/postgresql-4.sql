-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 4 of the schema, PostgreSQL: a board waits until all of it is judged, and lists of one product or station read no others.

-- A board waits as long as a ROI of it that did not pass is not judged; if all passed, until one is.
CREATE OR REPLACE FUNCTION judgement_ends_review () RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM review WHERE board = new.board AND NOT EXISTS (
      SELECT 1 FROM roi WHERE roi.board = new.board AND roi.status <> 'pass'
      AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.board = new.board AND j.roi = roi.roi));
    RETURN NULL;
  END $$;
INSERT INTO review SELECT b.id FROM board b WHERE b.id IN (SELECT board FROM judgement) AND b.verdict <> 'pass'
  AND NOT EXISTS (SELECT 1 FROM review WHERE review.board = b.id)
  AND EXISTS (SELECT 1 FROM roi WHERE roi.board = b.id AND roi.status <> 'pass'
    AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.board = b.id AND j.roi = roi.roi));

CREATE INDEX board_product ON board (product, id);
CREATE INDEX board_station ON board (station, id);
CREATE INDEX board_station_product ON board (station, product, id);
