-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 3 of the schema, SQLite: which boards wait to be judged, and who is at them.

-- Boards that did not pass and of which no ROI is judged yet. Who stores a board adds it.
CREATE TABLE review (
  board TEXT NOT NULL PRIMARY KEY REFERENCES board (id) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO review SELECT id FROM board WHERE verdict <> 'pass'
  AND EXISTS (SELECT 1 FROM roi WHERE roi.board = board.id)
  AND NOT EXISTS (SELECT 1 FROM judgement WHERE judgement.board = board.id);
CREATE TRIGGER judgement_ends_review AFTER INSERT ON judgement
  BEGIN DELETE FROM review WHERE board = new.board; END;

-- Who judges a board, so that nobody else does.
CREATE TABLE lease (
  board TEXT NOT NULL PRIMARY KEY REFERENCES board (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  expires INTEGER NOT NULL               -- microseconds since 1970; it is nobody's then
) WITHOUT ROWID;
CREATE INDEX lease_person ON lease (person);

-- Codes of which a server said another name are found, too.
CREATE INDEX device_code ON device (code, board) WHERE code <> barcode;
