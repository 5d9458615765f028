"""Text statistics over a book: which words it uses, how each chapter reads, and which words look alike.

Prints two tables and writes frequencies.csv.

    python3 examples/word_frequencies.py
    ./runsurge run examples/word_frequencies.py --input examples/data/book.txt
"""
import csv
import os
import re
import sys


def find_input(name):
    """The file named on the command line, else `name` here, else `name` in data/ next to this script."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    if os.path.exists(name):
        return name
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", name)


def read_chapters(path):
    """A list of chapter texts; what comes before the first chapter heading is left out."""
    with open(path, encoding="utf-8") as book:
        return re.split(r"^CHAPTER \d+$", book.read(), flags=re.MULTILINE)[1:]


def words_of(text):
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def count_words(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def count_syllables(word):
    """A good guess: groups of vowels, not counting a silent e at the end."""
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith("le") and groups > 1:
        groups -= 1
    return max(groups, 1)


def describe_chapter(text):
    """Title, length and Flesch reading ease (100 is a children's book, 30 a law)."""
    title = text.strip().splitlines()[0]
    words = words_of(text)
    sentences = len(re.findall(r"[.!?]", text))
    syllables = sum(count_syllables(word) for word in words)
    ease = 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)
    return {"title": title, "words": len(words), "distinct": len(set(words)), "ease": ease}


def edit_distance(first, second):
    """How many letters must be added, removed or changed to turn one word into the other."""
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            changed = previous[column - 1] + (letter != other)
            current.append(min(previous[column] + 1, current[column - 1] + 1, changed))
        previous = current
    return previous[-1]


def nearest_words(word, vocabulary, how_many=3):
    """The words of the vocabulary that are spelled most like `word`."""
    others = [(edit_distance(word, other), other) for other in vocabulary if other != word]
    return [other for _, other in sorted(others)[:how_many]]


def write_frequencies(path, ranking, total):
    with open(path, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["rank", "word", "count", "per_thousand"])
        for rank, (word, count) in enumerate(ranking, start=1):
            writer.writerow([rank, word, count, f"{1000 * count / total:.3f}"])


def main():
    chapters = read_chapters(find_input("book.txt"))
    words = [word for chapter in chapters for word in words_of(chapter)]
    counts = count_words(words)
    ranking = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    write_frequencies("frequencies.csv", ranking, len(words))

    print(f"{len(chapters)} chapters, {len(words):,} words, {len(counts):,} different ones\n")

    print(f"{'chapter':36}{'words':>7}{'distinct':>10}{'reading ease':>14}")
    descriptions = [describe_chapter(chapter) for chapter in chapters]
    for chapter in descriptions:
        print(f"{chapter['title']:36}{chapter['words']:>7}{chapter['distinct']:>10}{chapter['ease']:>14.1f}")

    long_words = [word for word, _ in ranking if len(word) >= 6][:600]
    lookalikes = [nearest_words(word, counts) for word in long_words]
    print(f"\n{'frequent word':16}{'count':>6}   looks like")
    for word, similar in list(zip(long_words, lookalikes))[:25]:
        print(f"{word:16}{counts[word]:>6}   {', '.join(similar)}")
    print("\nAll counts are in frequencies.csv.")


if __name__ == "__main__":
    main()
