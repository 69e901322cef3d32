#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Learns the weights of src/inspectors/ocr/ocr-net-weights.h from lines drawn from a seed.

The net sees the parts of a line as the inspector takes them (the program glyph-shapes): three layers of
convolutions look at a part, and two further layers tell which character it is, by what they saw of it and by
the mean of what was seen of all characters of its line. It learns in rounds, the first from lines in many fonts,
the last mostly from lines in the fonts that labels have most. Needs Debian's python3-torch. Fonts are given as
folders: those of the weights in the source are of Debian 12's packages in shape-fonts.txt, each unpacked by
`dpkg -x`. They are drawn from only; no font is part of the weights. Every ninth family is not learnt: what
tests/text.sh --fonts measures with these holds for other fonts.
"""
import argparse
import base64
import collections
import concurrent.futures
import os
import pathlib
import subprocess

import numpy as np
import torch

import font_files
import shape_lines

ROWS, COLUMNS, FACTS = 28, 32, 4
SIZE = ROWS * COLUMNS + FACTS
N_CLASSES = shape_lines.ELSE + 1
CHANNELS = (12, 24, 40)
SEEN, HIDDEN = 96, 128
SEED_STEP = 1000003
# Which of the parts that are drawn each round learns from, and how often: two parts of lines in many fonts, and one
# half as large in the usual fonts.
ROUNDS = (((0,), 8), ((0, 1), 3), ((0, 1, 2), 2), ((1, 2, 2), 2))


def ask(process, line):
    """The shapes of a line's parts; none if the inspector does not see one line."""
    height, width = line.gray.shape
    process.stdin.write(f"{width} {height} {len(line.ranges)}\n".encode() + line.gray.tobytes()
                        + line.ranges.astype("<i4").tobytes())
    process.stdin.flush()
    n = int(np.frombuffer(process.stdout.read(4), "<u4")[0])
    return np.frombuffer(process.stdout.read(4 * SIZE * n), "<f4").reshape(n, SIZE)


def draw_part(program, families, seed, n_lines):
    """Ink as bytes, facts, classes, whether real, and the lines' numbers."""
    fonts, rows = shape_lines.Fonts(families), []
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for i in range(n_lines):
            line = shape_lines.draw(np.random.default_rng([seed, i]), fonts)
            shapes = ask(process, line) if line is not None else ()
            if len(shapes) == 0 or (shapes[line.real, :-FACTS].max(1) < 0.1).any():
                continue
            rows.append((np.round(shapes[:, :-FACTS] * 255).astype(np.uint8), shapes[:, -FACTS:], line.classes,
                         line.real, np.full(len(shapes), seed * n_lines + i)))
        process.stdin.close()
    return [np.concatenate(column) for column in zip(*rows)]


def draw(program, families, seed, n_lines, n_jobs, n_parts=10):
    with concurrent.futures.ProcessPoolExecutor(n_jobs) as pool:
        parts = list(pool.map(draw_part, [program] * n_parts, [families] * n_parts,
                              [seed * SEED_STEP + i for i in range(n_parts)], [n_lines // n_parts] * n_parts))
    return [np.concatenate(column) for column in zip(*parts)]


def join(parts):
    """What was drawn, each time it is named under other numbers of lines."""
    apart = 1 + max(int(part[4].max()) for part in parts)
    numbered = [[*part[:4], part[4] + i * apart] for i, part in enumerate(parts)]
    return [np.concatenate(column) for column in zip(*numbered)]


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        one, two, three = CHANNELS
        self.one = torch.nn.Conv2d(1, one, 5, 2, 2)
        self.two = torch.nn.Conv2d(one, two, 3, 2, 1)
        self.three = torch.nn.Conv2d(two, three, 3, 2, 1)
        self.seen = torch.nn.Linear(4 * 4 * three + FACTS, SEEN)
        self.hidden = torch.nn.Linear(2 * SEEN, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, N_CLASSES)

    def see(self, ink, facts):
        x = torch.relu(self.one(ink))
        x = torch.relu(self.two(x))
        x = torch.relu(self.three(x))
        # The inspector has the channels of a cell after each other.
        return torch.relu(self.seen(torch.cat([x.permute(0, 2, 3, 1).flatten(1), facts], 1)))

    def tell(self, seen, context):
        return self.out(torch.relu(self.hidden(torch.cat([seen, context], 1))))

    def forward(self, ink, facts, lines, in_context):
        """`lines`: of each part, from 0 on."""
        seen = self.see(ink, facts)
        n = int(lines.max()) + 1
        weights = in_context.float()
        sums = torch.zeros(n, seen.shape[1]).index_add(0, lines, seen * weights[:, None])
        counts = torch.zeros(n).index_add(0, lines, weights)
        return self.tell(seen, (sums / counts.clamp(min=1)[:, None])[lines])


def batches(data, rng, n_lines, shuffled):
    """Tensors of some lines a batch."""
    numbers = data[4]
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    ends = np.r_[starts[1:], len(numbers)]
    order = rng.permutation(len(starts)) if shuffled else np.arange(len(starts))
    for first in range(0, len(order), n_lines):
        some = order[first:first + n_lines]
        rows = np.concatenate([np.arange(starts[i], ends[i]) for i in some])
        lines = np.concatenate([np.full(ends[i] - starts[i], k) for k, i in enumerate(some)])
        ink = torch.from_numpy(data[0][rows].astype(np.float32) / 255).view(-1, 1, ROWS, COLUMNS)
        # Now and then a line is cut wrongly.
        noisy = (rng.uniform(size=len(some)) < 0.15)[lines] if shuffled else False
        yield (ink, torch.from_numpy(data[1][rows].astype(np.float32)), torch.from_numpy(lines),
               torch.from_numpy(data[3][rows] | noisy), torch.from_numpy(data[2][rows]), rows)


def learn(net, data, epochs, rng, n_lines=48):
    n_steps = epochs * -(-len(np.unique(data[4])) // n_lines)
    optimizer = torch.optim.AdamW(net.parameters(), lr=2.5e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2.5e-3, total_steps=n_steps, pct_start=0.1)
    for epoch in range(epochs):
        total, good, n = 0.0, 0, 0
        for ink, facts, lines, in_context, classes, _ in batches(data, rng, n_lines, True):
            optimizer.zero_grad()
            out = net(ink, facts, lines, in_context)
            loss = torch.nn.functional.cross_entropy(out, classes)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss) * len(classes)
            good += int((out.argmax(1) == classes).sum())
            n += len(classes)
        print(f"epoch {epoch + 1}: loss {total / n:.4f}, {100 * good / n:.2f} % right", flush=True)


def fold(classes):
    """The case does not count."""
    folded = np.array([shape_lines.CLASSES.lower().index(c) for c in shape_lines.CLASSES.lower()] + [N_CLASSES - 1])
    return folded[classes]


@torch.no_grad()
def report(net, data):
    """Prints how many characters are told rightly, and which are confused most."""
    guess = np.empty(len(data[2]), int)
    for ink, facts, lines, in_context, _, rows in batches(data, np.random.default_rng(0), 256, False):
        guess[rows] = net(ink, facts, lines, in_context).argmax(1)
    real = data[3]
    good = fold(guess) == fold(data[2])
    print(f"{100 * good[real].mean():.2f} % of {real.sum()} characters right, {100 * good[~real].mean():.2f} % of "
          f"{(~real).sum()} other parts, case aside")
    names = shape_lines.CLASSES + "?"
    wrong = collections.Counter(names[a] + names[b] for a, b in zip(data[2][real & ~good], guess[real & ~good]))
    print("most confused: " + " ".join(f"{pair}:{n}" for pair, n in wrong.most_common(30)), flush=True)


def quantize(part):
    """Bytes and the step that they are multiples of."""
    step = max(float(np.abs(part).max()), 1e-6) / 127
    return np.clip(np.round(part / step), -127, 127).astype(np.int8), step


def pack(net):
    """The layers in order: the step and the biases as floats, then weights, inputs before outputs."""
    data = b""
    for layer in (net.one, net.two, net.three, net.seen, net.hidden, net.out):
        weights = layer.weight.detach().numpy()
        # Outputs last: rows, columns, inputs, outputs; or inputs, outputs.
        weights = weights.transpose(2, 3, 1, 0) if weights.ndim == 4 else weights.T
        small, step = quantize(weights)
        data += np.array([step], "<f4").tobytes() + layer.bias.detach().numpy().astype("<f4").tobytes()
        data += np.ascontiguousarray(small).tobytes()
    return data


def write(net, path):
    text = base64.b64encode(pack(net)).decode()
    with open(path, "w", encoding="ascii") as file:
        file.write("/* SPDX-License-Identifier: LGPL-2.1-or-later */\n"
                   "/* Written by tests/accuracy/learn_shapes.py: little endian floats and bytes in base 64. */\n"
                   "/* clang-format off */\n"
                   "static const gchar packed[] =\n")
        rows = [text[i:i + 112] for i in range(0, len(text), 112)]
        file.write("\n".join(f'    "{row}"' for row in rows) + ";\n")


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="glyph-shapes of a build")
    parser.add_argument("out", help="the header to write")
    parser.add_argument("fonts", nargs="+", type=pathlib.Path, help="folders of fonts")
    parser.add_argument("--usual", type=pathlib.Path, default=pathlib.Path("/usr/share/fonts/truetype"),
                        help="the folder of DejaVu, Liberation and FreeFont")
    parser.add_argument("--lines", type=int, default=24000, help="of the first part")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes draw")
    return parser.parse_args()


def main():
    arguments = parse()
    os.environ["OMP_NUM_THREADS"] = "1"
    torch.set_num_threads(1)
    families = font_files.find_fonts(arguments.fonts, font_files.USUAL)
    learnt = [family for i, family in enumerate(families) if not font_files.is_left_out(i)]
    others = [family for i, family in enumerate(families) if font_files.is_left_out(i)]
    print(f"{sum(map(len, families))} fonts of {len(families)} families; {len(others)} of these not learnt: "
          + ", ".join(pathlib.Path(family[0]).stem for family in others), flush=True)
    drawn = ((learnt, arguments.lines), (learnt, arguments.lines),
             (font_files.find_fonts([arguments.usual], ()), arguments.lines // 2))
    parts = [draw(arguments.program, fonts, 1 + 2 * i, n_lines, arguments.jobs)
             for i, (fonts, n_lines) in enumerate(drawn)]
    torch.manual_seed(1)
    net = Net()
    for i, (numbers, epochs) in enumerate(ROUNDS):
        data = join([parts[number] for number in numbers])
        print(f"{len(data[0])} parts of {len(np.unique(data[4]))} lines", flush=True)
        learn(net, data, epochs, np.random.default_rng(1 + i))
    write(net, arguments.out)
    report(net, draw(arguments.program, others, 2, arguments.lines // 12, arguments.jobs))


if __name__ == "__main__":
    main()
