#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the codes of boards are linked to, by a server that aoi serve asks. Speaks TAP."""
import base64
import http.server
import json
import os
import sys
import threading

from board import PICTURE, make_product
from serving import Server, check, done


sys.path.append(os.path.join(os.path.dirname(__file__), "..", "pipelines"))
from children import free_port  # pylint: disable=wrong-import-position


class LinkServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                code = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.server.asked.append(code)
                status, text = self.server.answer(code)
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.answer = [], lambda code: (200, f'"PANEL {code}"')
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.uri = f"http://127.0.0.1:{self.server_address[1]}/link"


def inspect(server, session, code):
    return server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png", "device_barcodes": {"1": code}}).json


def test_linking(links):
    with Server("--barcode-link", links.uri) as server:
        session = server.session(make_product(server, "parts"))
        server.put(session, "board.png", PICTURE)
        result = inspect(server, session, "A1")
        check("a code is what it is linked to", result["device_summaries"]["1"]["barcode"] == "PANEL A1", result["device_summaries"])
        check("the board passes as before", result["overall_result"]["passed"], result)
        check("the server is asked once, also for the next board", links.asked == ["A1"]
              and inspect(server, session, "A1")["device_summaries"]["1"]["barcode"] == "PANEL A1" and links.asked == ["A1"], links.asked)
        group = next(iter(server.ask("GET", "/get_roi_groups/parts").json["roi_groups"].values()))
        picture = {"focus": group["focus"], "exposure": group["exposure"], "rois": [], "image": base64.b64encode(PICTURE).decode()}
        result = server.ask("POST", "/process_grouped_inspection", {
            "session_id": session, "captured_images": {"one": picture}, "device_barcodes": {"1": "A2"}}).json
        check("so is that of a board of several pictures", result["device_summaries"]["1"]["barcode"] == "PANEL A2", result)
        links.answer = lambda code: (500, "no")
        result = inspect(server, session, "A3")
        check("a code without an answer is kept", result["device_summaries"]["1"]["barcode"] == "A3"
              and result["overall_result"]["passed"], result)
        inspect(server, session, "A4")
        check("which the log says once", server.said().count("barcode-link: codes are kept") == 1, server.said())
        result = inspect(server, session, "")
        check("without a code nobody is asked", "" not in links.asked, links.asked)


def test_away():
    with Server("--barcode-link", f"http://127.0.0.1:{free_port()}/") as server:
        session = server.session(make_product(server, "parts"))
        server.put(session, "board.png", PICTURE)
        codes = [inspect(server, session, f"B{i}")["device_summaries"]["1"]["barcode"] for i in range(5)]
        check("boards go on while the server is away", codes == [f"B{i}" for i in range(5)], codes)


def test_starts(links):
    """Who asks is a thread that begins while the server's main thread makes its own: both come to their end."""
    for _ in range(12):
        with Server("--barcode-link", links.uri):
            pass


link_server = LinkServer()
test_linking(link_server)
test_away()
test_starts(link_server)
done()
