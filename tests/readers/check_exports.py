"""Reads what Broadsheet exports with readers that others wrote, and compares offsets and quotes.

    python check_exports.py BROADSHEET [PROJECT.ron ...]

Makes a project of texts that have broken offsets in other tools, exports it and every project given
in all formats, and reads the files with `bioc` (brat), `iobes` (IOB2) and the standard library (JSON
Lines, CSV). Exits with 1 and a line per mismatch.
"""

import csv
import json
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import bioc.brat
import iobes

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
TORTURE = [
    (
        f"Macron {FAMILY} met \U0001d4a6ishida; e\u0301te\u0301 \u0639\u0631\u0628\u064b said\r\nlone\rCR "
        "\ufeffBOM\u00a0NBSP\ttab\u0085NEL\u2028LS \u201c=SUM\u201d, end",
        [
            ("Macron", "PER"),
            (FAMILY, "PER"),
            ("\U0001d4a6ishida", "PER"),
            ("e\u0301te\u0301", "DATE"),
            ("\u0639\u0631\u0628\u064b", "NORP"),
            ("said\r\nlone\rCR", "MISC"),
            ("BOM\u00a0NBSP", "MISC"),
            ("NBSP", "MISC"),
            ("NBSP\ttab", "ORG"),
            ("NEL\u2028LS", "MISC"),
            ("=SUM", "QUANTITY"),
            ("end", "LOC"),
        ],
    ),
    ("\ufeffTokyo @1+1\nsaid #O O.", [("Tokyo", "GPE"), ("@1+1", "QUANTITY")]),
    ("Nothing is tagged here.\n", []),
]

mismatches = []


def expect(holds, *what):
    if not holds:
        mismatches.append(" ".join(str(part) for part in what))


def torture_line(n, text, mentions):
    places = [{"start": text.index(quote), "end": text.index(quote) + len(quote), "label": label}
              for quote, label in mentions]
    # One mention in pieces, with a note, an entity and a relation.
    if "met" in text:
        met = text.index("met")
        places.append({"start": 0, "end": met + 3, "pieces": [[0, 6], [met, met + 3]], "label": "EVENT",
                       "entity": "Visit", "note": "two pieces"})
    relations = [{"from": 0, "to": len(places) - 1, "kind": "part"}] if len(places) > 2 else []
    return json.dumps({"article": f"torture-{n}.txt", "text": text, "mentions": places, "relations": relations})


def run(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}: {done.stderr}")
    return done.stdout


def torture_project(program, folder):
    dataset, project = folder / "torture.jsonl", folder / "torture.ron"
    lines = [torture_line(n, *article) for n, article in enumerate(TORTURE)]
    dataset.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    run(program, "new", project)
    run(program, "import", project, "--from", "jsonl", dataset)
    return project


def read_json_lines(path):
    """Articles by name: the text and its mentions as (pieces, label)."""
    articles = {}
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            article = json.loads(line)
            text, mentions = article["text"], []
            for mention in article["mentions"]:
                pieces = mention.get("pieces", [[mention["start"], mention["end"]]])
                quote = " … ".join(text[start:end] for start, end in pieces)
                expect(quote == mention["text"], "jsonl:", repr(quote), "is not", repr(mention["text"]))
                mentions.append((tuple(map(tuple, pieces)), mention["label"]))
            expect(article["article"] not in articles, "jsonl: two articles are called", article["article"])
            articles[article["article"]] = (text, mentions)
    return articles


def unguarded(cell):
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell


def check_csv(folder, articles):
    csv.field_size_limit(1 << 30)
    with open(folder / "data.articles.csv", encoding="utf-8", newline="") as file:
        texts = {row["article"]: unguarded(row["text"]) for row in csv.DictReader(file)}
    expect(texts == {name: text for name, (text, _) in articles.items()}, "csv: the texts differ")
    found = {name: [] for name in articles}
    with open(folder / "data.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            row = {name: unguarded(cell) for name, cell in row.items()}
            whole = f'{row["start"]}-{row["end"]}'
            pieces = [tuple(map(int, piece.split("-"))) for piece in (row["pieces"] or whole).split(";")]
            quote = " … ".join(texts[row["article"]][start:end] for start, end in pieces)
            expect(quote == row["text"], "csv:", repr(quote), "is not", repr(row["text"]))
            found[row["article"]].append((tuple(pieces), row["label"]))
    for name, (_, mentions) in articles.items():
        expect(found[name] == mentions, "csv: other mentions in", name)


def is_blank(text, mention):
    return not "".join(text[start:end] for start, end in mention[0]).strip()


def check_brat(folder, articles):
    by_text = {text: mentions for text, mentions in articles.values()}
    files = sorted((folder / "brat").glob("*.txt"))
    expect(len(files) == len(articles), "brat:", len(files), "texts for", len(articles), "articles")
    for path in files:
        text = path.read_bytes().decode("utf-8")
        annotations = path.with_suffix(".ann").read_bytes().decode("utf-8")
        expect(len(annotations.splitlines()) == annotations.count("\n"), "brat: a line breaks in", path.name)
        document = bioc.brat.loads(text, annotations)
        expect(text in by_text, "brat: no article has the text of", path.name)
        mentions = [mention for mention in by_text.get(text, []) if not is_blank(text, mention)]
        expect(len(document.entities) == len(mentions), "brat: other mentions in", path.name)
        for entity, (pieces, label) in zip(document.entities, mentions):
            parts = [text[span.begin:span.end] for span in sorted(entity.locations)]
            # bioc takes blanks off the end of a line.
            expect(" ".join(parts).rstrip() == entity.text, "brat:", repr(parts), "is not", repr(entity.text))
            expect(all(part and not part.strip("\t").splitlines()[1:] for part in parts), "brat: a line in", parts)
            expect(entity.type == label, "brat:", entity.type, "is not", label)
            ends = (entity.locations.begin(), entity.locations.end())
            expect(ends == (pieces[0][0], pieces[-1][1]), "brat:", ends, "is not", pieces)


def flat(text, mentions):
    """The outer mentions that are whole, without blanks at their edges: what tags of tokens can say."""
    kept, furthest = [], 0
    whole = [(pieces[0], label) for pieces, label in mentions if len(pieces) == 1]
    for (start, end), label in sorted(whole, key=lambda mention: (mention[0][0], -mention[0][1])):
        if start >= furthest and end > start:
            furthest = end
            while start < end and is_gap(text[start]):
                start += 1
            while start < end and is_gap(text[end - 1]):
                end -= 1
            kept += [((start, end), label)] if start < end else []
    return kept


def is_gap(char):
    return char.isspace() or unicodedata.category(char) == "Cc"


def sentences_of(path):
    """Documents as lists of sentences of (token, tag), the way the shared task's readers split them."""
    documents = []
    for line in path.read_bytes().decode("utf-8").split("\n"):
        cells = line.split()
        if line.startswith("-DOCSTART-"):
            documents.append([[]])
        elif not cells:
            documents[-1:] and documents[-1].append([])
        else:
            expect(len(cells) == 4, "conll: not four columns:", repr(line))
            documents[-1][-1].append((cells[0], cells[-1]))
    return documents


def check_conll(folder, articles):
    documents = sentences_of(folder / "data.conll")
    offsets = (folder / "data.offsets.jsonl").read_bytes().decode("utf-8").splitlines()
    expect(len(documents) == len(articles) == len(offsets), "conll: not one document for each article")
    for sentences, line in zip(documents, offsets):
        places = json.loads(line)
        text, mentions = articles[places["article"]]
        expect(places["text"] == text, "conll: another text of", places["article"])
        tokens = iter(places["tokens"])
        found = []
        for sentence in filter(None, sentences):
            ranges = [next(tokens) for _ in sentence]
            for (token, _), (start, end) in zip(sentence, ranges):
                expect(text[start:end] == token, "conll:", repr(text[start:end]), "is not", repr(token))
            spans, errors = iobes.parse_spans_bio_with_errors([tag for _, tag in sentence])
            expect(not errors, "conll: no IOB2:", errors)
            found += [((ranges[span.start][0], ranges[span.end - 1][1]), span.type) for span in spans]
        expect(next(tokens, None) is None, "conll: offsets without a token in", places["article"])
        expect(found == flat(text, mentions), "conll: other mentions in", places["article"])


def check(program, project, folder):
    folder.mkdir()
    every = ["--all-zones"]
    run(program, "export", project, "--to", "jsonl", "--out", folder / "data.jsonl", *every)
    run(program, "export", project, "--to", "csv", "--out", folder / "data.csv", *every)
    run(program, "export", project, "--to", "conll-2003", "--out", folder / "data.conll", *every)
    run(program, "export", project, "--to", "brat", "--out", folder / "brat", *every)
    articles = read_json_lines(folder / "data.jsonl")
    check_csv(folder, articles)
    check_brat(folder, articles)
    check_conll(folder, articles)
    n_mentions = sum(len(mentions) for _, mentions in articles.values())
    print(f"{project}: {len(articles)} articles, {n_mentions} mentions, read in four formats")


def main():
    program, *projects = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        made = torture_project(program, folder)
        for n, project in enumerate([made, *projects]):
            check(program, project, folder / f"export-{n}")
    for mismatch in mismatches:
        print(mismatch, file=sys.stderr)
    sys.exit(1 if mismatches else 0)


if __name__ == "__main__":
    main()
