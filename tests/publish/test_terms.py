"""The first mention of a term on a page links to its meaning."""

from analysis.publish import terms

FORMS = {"MFN": ("mfn", "The ordinary duty"), "Section 301": ("section-301", "Unfair practices"), "AD": ("ad", "x")}


def linked(body: str) -> str:
    page = f"<body><article>{body}</article><footer>MFN</footer></body>"
    return (
        terms.with_terms(page, "../", "methods.html", FORMS).removeprefix("<body><article>").partition("</article>")[0]
    )


def test_only_the_first_mention_in_the_text_is_a_link() -> None:
    link = '<a class="term" href="../methods.html#term-mfn" title="The ordinary duty">MFN</a>'
    assert linked("<p>MFN and MFN</p>") == f"<p>{link} and MFN</p>"
    assert linked("<h2>MFN</h2><p>an <a>MFN</a>, MFN</p>") == f"<h2>MFN</h2><p>an <a>MFN</a>, {link}</p>"
    assert 'title="Unfair practices">Section 301</a>' in linked("<td>under Section 301</td>")


def test_a_term_inside_another_word_or_code_stays() -> None:
    for body in ("<p>MADE, CAD and AD-5</p>", "<code>MFN</code>", '<img alt="MFN">'):
        assert linked(body) == body


def test_every_term_of_the_table_has_one_form_that_no_other_has() -> None:
    assert terms.glossary()["IEEPA"][0] == "ieepa"
    assert terms.glossary()["most-favoured-nation"][0] == "mfn"
