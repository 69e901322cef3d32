-- SPDX-License-Identifier: LGPL-2.1-or-later
-- What a release with schema 5 has left.
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.judgement_ends_review() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
  BEGIN
    DELETE FROM review WHERE board = new.board AND NOT EXISTS (
      SELECT 1 FROM roi WHERE roi.board = new.board AND roi.status NOT IN ('pass', 'skipped')
      AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.board = new.board AND j.roi = roi.roi));
    RETURN NULL;
  END $$;
CREATE FUNCTION public.judgement_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
  BEGIN RAISE EXCEPTION 'a judgement is replaced by a later one, not changed or deleted'; END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.aoi_schema (
    version integer NOT NULL
);
CREATE TABLE public.board (
    id uuid NOT NULL,
    station text NOT NULL,
    product text NOT NULL,
    revision text,
    number bigint NOT NULL,
    session text NOT NULL,
    "time" timestamp with time zone NOT NULL,
    verdict text NOT NULL,
    reason text,
    total_ms double precision,
    inspect_ms double precision,
    code text,
    CONSTRAINT board_verdict_check CHECK ((verdict = ANY (ARRAY['pass'::text, 'fail'::text, 'not inspected'::text])))
)
PARTITION BY RANGE (id);
CREATE TABLE public.board_2026_11 (
    id uuid NOT NULL,
    station text NOT NULL,
    product text NOT NULL,
    revision text,
    number bigint NOT NULL,
    session text NOT NULL,
    "time" timestamp with time zone NOT NULL,
    verdict text NOT NULL,
    reason text,
    total_ms double precision,
    inspect_ms double precision,
    code text,
    CONSTRAINT board_verdict_check CHECK ((verdict = ANY (ARRAY['pass'::text, 'fail'::text, 'not inspected'::text])))
);
CREATE TABLE public.board_hour (
    hour text NOT NULL,
    station text NOT NULL,
    product text NOT NULL,
    boards bigint NOT NULL,
    passed bigint NOT NULL,
    failed bigint NOT NULL,
    not_inspected bigint NOT NULL,
    total_ms double precision NOT NULL
);
CREATE VIEW public.boards AS
 SELECT board.id,
    to_char((board."time" AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text) AS arrived,
    board.station,
    board.product,
    board.revision,
    board.number,
    board.session,
    board.verdict,
    board.reason,
    board.total_ms,
    board.inspect_ms,
    board.code
   FROM public.board;
CREATE TABLE public.device (
    board uuid NOT NULL,
    device integer NOT NULL,
    rois integer NOT NULL,
    passed integer NOT NULL,
    barcode text,
    code text
)
PARTITION BY RANGE (board);
CREATE TABLE public.device_2026_11 (
    board uuid NOT NULL,
    device integer NOT NULL,
    rois integer NOT NULL,
    passed integer NOT NULL,
    barcode text,
    code text
);
CREATE TABLE public.judgement (
    id uuid NOT NULL,
    board uuid NOT NULL,
    roi integer NOT NULL,
    judgement text NOT NULL,
    person text NOT NULL,
    "time" timestamp with time zone NOT NULL,
    revision text,
    note text,
    CONSTRAINT judgement_judgement_check CHECK ((judgement = ANY (ARRAY['defect'::text, 'false call'::text, 'unsure'::text])))
);
CREATE VIEW public.roi_judgement AS
 SELECT j.board,
    j.roi,
    j.judgement,
    j.person,
    j."time",
    j.note
   FROM public.judgement j
  WHERE (NOT (EXISTS ( SELECT 1
           FROM public.judgement n
          WHERE ((n.board = j.board) AND (n.roi = j.roi) AND (n.id > j.id)))));
CREATE VIEW public.false_call AS
 SELECT b.station,
    b.product,
    j.roi,
    count(*) AS false_calls
   FROM (public.roi_judgement j
     JOIN public.board b ON ((b.id = j.board)))
  WHERE (j.judgement = 'false call'::text)
  GROUP BY b.station, b.product, j.roi;
CREATE VIEW public.first_board AS
 SELECT b.id,
    b.station,
    b.product,
    b.code,
    b.verdict
   FROM public.board b
  WHERE ((b.code IS NOT NULL) AND (NOT (EXISTS ( SELECT 1
           FROM public.board e
          WHERE ((e.code = b.code) AND (e.id < b.id))))));
CREATE TABLE public.lease (
    board uuid NOT NULL,
    person text NOT NULL,
    expires bigint NOT NULL
);
CREATE TABLE public.roi_hour (
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
    measured bigint NOT NULL,
    score double precision NOT NULL,
    margin double precision NOT NULL,
    margin_squares double precision NOT NULL,
    time_ms double precision NOT NULL
)
WITH (fillfactor='70');
CREATE VIEW public.pareto AS
 SELECT roi_hour.station,
    roi_hour.product,
    roi_hour.roi,
    roi_hour.device,
    roi_hour.type,
    sum(roi_hour.boards) AS boards,
    sum((roi_hour.boards - roi_hour.passed)) AS not_passed
   FROM public.roi_hour
  GROUP BY roi_hour.station, roi_hour.product, roi_hour.roi, roi_hour.device, roi_hour.type;
CREATE TABLE public.placement (
    board uuid NOT NULL,
    device integer NOT NULL,
    dx double precision,
    dy double precision,
    angle double precision,
    scale double precision,
    residual double precision,
    reason text
)
PARTITION BY RANGE (board);
CREATE TABLE public.placement_2026_11 (
    board uuid NOT NULL,
    device integer NOT NULL,
    dx double precision,
    dy double precision,
    angle double precision,
    scale double precision,
    residual double precision,
    reason text
);
CREATE TABLE public.product_revision (
    hash text NOT NULL,
    name text NOT NULL,
    file text,
    first_seen timestamp with time zone NOT NULL
);
CREATE TABLE public.review (
    board uuid NOT NULL
);
CREATE TABLE public.roi (
    board uuid NOT NULL,
    roi integer NOT NULL,
    device integer NOT NULL,
    type text NOT NULL,
    status text NOT NULL,
    score double precision,
    threshold double precision,
    reason text,
    measured json NOT NULL,
    time_ms double precision,
    CONSTRAINT roi_status_check CHECK ((status = ANY (ARRAY['pass'::text, 'fail'::text, 'error'::text, 'timeout'::text, 'skipped'::text])))
)
PARTITION BY RANGE (board);
CREATE TABLE public.roi_2026_11 (
    board uuid NOT NULL,
    roi integer NOT NULL,
    device integer NOT NULL,
    type text NOT NULL,
    status text NOT NULL,
    score double precision,
    threshold double precision,
    reason text,
    measured json NOT NULL,
    time_ms double precision,
    CONSTRAINT roi_status_check CHECK ((status = ANY (ARRAY['pass'::text, 'fail'::text, 'error'::text, 'timeout'::text, 'skipped'::text])))
);
CREATE VIEW public.yield_by_hour AS
 SELECT board_hour.hour,
    board_hour.station,
    board_hour.product,
    board_hour.boards,
    board_hour.passed,
    board_hour.failed,
    board_hour.not_inspected,
    ((1.0 * (board_hour.passed)::numeric) / (board_hour.boards)::numeric) AS yield
   FROM public.board_hour;
ALTER TABLE ONLY public.board ATTACH PARTITION public.board_2026_11 FOR VALUES FROM ('01a19467-e800-0000-0000-000000000000') TO ('01a22ee6-b000-0000-0000-000000000000');
ALTER TABLE ONLY public.device ATTACH PARTITION public.device_2026_11 FOR VALUES FROM ('01a19467-e800-0000-0000-000000000000') TO ('01a22ee6-b000-0000-0000-000000000000');
ALTER TABLE ONLY public.placement ATTACH PARTITION public.placement_2026_11 FOR VALUES FROM ('01a19467-e800-0000-0000-000000000000') TO ('01a22ee6-b000-0000-0000-000000000000');
ALTER TABLE ONLY public.roi ATTACH PARTITION public.roi_2026_11 FOR VALUES FROM ('01a19467-e800-0000-0000-000000000000') TO ('01a22ee6-b000-0000-0000-000000000000');
INSERT INTO public.aoi_schema VALUES (5);
INSERT INTO public.board_2026_11 VALUES ('01a2256e-7f03-774b-a90d-d874217a86ef', 'S1', 'board', 'dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', 0, '', '2026-11-29 03:52:08.195456+00', 'pass', NULL, 0.915067, 0.258975, 'A1');
INSERT INTO public.board_2026_11 VALUES ('01a2256e-7f04-76d9-8909-18047f5ce224', 'S1', 'board', 'dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', 1, '', '2026-11-29 03:52:08.196428+00', 'pass', NULL, 0.710386, 0.021992, 'A1');
INSERT INTO public.board_2026_11 VALUES ('01a2256e-7f9e-7b33-befa-47bacfa1fd16', 'S1', 'board', 'dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', 0, '', '2026-11-29 03:52:08.3507+00', 'fail', '2 of 2 ROIs not passed: 1 (White covers 0.0 % of the ROI, at least 10 % needed), 2 (Black covers 0.0 % of the ROI, at least 10 % needed)', 0.917121, 0.324219, 'O''Brien "x" #/+% ü');
INSERT INTO public.board_2026_11 VALUES ('01a2256e-7f9f-71c6-8392-8ed185985560', 'S1', 'board', 'dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', 1, '', '2026-11-29 03:52:08.351111+00', 'fail', '2 of 2 ROIs not passed: 1 (White covers 0.0 % of the ROI, at least 10 % needed), 2 (Black covers 0.0 % of the ROI, at least 10 % needed)', 1.82311, 0.023576, 'O''Brien "x" #/+% ü');
INSERT INTO public.board_2026_11 VALUES ('01a2256e-802d-7a7e-9136-1d3520ccb75e', 'S1', 'board', 'dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', 0, '', '2026-11-29 03:52:08.493656+00', 'pass', NULL, 1.096142, 0.130458, 'A1');
INSERT INTO public.board_2026_11 VALUES ('01a2256e-802e-78f9-b3f1-708a5f4c683d', 'S1', 'board', 'dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', 1, '', '2026-11-29 03:52:08.494561+00', 'pass', NULL, 1.280244, 0.014408, 'A1');
INSERT INTO public.board_2026_11 VALUES ('01a2256e-80c1-714f-a43b-c188b92da7f7', 'S1', '', NULL, 0, '', '2026-11-29 03:52:08.641082+00', 'not inspected', 'no product is set', 0.061949, 0, NULL);
INSERT INTO public.board_2026_11 VALUES ('01a2256e-80c1-7297-a4c9-60602ba402f5', 'S1', '', NULL, 1, '', '2026-11-29 03:52:08.641162+00', 'not inspected', 'no product is set', 0.819054, 0, NULL);
INSERT INTO public.board_hour VALUES ('2026-11-29T03', 'S1', 'board', 6, 4, 2, 0, 6.74207);
INSERT INTO public.board_hour VALUES ('2026-11-29T03', 'S1', '', 2, 0, 0, 2, 0.881003);
INSERT INTO public.device_2026_11 VALUES ('01a2256e-7f03-774b-a90d-d874217a86ef', 1, 1, 1, 'A1', 'A1');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-7f03-774b-a90d-d874217a86ef', 2, 1, 1, 'A2', 'A2');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-7f04-76d9-8909-18047f5ce224', 1, 1, 1, 'A1', 'A1');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-7f04-76d9-8909-18047f5ce224', 2, 1, 1, 'A2', 'A2');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-7f9e-7b33-befa-47bacfa1fd16', 1, 1, 0, 'O''Brien "x" #/+% ü', 'O''Brien "x" #/+% ü');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-7f9e-7b33-befa-47bacfa1fd16', 2, 1, 0, 'O''Brien "x" #/+% ü', 'O''Brien "x" #/+% ü');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-7f9f-71c6-8392-8ed185985560', 1, 1, 0, 'O''Brien "x" #/+% ü', 'O''Brien "x" #/+% ü');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-7f9f-71c6-8392-8ed185985560', 2, 1, 0, 'O''Brien "x" #/+% ü', 'O''Brien "x" #/+% ü');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-802d-7a7e-9136-1d3520ccb75e', 1, 1, 1, 'A1', 'A1');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-802d-7a7e-9136-1d3520ccb75e', 2, 1, 1, 'B2', 'B2');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-802e-78f9-b3f1-708a5f4c683d', 1, 1, 1, 'A1', 'A1');
INSERT INTO public.device_2026_11 VALUES ('01a2256e-802e-78f9-b3f1-708a5f4c683d', 2, 1, 1, 'B2', 'B2');
INSERT INTO public.judgement VALUES ('01a2256e-81c1-7aa3-8a25-95b8745e44c2', '01a2256e-7f9e-7b33-befa-47bacfa1fd16', 1, 'defect', 'Ann', '2026-11-29 03:52:08.897665+00', 'dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', NULL);
INSERT INTO public.judgement VALUES ('01a2256e-8257-7208-9df6-a3626a1403a6', '01a2256e-7f9e-7b33-befa-47bacfa1fd16', 1, 'false call', 'Bob', '2026-11-29 03:52:09.047127+00', 'dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', 'it''s "glare"');
INSERT INTO public.placement_2026_11 VALUES ('01a2256e-7f03-774b-a90d-d874217a86ef', 0, 1.25, -0.5, 0.125, 1, 0.25, NULL);
INSERT INTO public.product_revision VALUES ('dce443c3efb3102da8cb2b71d34e00cebcb4a3b0a60e8cd1a4045bf612722109', 'board', '[{"idx":1,"type":4,"coords":[0,0,32,48],"device_location":1,"expected_color":[255,255,255],"min_pixel_percentage":10},
 {"idx":2,"type":4,"coords":[32,0,64,48],"device_location":2,"expected_color":[0,0,0],"min_pixel_percentage":10}]
', '2026-11-29 03:52:08.195456+00');
INSERT INTO public.review VALUES ('01a2256e-7f9f-71c6-8392-8ed185985560');
INSERT INTO public.review VALUES ('01a2256e-7f9e-7b33-befa-47bacfa1fd16');
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-7f03-774b-a90d-d874217a86ef', 1, 1, 'color', 'pass', 32.682291666666664, 10, NULL, '{"mean-color":[91,91,91],"percentage-raw":32.682291666666664,"color":"White","expected-color":[255,255,255]}', 0.258975);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-7f03-774b-a90d-d874217a86ef', 2, 2, 'color', 'pass', 59.635416666666664, 10, NULL, '{"mean-color":[97,97,97],"percentage-raw":59.635416666666664,"color":"Black","expected-color":[0,0,0]}', 0.20435);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-7f04-76d9-8909-18047f5ce224', 1, 1, 'color', 'pass', 31.705729166666668, 10, NULL, '{"mean-color":[89,89,89],"percentage-raw":31.705729166666668,"color":"White","expected-color":[255,255,255]}', 0.013666);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-7f04-76d9-8909-18047f5ce224', 2, 2, 'color', 'pass', 58.723958333333336, 10, NULL, '{"mean-color":[100,100,100],"percentage-raw":58.723958333333336,"color":"Black","expected-color":[0,0,0]}', 0.007745);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-7f9e-7b33-befa-47bacfa1fd16', 1, 1, 'color', 'fail', 0, 10, 'White covers 0.0 % of the ROI, at least 10 % needed', '{"mean-color":[0,0,255],"percentage-raw":0.0,"color":"White","expected-color":[255,255,255]}', 0.324219);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-7f9e-7b33-befa-47bacfa1fd16', 2, 2, 'color', 'fail', 0, 10, 'Black covers 0.0 % of the ROI, at least 10 % needed', '{"mean-color":[0,0,255],"percentage-raw":0.0,"color":"Black","expected-color":[0,0,0]}', 0.302177);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-7f9f-71c6-8392-8ed185985560', 1, 1, 'color', 'fail', 0, 10, 'White covers 0.0 % of the ROI, at least 10 % needed', '{"mean-color":[0,0,255],"percentage-raw":0.0,"color":"White","expected-color":[255,255,255]}', 0.013877);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-7f9f-71c6-8392-8ed185985560', 2, 2, 'color', 'fail', 0, 10, 'Black covers 0.0 % of the ROI, at least 10 % needed', '{"mean-color":[0,0,255],"percentage-raw":0.0,"color":"Black","expected-color":[0,0,0]}', 0.014548);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-802d-7a7e-9136-1d3520ccb75e', 1, 1, 'color', 'pass', 32.682291666666664, 10, NULL, '{"mean-color":[91,91,91],"percentage-raw":32.682291666666664,"color":"White","expected-color":[255,255,255]}', 0.118847);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-802d-7a7e-9136-1d3520ccb75e', 2, 2, 'color', 'pass', 59.635416666666664, 10, NULL, '{"mean-color":[97,97,97],"percentage-raw":59.635416666666664,"color":"Black","expected-color":[0,0,0]}', 0.010028);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-802e-78f9-b3f1-708a5f4c683d', 1, 1, 'color', 'pass', 31.705729166666668, 10, NULL, '{"mean-color":[89,89,89],"percentage-raw":31.705729166666668,"color":"White","expected-color":[255,255,255]}', 0.007515);
INSERT INTO public.roi_2026_11 VALUES ('01a2256e-802e-78f9-b3f1-708a5f4c683d', 2, 2, 'color', 'pass', 58.723958333333336, 10, NULL, '{"mean-color":[100,100,100],"percentage-raw":58.723958333333336,"color":"Black","expected-color":[0,0,0]}', 0.006633);
INSERT INTO public.roi_hour VALUES ('2026-11-29T03', 'S1', 'board', 1, 1, 'color', 6, 4, 2, 0, 0, 6, 128.77604166666666, 68.77604166666666, 2171.25006781684, 0.7370990000000001);
INSERT INTO public.roi_hour VALUES ('2026-11-29T03', 'S1', 'board', 2, 2, 'color', 6, 4, 2, 0, 0, 6, 236.71875, 176.71875, 9875.397406684027, 0.545481);
ALTER TABLE ONLY public.board
    ADD CONSTRAINT board_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.board_2026_11
    ADD CONSTRAINT board_2026_11_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.board_hour
    ADD CONSTRAINT board_hour_pkey PRIMARY KEY (hour, station, product);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (board, device);
ALTER TABLE ONLY public.device_2026_11
    ADD CONSTRAINT device_2026_11_pkey PRIMARY KEY (board, device);
ALTER TABLE ONLY public.judgement
    ADD CONSTRAINT judgement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (board);
ALTER TABLE ONLY public.placement
    ADD CONSTRAINT placement_pkey PRIMARY KEY (board, device);
ALTER TABLE ONLY public.placement_2026_11
    ADD CONSTRAINT placement_2026_11_pkey PRIMARY KEY (board, device);
ALTER TABLE ONLY public.product_revision
    ADD CONSTRAINT product_revision_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_pkey PRIMARY KEY (board);
ALTER TABLE ONLY public.roi
    ADD CONSTRAINT roi_pkey PRIMARY KEY (board, roi);
ALTER TABLE ONLY public.roi_2026_11
    ADD CONSTRAINT roi_2026_11_pkey PRIMARY KEY (board, roi);
ALTER TABLE ONLY public.roi_hour
    ADD CONSTRAINT roi_hour_pkey PRIMARY KEY (hour, station, product, roi, device, type);
CREATE INDEX board_code ON ONLY public.board USING btree (code, id) WHERE (code IS NOT NULL);
CREATE INDEX board_2026_11_code_id_idx ON public.board_2026_11 USING btree (code, id) WHERE (code IS NOT NULL);
CREATE INDEX board_product ON ONLY public.board USING btree (product, id);
CREATE INDEX board_2026_11_product_id_idx ON public.board_2026_11 USING btree (product, id);
CREATE INDEX board_station ON ONLY public.board USING btree (station, id);
CREATE INDEX board_2026_11_station_id_idx ON public.board_2026_11 USING btree (station, id);
CREATE INDEX board_station_product ON ONLY public.board USING btree (station, product, id);
CREATE INDEX board_2026_11_station_product_id_idx ON public.board_2026_11 USING btree (station, product, id);
CREATE INDEX board_failed ON ONLY public.board USING btree (verdict, id) WHERE (verdict <> 'pass'::text);
CREATE INDEX board_2026_11_verdict_id_idx ON public.board_2026_11 USING btree (verdict, id) WHERE (verdict <> 'pass'::text);
CREATE INDEX device_barcode ON ONLY public.device USING btree (barcode, board) WHERE (barcode IS NOT NULL);
CREATE INDEX device_2026_11_barcode_board_idx ON public.device_2026_11 USING btree (barcode, board) WHERE (barcode IS NOT NULL);
CREATE INDEX device_code ON ONLY public.device USING btree (code, board) WHERE (code <> barcode);
CREATE INDEX device_2026_11_code_board_idx ON public.device_2026_11 USING btree (code, board) WHERE (code <> barcode);
CREATE INDEX judgement_board ON public.judgement USING btree (board, roi, id);
CREATE INDEX lease_person ON public.lease USING btree (person);
CREATE INDEX roi_not_passed ON ONLY public.roi USING btree (board, roi) WHERE (status <> 'pass'::text);
CREATE INDEX roi_2026_11_board_roi_idx ON public.roi_2026_11 USING btree (board, roi) WHERE (status <> 'pass'::text);
ALTER INDEX public.board_code ATTACH PARTITION public.board_2026_11_code_id_idx;
ALTER INDEX public.board_pkey ATTACH PARTITION public.board_2026_11_pkey;
ALTER INDEX public.board_product ATTACH PARTITION public.board_2026_11_product_id_idx;
ALTER INDEX public.board_station ATTACH PARTITION public.board_2026_11_station_id_idx;
ALTER INDEX public.board_station_product ATTACH PARTITION public.board_2026_11_station_product_id_idx;
ALTER INDEX public.board_failed ATTACH PARTITION public.board_2026_11_verdict_id_idx;
ALTER INDEX public.device_barcode ATTACH PARTITION public.device_2026_11_barcode_board_idx;
ALTER INDEX public.device_code ATTACH PARTITION public.device_2026_11_code_board_idx;
ALTER INDEX public.device_pkey ATTACH PARTITION public.device_2026_11_pkey;
ALTER INDEX public.placement_pkey ATTACH PARTITION public.placement_2026_11_pkey;
ALTER INDEX public.roi_not_passed ATTACH PARTITION public.roi_2026_11_board_roi_idx;
ALTER INDEX public.roi_pkey ATTACH PARTITION public.roi_2026_11_pkey;
CREATE TRIGGER judgement_ends_review AFTER INSERT ON public.judgement FOR EACH ROW EXECUTE FUNCTION public.judgement_ends_review();
CREATE TRIGGER judgement_stays BEFORE DELETE OR UPDATE ON public.judgement FOR EACH ROW EXECUTE FUNCTION public.judgement_stays();
ALTER TABLE public.board
    ADD CONSTRAINT board_revision_fkey FOREIGN KEY (revision) REFERENCES public.product_revision(hash);
ALTER TABLE public.device
    ADD CONSTRAINT device_board_fkey FOREIGN KEY (board) REFERENCES public.board(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.judgement
    ADD CONSTRAINT judgement_board_fkey FOREIGN KEY (board) REFERENCES public.board(id);
ALTER TABLE ONLY public.judgement
    ADD CONSTRAINT judgement_board_roi_fkey FOREIGN KEY (board, roi) REFERENCES public.roi(board, roi);
ALTER TABLE ONLY public.lease
    ADD CONSTRAINT lease_board_fkey FOREIGN KEY (board) REFERENCES public.board(id) ON DELETE CASCADE;
ALTER TABLE public.placement
    ADD CONSTRAINT placement_board_fkey FOREIGN KEY (board) REFERENCES public.board(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_board_fkey FOREIGN KEY (board) REFERENCES public.board(id) ON DELETE CASCADE;
ALTER TABLE public.roi
    ADD CONSTRAINT roi_board_fkey FOREIGN KEY (board) REFERENCES public.board(id) ON DELETE CASCADE;
