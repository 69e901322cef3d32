#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Answers of the older server, recorded, about goldens and colours, and ours to the same requests: the same keys, kinds
and values, but for times, paths, and what that server did wrong. Speaks TAP."""
import base64
import json
import os
import re
import shutil

from golden_support import BOUNDARY, form
from serving import Server, check, done, skip

BOARDS = os.environ.get("AOI_BOARDS", "")
FOLDER = os.environ.get("AOI_RECORDINGS") or os.path.join(BOARDS, "..", "rest-recordings")
REAL = ("20003548", "20005411")
# What may be another value of the same kind; and texts that are ours to choose.
FREE = {"created_time", "file_path", "image_data", "image"}
# Recordings whose statuses are better now, and which ones we give.
BETTER = {"golden_delete_bad_json": 400, "golden_promote_best_itself": 200, "golden_save_as_json": 415, "golden_save_not_picture": 400,
          "golden_download_encoded": 400}


def plain(value):
    """A text without its numbers: they are times."""
    return re.sub(r"\d{10,}", "N", value) if isinstance(value, str) else value


def differ(old, new, where=""):
    """Where they differ; None: nowhere."""
    if isinstance(old, dict) and isinstance(new, dict):
        if set(old) != set(new):
            return f"{where}: keys {sorted(set(old) ^ set(new))}"
        for key in old:
            if key in FREE or key == "error":
                found = None if isinstance(new[key], type(old[key])) else f"{where}.{key} is {new[key]!r}"
            else:
                found = differ(old[key], new[key], f"{where}.{key}")
            if found:
                return found
        return None
    if isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            return f"{where}: {len(new)} instead of {len(old)}"
        return next((found for i, pair in enumerate(zip(old, new)) if (found := differ(*pair, f"{where}[{i}]"))), None)
    return None if type(old) is type(new) and plain(old) == plain(new) else f"{where}: {new!r} instead of {old!r}"


class Player:
    def __init__(self, server):
        self.server = server

    def play(self, name, raw=None, body=None):
        """raw: a form; body: in place of the recorded one."""
        with open(os.path.join(FOLDER, name + ".json"), encoding="utf-8") as file:
            recording = json.load(file)
        request, response = recording["request"], recording["response"]
        headers = {}
        if raw is not None:
            headers["Content-Type"] = f'multipart/form-data; boundary="{BOUNDARY}"'
        elif isinstance(request["body"], str):
            raw, headers["Content-Type"] = request["body"].encode(), "application/json"
        else:
            body = request["body"] if body is None else body
        answer = self.server.ask(request["method"], request["path"], body, headers, raw)
        status = BETTER.get(name, response["status"])
        if answer.status != status:
            check(f"{name}: status {status}", False, answer)
        elif name in BETTER or not isinstance(response["body"], dict):
            check(f"{name}: status {status}", status < 400 or answer.json["error"] if status >= 400 else True, answer)
        else:
            ours = answer.json
            if ours.pop("warnings", None):
                ours["message"] = ours["message"].split(". Warning: ")[0]
            found = differ(response["body"], ours)
            check(f"{name}: as recorded", found is None, f"{found}\n{answer}")
        return answer


def make_products(server):
    """Real ones, as they were when the recordings were made."""
    for name in REAL:
        target = os.path.join(server.products, name)
        os.makedirs(target)
        shutil.copy(os.path.join(BOARDS, name, f"rois_config_{name}.json"), target)
        shutil.copytree(os.path.join(BOARDS, name, "golden_rois"), os.path.join(target, "golden_rois"))
    os.makedirs(os.path.join(server.products, "rec_a"))
    shutil.copy(os.path.join(BOARDS, REAL[0], f"rois_config_{REAL[0]}.json"),
                os.path.join(server.products, "rec_a", "rois_config_rec_a.json"))


def read_samples():
    """Goldens of ROI 2 of a real product: the best one first."""
    folder = os.path.join(BOARDS, REAL[0], "golden_rois", "roi_2")
    names = sorted(os.listdir(folder), key=lambda name: (name != "best_golden.jpg", name))
    found = []
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            found.append(file.read())
    return found


def multipart(content, name="roi_2.jpg", **more):
    return form({"product_name": "rec_a", "roi_id": "2", **more}, {"golden_image": (name, content, None)})


def play_reads(player):
    for name in ("colors_get_none", "colors_save_none", "colors_save_missing", "colors_save_bad", "colors_save_bad_space", "colors_save",
                 "colors_get", "golden_list", "golden_list_images", "golden_list_unknown", "golden_metadata",
                 "golden_metadata_unknown", "golden_products", "golden_download_encoded", "golden_download_none"):
        player.play(name)
    answer = player.server.ask("GET", "/api/golden-sample/20003548/abc")
    check("golden_list_bad_id: status 404", answer.status == 404, answer)
    answer = player.play("golden_download")
    check("golden_download: type and name", answer.headers["content-type"] == "image/jpeg" and
          answer.headers["content-disposition"] == "attachment; filename=best_golden.jpg" and len(answer.content) == 5528, answer.headers)


def play_changes(player, samples):
    def names():
        return [x["name"] for x in player.server.ask("GET", "/api/golden-sample/rec_a/2").json["golden_samples"]]

    player.play("golden_save_as_json")
    player.play("golden_save_no_name", form({"roi_id": "2"}, {"golden_image": ("x.jpg", samples[0], None)}))
    player.play("golden_save_no_file", form({"product_name": "rec_a", "roi_id": "2"}, {"other": ("x.jpg", b"x", None)}))
    player.play("golden_rename_missing")
    player.play("golden_rename_none")
    player.play("golden_save_first", multipart(samples[0]))
    player.play("golden_save_second", multipart(samples[1], sample_type="pass_sample", similarity_score="0.97"))
    player.play("golden_save_third", multipart(samples[2], "roi_2.png"))
    sizes = [x["file_size"] for x in player.server.ask("GET", "/api/golden-sample/rec_a/2").json["golden_samples"]]
    check("all three are there", sorted(sizes) == sorted(map(len, samples[:3])) and sizes[0] == len(samples[2]), sizes)
    player.play("golden_save_not_picture", form({"product_name": "rec_a", "roi_id": "5"}, {"golden_image": ("x.jpg", b"this is no picture", None)}))
    for name in ("golden_promote_missing", "golden_promote_no_dir", "golden_promote_none", "golden_restore_missing",
                 "golden_restore_bad_name", "golden_restore_none", "golden_delete_missing", "golden_delete_none",
                 "golden_delete_bad_json", "golden_promote_best_itself"):
        player.play(name)
    old = names()
    answer = player.server.ask("POST", "/api/golden-sample/promote", {"product_name": "rec_a", "roi_id": 2, "sample_name": old[1]})
    check("golden_promote: as recorded", answer.json == {"message": f"'{old[1]}' promoted to best golden sample"}, answer)
    old = names()
    answer = player.server.ask("POST", "/api/golden-sample/restore", {"product_name": "rec_a", "roi_id": 2, "backup_filename": old[1]})
    check("golden_restore: as recorded", set(answer.json) == {"message", "restored_from", "backed_up_current"} and
          answer.json["message"] == f"Successfully restored '{old[1]}' to best golden sample" and answer.json["restored_from"] == old[1], answer)
    old = names()
    answer = player.server.ask("DELETE", "/api/golden-sample/delete", {"product_name": "rec_a", "roi_id": 2, "sample_name": old[1]})
    check("golden_delete: as recorded", answer.json == {"message": f"Golden sample '{old[1]}' deleted successfully"}, answer)


def play_last(player, samples):
    image = base64.b64encode(samples[3]).decode()
    player.server.ask("POST", "/api/golden-sample/rename-folders", {"product_name": "rec_a", "roi_mapping": {"2": 5}})
    shutil.copytree(os.path.join(BOARDS, REAL[0], "golden_rois", "roi_2"), os.path.join(player.server.products, "rec_a", "golden_rois", "roi_2"))
    player.play("golden_rename")
    for name in ("old_golden_get_none", "old_golden_save_none", "old_golden_get"):
        player.play(name)
    player.play("old_golden_save", body={"product_name": "rec_a", "roi_id": 2, "image": image})
    player.play("old_golden_delete")
    shutil.rmtree(os.path.join(player.server.products, "rec_a", "golden_rois", "roi_2"))
    player.play("old_golden_delete_none")


def main():
    if not os.path.isdir(FOLDER) or not os.path.isdir(os.path.join(BOARDS, REAL[0])):
        skip("recordings of the older server", f"NOT TESTED: there are no recordings in {FOLDER}, or no boards; see AOI_RECORDINGS")
        done()
    with Server() as server:
        make_products(server)
        player = Player(server)
        samples = read_samples()
        play_reads(player)
        play_changes(player, samples)
        play_last(player, samples)
    done()


main()
