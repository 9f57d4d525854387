"""Cleaning, cutting, words, keywords and the joining of lists: pure functions."""

import pytest

from tenon.models.tokens import count_text
from tenon.rag.clean import clean
from tenon.rag.rank import Hit, joined, relative, weighted
from tenon.rag.split import Segmentation, parents, split
from tenon.rag.terms import keywords, query_terms, terms
from tenon.rag.vectors import packed, unpacked

CUTS: list[tuple[str, str, list[str]]] = [
    ("a\n\nb\n\n\n\nc", "\\n\\n", ["a", "b", "c"]),
    ("a。b。", "。", ["a", "b"]),
    ("1. one 2. two", r"\d\. ", ["one", "two"]),
    ("a.b.c", ".", ["a", "b", "c"]),
    ("text", "", ["text"]),
    ("a***b", "***", ["a", "b"]),
    ("", "\\n", []),
]


@pytest.mark.parametrize(("text", "separator", "expected"), CUTS, ids=[str(i) for i in range(len(CUTS))])
def test_separators(text: str, separator: str, expected: list[str]) -> None:
    assert split(text, Segmentation(separator, 500, 0)) == expected


@pytest.mark.parametrize("sentence", ["The quick brown fox jumps. ", "今天天气很好，我们去公园散步。", "x" * 90])
def test_long_pieces(sentence: str) -> None:
    text = sentence * 200
    found = split(text, Segmentation("\\n\\n", 100, 20))
    assert all(count_text(piece) <= 100 for piece in found)
    assert len(found) > 10
    assert sum(map(len, split(text, Segmentation("\\n\\n", 100, 0)))) >= len(text.replace(" ", "")) * 0.95
    if " " in sentence or "。" in sentence:
        assert any(found[1].startswith(found[0][-size:].strip()) for size in range(5, 90))


def test_parents() -> None:
    how, children = Segmentation("\\n\\n", 100, 0), Segmentation("\\n", 50, 0)
    found = parents("a\nb\n\nc", how, children, full_doc=False)
    assert [(p.content, list(p.children)) for p in found] == [("a\nb", ["a", "b"]), ("c", ["c"])]
    (whole,) = parents("word " * 60_000, how, Segmentation(" ", 50, 0), full_doc=True)
    assert count_text(whole.content) <= 10_000


def test_cleaning() -> None:
    text = "a\u3000\t b\n\n\n\nc see [docs](https://x.test/a) ![p](https://x.test/p.png) me@x.test https://x.test/q\x00"
    assert clean(text, ["remove_extra_spaces"]).startswith("a b\n\nc see")
    assert clean(text, ["remove_urls_emails"]).endswith("see docs ![p](https://x.test/p.png)  ")
    assert clean("the cat and me", ["remove_stopwords"]).split() == ["cat"]
    assert "\x00" not in clean(text)


def test_words() -> None:
    assert terms("Docker Containers") == ["docker", "container"]
    assert terms("知识库") == ["知", "识", "库", "知识", "识库"]
    assert terms("ＡＢＣ１２３") == ["abc123"]
    assert query_terms("the")  # alone it must do
    assert "the" not in query_terms("the docker")
    assert query_terms("怎么安装")[0] != "怎"
    found = keywords("知识库检索测试。知识库可以检索文档，知识库支持中文。The retriever retrieves documents.")
    assert "知识库" in found
    assert len(found) <= 10


def test_lists() -> None:
    near, words = [Hit(1, 0.9), Hit(2, 0.5)], [Hit(2, 8.0), Hit(3, 4.0)]
    assert [hit.score for hit in relative(words)] == [1.0, 0.5]
    both = weighted(near, words, 0.5, 0.5)
    assert [(hit.unit, round(hit.score, 2)) for hit in both] == [(2, 0.75), (1, 0.45), (3, 0.25)]
    assert [hit.unit for hit in joined(near, words)] == [1, 2, 3]
    assert unpacked(packed([3.0, 4.0])) == pytest.approx([0.6, 0.8], abs=1e-3)
    with pytest.raises(ValueError, match="no numbers"):
        packed([float("nan")])
