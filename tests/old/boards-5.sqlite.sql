-- SPDX-License-Identifier: LGPL-2.1-or-later
-- What a release with schema 5 has left.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE aoi_schema (version INTEGER NOT NULL);
INSERT INTO aoi_schema VALUES(5);
CREATE TABLE product_revision (
  hash TEXT NOT NULL PRIMARY KEY,        -- of the product's files, as aoi.revision in the JSON
  name TEXT NOT NULL,
  file TEXT,                             -- text of the ROI file; NULL: not known yet
  first_seen TEXT NOT NULL               -- UTC
) WITHOUT ROWID;
INSERT INTO product_revision VALUES('dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109','board',replace('[{"idx":1,"type":4,"coords":[0,0,32,48],"device_location":1,"expected_color":[255,255,255],"min_pixel_percentage":10},\n {"idx":2,"type":4,"coords":[32,0,64,48],"device_location":2,"expected_color":[0,0,0],"min_pixel_percentage":10}]\n','\n',char(10)),'2026-11-29T03:52:05.689559Z');
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
INSERT INTO board VALUES('01a2256e-7539-78f1-9971-8e8910d8e57c','S1','board','dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109',0,'','2026-11-29T03:52:05.689559Z','pass',NULL,1.0551239999999999508,0.33082200000000000494,'A1');
INSERT INTO board VALUES('01a2256e-753a-75f7-bc37-512bb34631e0','S1','board','dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109',1,'','2026-11-29T03:52:05.690373Z','pass',NULL,0.8803720000000000434,0.017683999999999998331,'A1');
INSERT INTO board VALUES('01a2256e-75a5-7b37-b73b-874704a9e081','S1','board','dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109',0,'','2026-11-29T03:52:05.797701Z','fail','2 of 2 ROIs not passed: 1 (White covers 0.0 % of the ROI, at least 10 % needed), 2 (Black covers 0.0 % of the ROI, at least 10 % needed)',0.65618299999999996074,0.18108599999999999696,'O''Brien "x" #/+% ü');
INSERT INTO board VALUES('01a2256e-75a6-7f78-97f3-cd6f505806cb','S1','board','dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109',1,'','2026-11-29T03:52:05.798967Z','fail','2 of 2 ROIs not passed: 1 (White covers 0.0 % of the ROI, at least 10 % needed), 2 (Black covers 0.0 % of the ROI, at least 10 % needed)',0.1231649999999999967,0.021600999999999998674,'O''Brien "x" #/+% ü');
INSERT INTO board VALUES('01a2256e-760f-794f-b62d-3fe4376c2a1e','S1','board','dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109',0,'','2026-11-29T03:52:05.903582Z','pass',NULL,0.7249539999999999873,0.24720300000000000606,'A1');
INSERT INTO board VALUES('01a2256e-7610-753f-ade6-98d07c5581fd','S1','board','dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109',1,'','2026-11-29T03:52:05.904328Z','pass',NULL,0.65539099999999994583,0.021891000000000000735,'A1');
INSERT INTO board VALUES('01a2256e-7673-7f1e-aa5a-8777b1450c8a','S1','',NULL,0,'','2026-11-29T03:52:06.003945Z','not inspected','no product is set',0.036970999999999996921,0.0,NULL);
INSERT INTO board VALUES('01a2256e-7674-777c-98b2-97a3606be747','S1','',NULL,1,'','2026-11-29T03:52:06.004468Z','not inspected','no product is set',1.2094590000000000618,0.0,NULL);
CREATE TABLE device (
  board TEXT NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  device INTEGER NOT NULL,
  rois INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  barcode TEXT,                          -- what names the device
  code TEXT,                             -- as it was read, if a server was asked for the name
  PRIMARY KEY (board, device)
) WITHOUT ROWID;
INSERT INTO device VALUES('01a2256e-7539-78f1-9971-8e8910d8e57c',1,1,1,'A1','A1');
INSERT INTO device VALUES('01a2256e-7539-78f1-9971-8e8910d8e57c',2,1,1,'A2','A2');
INSERT INTO device VALUES('01a2256e-753a-75f7-bc37-512bb34631e0',1,1,1,'A1','A1');
INSERT INTO device VALUES('01a2256e-753a-75f7-bc37-512bb34631e0',2,1,1,'A2','A2');
INSERT INTO device VALUES('01a2256e-75a5-7b37-b73b-874704a9e081',1,1,0,'O''Brien "x" #/+% ü','O''Brien "x" #/+% ü');
INSERT INTO device VALUES('01a2256e-75a5-7b37-b73b-874704a9e081',2,1,0,'O''Brien "x" #/+% ü','O''Brien "x" #/+% ü');
INSERT INTO device VALUES('01a2256e-75a6-7f78-97f3-cd6f505806cb',1,1,0,'O''Brien "x" #/+% ü','O''Brien "x" #/+% ü');
INSERT INTO device VALUES('01a2256e-75a6-7f78-97f3-cd6f505806cb',2,1,0,'O''Brien "x" #/+% ü','O''Brien "x" #/+% ü');
INSERT INTO device VALUES('01a2256e-760f-794f-b62d-3fe4376c2a1e',1,1,1,'A1','A1');
INSERT INTO device VALUES('01a2256e-760f-794f-b62d-3fe4376c2a1e',2,1,1,'B2','B2');
INSERT INTO device VALUES('01a2256e-7610-753f-ade6-98d07c5581fd',1,1,1,'A1','A1');
INSERT INTO device VALUES('01a2256e-7610-753f-ade6-98d07c5581fd',2,1,1,'B2','B2');
CREATE TABLE roi (
  board TEXT NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  roi INTEGER NOT NULL,
  device INTEGER NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pass', 'fail', 'error', 'timeout', 'skipped')),
  score REAL,
  threshold REAL,
  reason TEXT,
  measured TEXT NOT NULL,                -- JSON object, as aoi.values of the ROI
  time_ms REAL,
  PRIMARY KEY (board, roi)
) WITHOUT ROWID;
INSERT INTO roi VALUES('01a2256e-7539-78f1-9971-8e8910d8e57c',1,1,'color','pass',32.682291666666664297,10.0,NULL,'{"mean-color":[91,91,91],"percentage-raw":32.682291666666664,"color":"White","expected-color":[255,255,255]}',0.17286099999999998688);
INSERT INTO roi VALUES('01a2256e-7539-78f1-9971-8e8910d8e57c',2,2,'color','pass',59.635416666666664297,10.0,NULL,'{"mean-color":[97,97,97],"percentage-raw":59.635416666666664,"color":"Black","expected-color":[0,0,0]}',0.1357190000000000063);
INSERT INTO roi VALUES('01a2256e-753a-75f7-bc37-512bb34631e0',1,1,'color','pass',31.705729166666667851,10.0,NULL,'{"mean-color":[89,89,89],"percentage-raw":31.705729166666668,"color":"White","expected-color":[255,255,255]}',0.010380000000000000337);
INSERT INTO roi VALUES('01a2256e-753a-75f7-bc37-512bb34631e0',2,2,'color','pass',58.723958333333335702,10.0,NULL,'{"mean-color":[100,100,100],"percentage-raw":58.723958333333336,"color":"Black","expected-color":[0,0,0]}',0.0070340000000000003216);
INSERT INTO roi VALUES('01a2256e-75a5-7b37-b73b-874704a9e081',1,1,'color','fail',0.0,10.0,'White covers 0.0 % of the ROI, at least 10 % needed','{"mean-color":[0,0,255],"percentage-raw":0.0,"color":"White","expected-color":[255,255,255]}',0.16882199999999999984);
INSERT INTO roi VALUES('01a2256e-75a5-7b37-b73b-874704a9e081',2,2,'color','fail',0.0,10.0,'Black covers 0.0 % of the ROI, at least 10 % needed','{"mean-color":[0,0,255],"percentage-raw":0.0,"color":"Black","expected-color":[0,0,0]}',0.0098189999999999996033);
INSERT INTO roi VALUES('01a2256e-75a6-7f78-97f3-cd6f505806cb',1,1,'color','fail',0.0,10.0,'White covers 0.0 % of the ROI, at least 10 % needed','{"mean-color":[0,0,255],"percentage-raw":0.0,"color":"White","expected-color":[255,255,255]}',0.014095999999999999155);
INSERT INTO roi VALUES('01a2256e-75a6-7f78-97f3-cd6f505806cb',2,2,'color','fail',0.0,10.0,'Black covers 0.0 % of the ROI, at least 10 % needed','{"mean-color":[0,0,255],"percentage-raw":0.0,"color":"Black","expected-color":[0,0,0]}',0.0072439999999999995713);
INSERT INTO roi VALUES('01a2256e-760f-794f-b62d-3fe4376c2a1e',1,1,'color','pass',32.682291666666664297,10.0,NULL,'{"mean-color":[91,91,91],"percentage-raw":32.682291666666664,"color":"White","expected-color":[255,255,255]}',0.19344900000000000983);
INSERT INTO roi VALUES('01a2256e-760f-794f-b62d-3fe4376c2a1e',2,2,'color','pass',59.635416666666664297,10.0,NULL,'{"mean-color":[97,97,97],"percentage-raw":59.635416666666664,"color":"Black","expected-color":[0,0,0]}',0.17025599999999999067);
INSERT INTO roi VALUES('01a2256e-7610-753f-ade6-98d07c5581fd',1,1,'color','pass',31.705729166666667851,10.0,NULL,'{"mean-color":[89,89,89],"percentage-raw":31.705729166666668,"color":"White","expected-color":[255,255,255]}',0.014026000000000000272);
INSERT INTO roi VALUES('01a2256e-7610-753f-ade6-98d07c5581fd',2,2,'color','pass',58.723958333333335702,10.0,NULL,'{"mean-color":[100,100,100],"percentage-raw":58.723958333333336,"color":"Black","expected-color":[0,0,0]}',0.0072630000000000003584);
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
INSERT INTO judgement VALUES('01a2256e-7707-7b99-88db-3ab18441bccd','01a2256e-75a5-7b37-b73b-874704a9e081',1,'defect','Ann','2026-11-29T03:52:06.151725Z','dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109',NULL);
INSERT INTO judgement VALUES('01a2256e-7753-7bf7-81c7-2a4709703237','01a2256e-75a5-7b37-b73b-874704a9e081',1,'false call','Bob','2026-11-29T03:52:06.227748Z','dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109','it''s "glare"');
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
INSERT INTO board_hour VALUES('2026-11-29T03','S1','',2,0,0,2,1.2464300000000001489);
INSERT INTO board_hour VALUES('2026-11-29T03','S1','board',6,4,2,0,4.0951890000000004121);
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
INSERT INTO roi_hour VALUES('2026-11-29T03','S1','board',1,1,'color',6,4,2,0,0,6,128.77604166666665719,68.776041666666657193,2171.2500678168398734,0.57363399999999997724);
INSERT INTO roi_hour VALUES('2026-11-29T03','S1','board',2,2,'color',6,4,2,0,0,6,236.71875,176.71875,9875.3974066840273732,0.33733500000000005147);
CREATE TABLE review (
  board TEXT NOT NULL PRIMARY KEY REFERENCES board (id) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO review VALUES('01a2256e-75a5-7b37-b73b-874704a9e081');
INSERT INTO review VALUES('01a2256e-75a6-7f78-97f3-cd6f505806cb');
CREATE TABLE lease (
  board TEXT NOT NULL PRIMARY KEY REFERENCES board (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  expires INTEGER NOT NULL               -- microseconds since 1970; it is nobody's then
) WITHOUT ROWID;
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
INSERT INTO placement VALUES('01a2256e-7539-78f1-9971-8e8910d8e57c',0,1.25,-0.5,0.125,1.0,0.25,NULL);
CREATE INDEX board_code ON board (code, id) WHERE code IS NOT NULL;
CREATE INDEX board_failed ON board (verdict, id) WHERE verdict <> 'pass';
CREATE INDEX device_barcode ON device (barcode, board) WHERE barcode IS NOT NULL;
CREATE INDEX judgement_board ON judgement (board, roi, id);
CREATE TRIGGER judgement_stays BEFORE UPDATE ON judgement
  BEGIN SELECT RAISE (ABORT, 'a judgement is replaced by a later one, not changed'); END;
CREATE TRIGGER judgement_is_kept BEFORE DELETE ON judgement
  BEGIN SELECT RAISE (ABORT, 'a judgement is replaced by a later one, not deleted'); END;
CREATE VIEW roi_judgement AS
  SELECT j.board, j.roi, j.judgement, j.person, j.time, j.note FROM judgement j
  WHERE NOT EXISTS (SELECT 1 FROM judgement n WHERE n.board = j.board AND n.roi = j.roi AND n.id > j.id);
CREATE VIEW boards AS
  SELECT id, time AS arrived, station, product, revision, number, session,
    verdict, reason, total_ms, inspect_ms, code FROM board;
CREATE VIEW first_board AS
  SELECT b.id, b.station, b.product, b.code, b.verdict FROM board b
  WHERE b.code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM board e WHERE e.code = b.code AND e.id < b.id);
CREATE VIEW yield_by_hour AS
  SELECT hour, station, product, boards, passed, failed, not_inspected, 1.0 * passed / boards AS yield FROM board_hour;
CREATE VIEW pareto AS
  SELECT station, product, roi, device, type, sum(boards) AS boards, sum(boards - passed) AS not_passed
  FROM roi_hour GROUP BY station, product, roi, device, type;
CREATE VIEW false_call AS
  SELECT b.station, b.product, j.roi, count(*) AS false_calls FROM roi_judgement j JOIN board b ON b.id = j.board
  WHERE j.judgement = 'false call' GROUP BY b.station, b.product, j.roi;
CREATE INDEX roi_not_passed ON roi (board, roi) WHERE status <> 'pass';
CREATE INDEX lease_person ON lease (person);
CREATE INDEX device_code ON device (code, board) WHERE code <> barcode;
CREATE INDEX board_product ON board (product, id);
CREATE INDEX board_station ON board (station, id);
CREATE INDEX board_station_product ON board (station, product, id);
CREATE TRIGGER judgement_ends_review AFTER INSERT ON judgement
  BEGIN DELETE FROM review WHERE board = new.board AND NOT EXISTS (
    SELECT 1 FROM roi WHERE roi.board = new.board AND roi.status NOT IN ('pass', 'skipped')
    AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.board = new.board AND j.roi = roi.roi)); END;
COMMIT;
