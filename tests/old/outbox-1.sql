-- SPDX-License-Identifier: LGPL-2.1-or-later
-- What a release with schema 1 has left.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE target (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  waiting INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  lost INTEGER NOT NULL DEFAULT 0
);
INSERT INTO target VALUES(1,'mes',2,1,1840,0);
INSERT INTO target VALUES(2,'other',1,0,615,0);
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
INSERT INTO message VALUES(1,1,'01a2256e-8419-7428-9aa4-72c46ab8eeb8',0,1795924329497260,'S1',NULL,NULL,'{"roi_results":[],"device_summaries":{},"overall_result":{"passed":false,"total_rois":0,"passed_rois":0,"failed_rois":0},"processing_time":9.1225e-05,"timestamp":1795924329.49726,"session_id":"","product_name":"","aoi":{"format":1,"frame":0,"width":64,"height":48,"revision":null,"complete":true,"reason":"no product is set","id":"01a2256e-8419-7428-9aa4-72c46ab8eeb8","station":"S1","workers":0,"wait_ms":0.0,"inspect_ms":0.0,"total_ms":0.091225}}',614,NULL);
INSERT INTO message VALUES(2,1,'01a2256e-8419-74c8-916d-a89c462007ac',0,1795924329497299,'S1',NULL,NULL,'{"roi_results":[],"device_summaries":{},"overall_result":{"passed":false,"total_rois":0,"passed_rois":0,"failed_rois":0},"processing_time":0.000482,"timestamp":1795924329.497299,"session_id":"","product_name":"","aoi":{"format":1,"frame":1,"width":64,"height":48,"revision":null,"complete":true,"reason":"no product is set","id":"01a2256e-8419-74c8-916d-a89c462007ac","station":"S1","workers":0,"wait_ms":0.0,"inspect_ms":0.0,"total_ms":0.482}}',610,'the target says 422');
INSERT INTO message VALUES(3,1,'01a2256e-8419-7578-9c98-e3b72bda756d',0,1795924329497342,'S1',NULL,NULL,'{"roi_results":[],"device_summaries":{},"overall_result":{"passed":false,"total_rois":0,"passed_rois":0,"failed_rois":0},"processing_time":0.000545632,"timestamp":1795924329.497342,"session_id":"","product_name":"","aoi":{"format":1,"frame":2,"width":64,"height":48,"revision":null,"complete":true,"reason":"no product is set","id":"01a2256e-8419-7578-9c98-e3b72bda756d","station":"S1","workers":0,"wait_ms":0.0,"inspect_ms":0.0,"total_ms":0.545632}}',616,NULL);
INSERT INTO message VALUES(4,2,'01a2256e-8488-7f16-9c96-2f5e5bf6d6fb',0,1795924329608943,'S1',NULL,NULL,'{"roi_results":[],"device_summaries":{},"overall_result":{"passed":false,"total_rois":0,"passed_rois":0,"failed_rois":0},"processing_time":9.4932e-05,"timestamp":1795924329.608943,"session_id":"","product_name":"","aoi":{"format":1,"frame":0,"width":64,"height":48,"revision":null,"complete":true,"reason":"no product is set","id":"01a2256e-8488-7f16-9c96-2f5e5bf6d6fb","station":"S1","workers":0,"wait_ms":0.0,"inspect_ms":0.0,"total_ms":0.094932}}',615,NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('message',4);
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
COMMIT;
