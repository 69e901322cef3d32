-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 3 of the schema, PostgreSQL: which boards wait to be judged, and who is at them.

-- Boards that did not pass and of which no ROI is judged yet. Who stores a board adds it.
CREATE TABLE review (
  board uuid NOT NULL PRIMARY KEY REFERENCES board (id) ON DELETE CASCADE
);
INSERT INTO review SELECT id FROM board WHERE verdict <> 'pass'
  AND EXISTS (SELECT 1 FROM roi WHERE roi.board = board.id)
  AND NOT EXISTS (SELECT 1 FROM judgement WHERE judgement.board = board.id);
CREATE FUNCTION judgement_ends_review () RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN DELETE FROM review WHERE board = new.board; RETURN NULL; END $$;
CREATE TRIGGER judgement_ends_review AFTER INSERT ON judgement
  FOR EACH ROW EXECUTE FUNCTION judgement_ends_review ();

-- Who judges a board, so that nobody else does.
CREATE TABLE lease (
  board uuid NOT NULL PRIMARY KEY REFERENCES board (id) ON DELETE CASCADE,
  person text NOT NULL,
  expires bigint NOT NULL                -- microseconds since 1970, by the server's clock; it is nobody's then
);
CREATE INDEX lease_person ON lease (person);

-- Codes of which a server said another name are found, too.
CREATE INDEX device_code ON device (code, board) WHERE code <> barcode;
