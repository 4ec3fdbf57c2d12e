"""Computes figures of the comparison again, with programs that others wrote, and compares.

    python check_figures.py FIGURES.json

FIGURES.json is what `cargo test --test it oracles` writes. Words are found by `regex`, runs by the
suffix array of `pydivsufsort`, alignments scored by `biopython`, keyness computed by `scipy` and
`association-measures`. Exits with 1 and a line per figure that differs by more than 1e-6.
"""

import json
import math
import sys

import association_measures.measures as measures
import numpy
import pandas
import regex
from Bio.Align import PairwiseAligner
from pydivsufsort import common_substrings
from scipy.stats import chi2_contingency

WORD = regex.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
GRAM = 5
CLOSE = 1e-6
# Every word counts for so much before it was seen, as in Monroe, Colaresi & Quinn 2008.
PRIOR = 0.01

wrong = []


def same(what, ours, theirs):
    if isinstance(theirs, float):
        is_same = math.isclose(ours, theirs, rel_tol=CLOSE, abs_tol=CLOSE)
    else:
        is_same = ours == theirs
    if not is_same:
        wrong.append(f"{what}: ours {ours}, theirs {theirs}")


def check_words(figures):
    """Returns the words of each text as numbers that equal words share."""
    numbers = {}
    keyed = []
    for n, (text, ours) in enumerate(zip(figures["texts"], figures["words"])):
        found = list(WORD.finditer(text))
        same(f"words of text {n}", ours, [[word.start(), word.end()] for word in found])
        forms = [word.group().lower().replace("’", "'") for word in found]
        keyed.append([numbers.setdefault(form, len(numbers) + 1) for form in forms])
    return keyed


def check_pair(pair, keyed):
    a, b = keyed[pair["a"]], keyed[pair["b"]]
    name = f"texts {pair['a']} and {pair['b']}"
    found = common_substrings(numpy.array(a, numpy.int64), numpy.array(b, numpy.int64), limit=GRAM)
    same(f"runs of {name}", sorted(pair["runs"]), sorted(map(list, found)))
    grams = [{tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)} for words in (a, b)]
    same(f"grams of {name}", pair["grams"], [len(grams[0]), len(grams[1]), len(grams[0] & grams[1])])
    aligner = PairwiseAligner(mode="local", match_score=2, mismatch_score=-1, gap_score=-1)
    score = aligner.score(numpy.array(a, numpy.int32), numpy.array(b, numpy.int32))
    same(f"score of {name}", float(pair["score"]), float(score))


def log_odds_z(word, everything, distinct):
    def log_odds(count, total):
        return math.log((count + PRIOR) / (total + PRIOR * distinct - count - PRIOR))

    variance = sum(1 / (count + PRIOR) for count in word)
    return (log_odds(word[0], everything[0]) - log_odds(word[1], everything[1])) / math.sqrt(variance)


def check_keyness(figure):
    word, everything = figure["word"], figure["all"]
    name = f"{word} of {everything}"
    table = [word, [everything[0] - word[0], everything[1] - word[1]]]
    statistic = chi2_contingency(table, lambda_="log-likelihood", correction=False).statistic
    same(f"log-likelihood of {name}", figure["log_likelihood"], float(statistic))
    same(f"log-odds of {name}", figure["log_odds_z"], log_odds_z(word, everything, figure["distinct"]))
    (f_1, f_2), (n_1, n_2) = word, everything
    rows = {"O11": f_1, "O12": n_1 - f_1, "O21": f_2, "O22": n_2 - f_2, "R1": n_1, "R2": n_2}
    frequencies = pandas.DataFrame({name: [float(count)] for name, count in rows.items()})
    ratio = measures.conservative_log_ratio(frequencies, alpha=figure["alpha"], vocab=figure["distinct"])
    same(f"conservative log ratio of {name}", figure["conservative_log_ratio"], float(ratio.iloc[0]))


def check_dispersion(figure):
    counts, sizes = zip(*figure["parts"])
    apart = sum(abs(n / sum(counts) - size / sum(sizes)) for n, size in figure["parts"]) / 2
    same(f"dispersion of {figure['parts']}", figure["dispersion"], apart / (1 - min(sizes) / sum(sizes)))


def main():
    figures = json.load(open(sys.argv[1], encoding="utf-8"))
    keyed = check_words(figures)
    for pair in figures["pairs"]:
        check_pair(pair, keyed)
    for figure in figures["keyness"]:
        check_keyness(figure)
    for figure in figures["dispersion"]:
        check_dispersion(figure)
    print("\n".join(wrong))
    n_checked = {what: len(checked) for what, checked in figures.items()}
    print(f"{len(wrong)} figures differ; checked {n_checked}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
